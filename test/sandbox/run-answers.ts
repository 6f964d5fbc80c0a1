import type { RunRecord } from "../../components/evidence/record";

/** What an auditor asks about a run, answered from its record and nothing else. */
export interface RunAnswers {
  readonly startedBy: string;
  /** Scopes of the token, and the groups that a person was let in for. */
  readonly right: readonly string[];
  /** Versions that ran, each once, the parent's first. */
  readonly versions: readonly number[];
  /** End of the run, then of each app that did not succeed. */
  readonly happened: readonly string[];
  readonly notified: string;
  readonly undone: readonly string[];
  readonly approvedBy: string;
}

export function answersOf({ who, what, apps, status, failure, notified, rollbacks }: RunRecord): RunAnswers {
  const { subject = "nobody", wayIn = "", scopes = [], groups = [] } = who.identity ?? {};
  const failed = apps.filter((one) => one.status !== "SUCCEEDED");
  const cause = (app: string) => (failure?.app === app ? `: ${failure.cause}` : "");
  return {
    startedBy: `${subject}, ${wayIn}`,
    right: [...scopes, ...[...groups].sort()],
    versions: [...new Set([what.version, ...apps.map(({ version }) => version)])].map(Number),
    happened: [status, ...failed.map((one) => `${one.app} ${one.status} ${one.error ?? ""}${cause(one.app)}`)],
    notified: notified?.result === true ? notified.topic : "nobody",
    undone: rollbacks.map((one) => `${one.app} ${one.status}`),
    approvedBy: who.approval?.by ?? "nobody",
  };
}
