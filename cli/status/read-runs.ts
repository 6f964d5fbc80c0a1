import { isRecord, memberOf, parseJson } from "../../components/core/json";
import type { EnvironmentNames } from "../../components/core/names";
import { NOTIFIED } from "../../components/definitions/failure/message";
import { isRehearsalName } from "../../components/definitions/rehearsal/protocol";
import { AWAIT_APPROVAL } from "../../components/definitions/run-approval";
import { type Reading, reading } from "./reading";
import type { OpenApproval, RunFailure, RunStatus } from "./status";
import type { ListedRun, RunDetails, StatusApi } from "./status-api";

/** Runs that are shown. */
export const SHOWN_RUNS = 5;

/** Executions that are looked through for them: each `up` adds a rehearsal. */
const LISTED = 50;

/** The last runs and the approvals that are waited for. Rehearsals are no runs. */
export async function readRuns(
  api: StatusApi,
  { parent, scope }: EnvironmentNames,
  now: Date,
): Promise<{ readonly runs: Reading<readonly RunStatus[]>; readonly approvals: Reading<readonly OpenApproval[]> }> {
  const found = await reading("states:ListExecutions", async () => {
    const listed = await api.newestRuns(parent.arn, LISTED);
    const all: { readonly listed: ListedRun; readonly run: RunStatus }[] = [];
    for (const one of listed.filter(({ name }) => !isRehearsalName(name))) {
      // Whatever is older is read only while it goes on: it may wait for an approval.
      if (all.length >= SHOWN_RUNS && one.status !== "RUNNING") {
        continue;
      }
      const details = await api.run(one.execution);
      if (memberOf(parseJson(details.input), "rehearse") !== true) {
        all.push({ listed: one, run: runStatus(one, details, now) });
      }
    }
    return all;
  });
  if (!("value" in found)) {
    return { runs: found, approvals: found };
  }
  const running = found.value.filter(({ listed }) => listed.status === "RUNNING");
  const approvals = await reading("states:GetExecutionHistory", async () => {
    const open: OpenApproval[] = [];
    for (const { listed, run } of running) {
      const state = (await api.openStates(listed.execution)).find(({ name }) => name === AWAIT_APPROVAL);
      if (state !== undefined) {
        const since = state.since.toISOString();
        const by = run.startedBy === undefined ? {} : { startedBy: run.startedBy };
        const answer = `npm run -s approve -- --stack ${scope.environment} --run ${run.name}`;
        open.push({ run: run.name, since, ...by, answer });
      }
    }
    return open;
  });
  return { runs: { value: found.value.slice(0, SHOWN_RUNS).map(({ run }) => run) }, approvals };
}

/** A run by what Step Functions says of it. */
export function runStatus(
  { execution, name, status, start, stop }: ListedRun,
  details: RunDetails,
  now: Date,
): RunStatus {
  const subject = memberOf(memberOf(parseJson(details.input), "identity"), "subject");
  return {
    name,
    execution,
    status,
    started: start.toISOString(),
    seconds: Math.max(0, ((stop ?? now).getTime() - start.getTime()) / 1000),
    ...(typeof subject === "string" ? { startedBy: subject } : {}),
    ...(status === "RUNNING" || status === "SUCCEEDED" ? {} : { failure: failureOf(details) }),
  };
}

/** A parent's cause is JSON with the app; one that Step Functions itself ended has text, or nothing. */
function failureOf({ error = "", cause = "" }: RunDetails): RunFailure {
  const text = cause.startsWith(NOTIFIED) ? cause.slice(NOTIFIED.length) : cause;
  const described = parseJson(text);
  if (!isRecord(described)) {
    return { error, cause };
  }
  const { app } = described;
  return {
    ...(typeof app === "string" ? { app } : {}),
    error: typeof described.error === "string" ? described.error : error,
    cause: typeof described.cause === "string" ? described.cause : text,
  };
}
