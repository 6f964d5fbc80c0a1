import { columns } from "../../components/core/columns";
import { isRecord, memberOf, parseJson } from "../../components/core/json";
import { type EnvironmentNames, VERSIONS_STREAM } from "../../components/core/names";
import { DEFERRED } from "../../components/definitions/failure/deferred";
import { ROLLED_BACK, UNKNOWN } from "../../components/definitions/rollback/definition";
import { showExecution } from "../../components/versions/rehearsal/aws-commands";
import type { Followed } from "./follow";
import type { RunRequest } from "./request";

/** What became of one app: `rolled back`, `not released`, `unknown` or `[failed] <error>`. */
export interface AppRollback {
  readonly app: string;
  readonly status: string;
}

/** How the rollback of a run went. */
export interface RunRollback {
  readonly names: EnvironmentNames;
  readonly request: RunRequest;
  /** ARN of the caller. */
  readonly who: string;
  /** ARN of the execution that rolls back. */
  readonly execution: string;
  readonly followed: Followed;
  /** Undefined where the execution did not say. */
  readonly rollbacks: readonly AppRollback[] | undefined;
  /** Why the rollback could not be recorded; undefined if it was. */
  readonly unrecorded: string | undefined;
}

/** The list in the output of the machine, or of its Map state; undefined where there is none. */
export function rollbacksIn(output: string | undefined): readonly AppRollback[] | undefined {
  const value = parseJson(output);
  const list = isRecord(value) ? memberOf(value, "rollbacks") : value;
  if (!Array.isArray(list)) {
    return undefined;
  }
  return list.map((one) => ({ app: String(memberOf(one, "app")), status: String(memberOf(one, "status")) }));
}

/** Who, why, the execution and a table of apps. */
export function runText({ names, request, who, execution, rollbacks, unrecorded }: RunRollback): string {
  const { blueprint, environment } = names.scope;
  const rows = (rollbacks ?? []).map(({ app, status }) => [app, status.replace(DEFERRED, "failed: ")]);
  const lines = [
    `Rollback of run ${request.run} of ${blueprint}/${environment} by ${who}: ${request.why}`,
    `Execution: ${execution}`,
    ...(rollbacks === undefined
      ? []
      : [
          ...columns([["APP", "STATUS"], ...rows]).map((line) => `  ${line}`),
          `${rolledBack(rollbacks)} of ${rollbacks.length} apps rolled back.`,
        ]),
    ...unknownLines(rollbacks ?? []),
    ...(unrecorded === undefined ? [`Recorded in ${streamOf(names)}.`] : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** What went wrong and what to run next; empty where everything was rolled back and recorded. */
export function runErrors(result: RunRollback): string {
  const { names, unrecorded } = result;
  const lines = [
    ...failureLines(result),
    ...(unrecorded === undefined
      ? []
      : [
          `The rollback is not recorded in ${streamOf(names)}: ${unrecorded}. CloudTrail and the execution's input have it.`,
        ]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** What `--json` prints. */
export function runJson({ request, who, execution, followed, rollbacks = [], unrecorded }: RunRollback) {
  const status = "ended" in followed ? followed.ended.status : "RUNNING";
  return { run: request.run, execution, who, why: request.why, status, rollbacks, recorded: unrecorded === undefined };
}

function failureLines({ names, request, execution, followed, rollbacks }: RunRollback): string[] {
  const show = showExecution(execution);
  if ("stopped" in followed) {
    return [`The rollback goes on without being followed: ${followed.stopped}.`, `Follow it: ${show}`];
  }
  const { status, error, cause } = followed.ended;
  if (status === "SUCCEEDED") {
    return rollbacks === undefined ? ["The rollback ended without saying what it did.", `Next: ${show}`] : [];
  }
  const failed = (rollbacks ?? []).filter((one) => one.status.startsWith(DEFERRED)).map(({ app }) => app);
  const options = `--stack ${names.scope.environment} --run ${request.run}${request.again ? " --again" : ""}`;
  return [
    failed.length === 0
      ? `The rollback ended ${status}: ${error ?? "no error"}: ${cause ?? "no cause given"}`
      : `Not rolled back: ${failed.join(", ")}. The execution ended ${status}.`,
    `Next: ${show}`,
    `Then start every rollback of the run again: npm run -s rollback -- ${options} --why "<reason>"`,
  ];
}

function unknownLines(rollbacks: readonly AppRollback[]): string[] {
  const unknown = rollbacks.filter(({ status }) => status === UNKNOWN).map(({ app }) => app);
  return unknown.length === 0
    ? []
    : [
        `Unknown: ${unknown.join(", ")}. No execution of the run was found: not started, or not visible yet. ` +
          "Look at the run, and roll back again with --again if one was released.",
      ];
}

function rolledBack(rollbacks: readonly AppRollback[]): number {
  return rollbacks.filter(({ status }) => status === ROLLED_BACK).length;
}

function streamOf({ logGroup }: EnvironmentNames): string {
  return `${logGroup.name}, stream ${VERSIONS_STREAM}`;
}
