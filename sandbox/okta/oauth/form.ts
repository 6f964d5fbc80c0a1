import type { Call } from "../action";
import { OAuthError } from "../errors";

export type Form = Readonly<Record<string, string>>;

/** The parameters of a form-encoded request. */
export function formOf(call: Call): Form {
  const fields = Object.entries(typeof call.body === "object" && call.body !== null ? call.body : {});
  return Object.fromEntries(fields.filter((field): field is [string, string] => typeof field[1] === "string"));
}

export function need(form: Form, name: string): string {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  if (!value) {
    throw new OAuthError("invalid_request", `The parameter '${name}' is required.`);
  }
  return value;
}
