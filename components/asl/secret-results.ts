import { secrecyOf } from "../core/action-table";
import type { Json } from "./types";

/** Whether an action can return a secret, depending on its arguments: it would be in the history and in the log. */
export function mayAnswerWithSecret(service: string, action: string): boolean {
  return secrecyOf(service, action) !== "never";
}

/** Whether a call can return a secret with these arguments. What only a run knows counts as a secret. */
export function answersWithSecret(
  service: string,
  action: string,
  given: { readonly [member: string]: Json },
): boolean {
  const secrecy = secrecyOf(service, action);
  if (typeof secrecy === "string") {
    return secrecy === "always";
  }
  return (given[secrecy.argument] ?? false) !== !secrecy.is;
}
