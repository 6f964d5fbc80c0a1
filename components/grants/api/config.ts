/** One entry of the access map that is granted on request, as the API knows it. */
export interface GrantEntry {
  /** Name of the entry. */
  readonly name: string;
  /** Name of its IAM role. */
  readonly role: string;
  /** Okta groups whose members may ask. */
  readonly askers: readonly string[];
  /** Okta groups whose members answer; empty where nobody has to. */
  readonly approvers: readonly string[];
  readonly longestMinutes: number;
  /** Most grants at a time, from `mostGrants`. */
  readonly most: number;
  /** Regular expression that the whole reason matches. */
  readonly reason?: string;
  readonly breakGlass: boolean;
}

/** What the API knows of grants: plain data beside its code. */
export interface GrantsConfig {
  readonly table: string;
  /** ARN of the alias of the workflow. */
  readonly machineAliasArn: string;
  /** `arn:...:execution:<machine>:`; a grant's id completes it. */
  readonly executionPrefix: string;
  readonly entries: readonly GrantEntry[];
}
