import type { AppRecord, RunRecord } from "../../components/evidence/record";
import { type AppRun, type AppStatus, appWithout, type RunView } from "./run-view";

const STATUSES: readonly AppStatus[] = [
  "SUCCEEDED",
  "FAILED",
  "TIMED_OUT",
  "ABORTED",
  "RUNNING",
  "NOT_STARTED",
  "UNKNOWN",
];

/** A run as its evidence record says; `place` is where the record is. */
export function runFromRecord(record: RunRecord, place: string): RunView {
  const { failure, who } = record;
  return {
    name: record.run,
    execution: record.execution,
    status: record.status,
    rehearsal: record.rehearsal,
    startedAt: Date.parse(record.startedAt),
    endedAt: Date.parse(record.endedAt),
    startedBy: who.identity?.subject,
    approvedBy: who.approval?.by,
    version: record.what.version ?? undefined,
    source: `evidence record ${place}`,
    ...(failure === null
      ? {}
      : {
          failure: {
            app: failure.app ?? undefined,
            state: failure.state ?? undefined,
            error: failure.error ?? "",
            cause: failure.cause ?? "",
          },
        }),
    rollbacks: record.rollbacks,
    apps: new Map(record.apps.map((one) => [one.app, appRun(one, failure)])),
  };
}

function appRun(one: AppRecord, failure: RunRecord["failure"]): AppRun {
  const status = STATUSES.find((known) => known === one.status) ?? "UNKNOWN";
  if (status === "NOT_STARTED" || one.startedAt === null) {
    return appWithout(status === "NOT_STARTED" ? status : "UNKNOWN");
  }
  const startedAt = Date.parse(one.startedAt);
  const secrets = Object.entries(one.secrets ?? {});
  const cause = failure?.app === one.app ? failure.cause : null;
  return {
    status,
    version: one.version ?? undefined,
    roleVerified: one.roleVerified ?? undefined,
    secretAges: Object.fromEntries(secrets.map(([name, { ageDays }]) => [name, ageDays])),
    rotated: secrets.flatMap(([name, { rotated }]) => (rotated ? [name] : [])),
    attempts: one.attempts ?? undefined,
    startedAt,
    ...(one.seconds === null ? {} : { endedAt: startedAt + 1000 * one.seconds }),
    ...(one.error === undefined ? {} : { error: one.error }),
    ...(cause === null ? {} : { message: cause }),
  };
}
