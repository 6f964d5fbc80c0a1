import table from "./actions.json";

/** A call whose answer is a credential. */
export interface CredentialCall {
  /** As a permission would be spelt: `ssm:GetParameter`; some calls have a permission of another name, or none. */
  readonly name: string;
  /** The answer is a credential only if an argument has this value; a call without it has the other one. */
  readonly onlyIf: { readonly argument: string; readonly is: boolean } | undefined;
}

const CALLS: ReadonlyMap<string, CredentialCall> = new Map(
  Object.entries(table.credentials).flatMap(([prefix, calls]) =>
    calls.split(" ").map((text) => {
      const [, action = "", sign, argument = ""] = /^(\w+)(?:([?!])(\w+))?$/.exec(text) ?? [];
      const name = `${prefix}:${action}`;
      return [name.toLowerCase(), { name, onlyIf: sign ? { argument, is: sign === "?" } : undefined }] as const;
    }),
  ),
);

/** All of them, those of one service together. */
export const CREDENTIAL_CALLS: readonly CredentialCall[] = [...CALLS.values()];

/** The call of an API by the prefix of its service in IAM, without regard to case; undefined if it is none of them. */
export function credentialCallOf(prefix: string, action: string): CredentialCall | undefined {
  return CALLS.get(`${prefix}:${action}`.toLowerCase());
}
