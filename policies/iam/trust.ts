import type { Principal, Statement } from "./document";
import { matchesAction } from "./patterns";

/** What is wrong with a trust statement. */
export interface TrustFlaw {
  readonly found: string;
  readonly fix: string;
}

/** True if a statement allows an action: by name, through a wildcard, or by not leaving it out (NotAction). */
export function grants(statement: Statement, action: string): boolean {
  const named = (patterns: readonly string[]) => patterns.some((pattern) => matchesAction(pattern, action));
  return statement.allows && (named(statement.actions) || (statement.notActions && !named(statement.actionsBut)));
}

/** `*`, however it is written. */
export function isEverybody({ kind, value }: Principal): boolean {
  return kind !== "Service" && kind !== "Federated" && /^\*+$/.test(value);
}

/** An account as a whole: its id, or `arn:aws:iam::<id>:root`. */
export function isWholeAccount({ kind, value }: Principal): boolean {
  return kind === "AWS" && (/^\d{12}$/.test(value) || /^arn:[^:]*:iam::\d{12}:root$/.test(value));
}
