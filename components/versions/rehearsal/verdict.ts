import { memberOf, parseJson } from "../../core/json";
import type { Verdict } from "../../definitions/rehearsal/protocol";
import { showTrust } from "./aws-commands";
import type { RehearsalRow, RehearsedSecret } from "./table";

/** The member `context` of what a rehearsal put out: verdicts by app. Undefined where the output is cut or has none. */
export function verdictsIn(output: string | undefined): object | undefined {
  const context = memberOf(parseJson(output), "context");
  return typeof context === "object" && context !== null ? context : undefined;
}

/** What a row is about. */
export type RowSubject = Pick<RehearsalRow, "app" | "chain">;

/** An app, by what its row says of it whatever the rehearsal finds. */
export interface AppSubject extends RowSubject {
  /** Name of the role that the task runs as, the last of the chain. */
  readonly verifiedRole: string;
}

/**
 * The verdict on an app as its row. The command to run next is the verdict's own; else, where that role could not
 * be assumed, the one that shows who may assume it; else `show`.
 */
export function rowOf({ app, chain, verifiedRole }: AppSubject, found: unknown, show: string): RehearsalRow {
  const subject = { app, chain };
  if (!isVerdict(found)) {
    return brokenRow(subject, "NoVerdict", "the rehearsal ended without a verdict on it", show);
  }
  const { verdict, role, secrets, error, cause } = found;
  return {
    ...subject,
    role,
    secrets,
    verdict,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(verdict === "proven" ? {} : { next: found.next ?? (role === null ? showTrust(verifiedRole) : show) }),
  };
}

/** The row of a machine that has no task role and no secrets, and about which nothing is wrong. */
export function provenRow(subject: RowSubject): RehearsalRow {
  return { ...subject, role: null, secrets: [], verdict: "proven" };
}

/** The row of an app whose machine gave no verdict. */
export function brokenRow({ app, chain }: RowSubject, error: string, cause: string, next: string): RehearsalRow {
  return { app, chain, role: null, secrets: [], verdict: "broken", error, cause, next };
}

function isVerdict(value: unknown): value is Verdict {
  const verdict = memberOf(value, "verdict");
  const role = memberOf(value, "role");
  const secrets = memberOf(value, "secrets");
  return (
    (verdict === "proven" || verdict === "broken") &&
    (role === null || typeof role === "string") &&
    Array.isArray(secrets) &&
    secrets.every(isSecret)
  );
}

function isSecret(value: unknown): value is RehearsedSecret {
  const age = memberOf(value, "ageDays");
  return (
    typeof memberOf(value, "name") === "string" &&
    (age === null || typeof age === "number") &&
    typeof memberOf(value, "due") === "boolean"
  );
}
