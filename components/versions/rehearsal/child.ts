import { randomUUID } from "node:crypto";
import { errorMessage } from "../../core/errors";
import { memberOf, parseJson } from "../../core/json";
import { REHEARSAL_INPUT, REHEARSING, rehearsalName, type Verdict } from "../../definitions/rehearsal/protocol";
import type { ExecutionState, MachineControl } from "../step-functions-api";
import type { RehearsedApp } from "./table";

/** What a rehearsal runs on. */
export interface RehearsalDesk {
  readonly control: Pick<MachineControl, "definition" | "start" | "look">;
  /** Waits so many milliseconds. @default by the clock */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Longest rehearsal of one app, in seconds: four tries to assume the role, the secrets, and a handful of questions to IAM, with room for a busy account. */
export const REHEARSAL_SECONDS = 300;

/** Tries where IAM does not grant yet what has just been written, and the wait between them in milliseconds: it takes seconds to be known everywhere. */
const PERMISSION_TRIES = 3;
const PERMISSION_WAIT = 5_000;

/** Longest pause between two looks, in milliseconds; the first is a tenth of it. DescribeExecution refills at 15 a second in most regions. */
const LONGEST_PAUSE = 2_000;

/**
 * Rehearses one app's machine: a version that is to take traffic, or its alias. Whatever goes wrong is the app's verdict: a machine that cannot be started is
 * as broken as one whose chain is cut. A version that knows no rehearsal is not started, for it would do the real thing.
 */
export async function rehearseChild(desk: RehearsalDesk, app: string, arn: string): Promise<RehearsedApp> {
  try {
    if (!(await knowsRehearsal(desk, arn))) return cannotRehearse(app, arn);
    return await patiently(
      desk,
      async () => verdictOf(app, arn, await ended(desk, arn, REHEARSAL_SECONDS)),
      (row) => mayPass(row),
    );
  } catch (error) {
    return unasked(app, arn, error);
  }
}

/** Asks again while IAM may only be late, three times in all. */
export async function patiently<T>(
  desk: RehearsalDesk,
  ask: () => Promise<T>,
  late: (answer: T) => boolean,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask();
    if (!late(answer) || tries === PERMISSION_TRIES) return answer;
    await waitOf(desk)(PERMISSION_WAIT);
  }
}

/** Whether a verdict may be another in some seconds: what was written is not known everywhere yet, or IAM was too busy to answer. */
export function mayPass({ error }: RehearsedApp): boolean {
  return error === "PermissionMissing" || error === "Iam.IamException";
}

/** Verdict on a version that is not started: it would do the real thing. */
export function cannotRehearse(app: string, arn: string): RehearsedApp {
  return broken(app, "CannotRehearse", `${arn} was published before rehearsals; it is not started`, showMachine(arn));
}

/** Verdict on an app whose machine refuses to be asked. */
export function unasked(app: string, arn: string, error: unknown): RehearsedApp {
  const name = error instanceof Error ? error.name : "Unknown";
  return broken(app, name, errorMessage(error), showMachine(arn));
}

/** Whether a version asks its input for a rehearsal; one that does not would do the real thing. */
export async function knowsRehearsal({ control }: RehearsalDesk, arn: string): Promise<boolean> {
  return (await control.definition(arn)).includes(escaped(REHEARSING));
}

/** How a rehearsal ended, or stands when its time is up. */
export interface RehearsalEnd extends ExecutionState {
  readonly name: string;
  /** ARN. */
  readonly execution: string;
}

/** Starts a rehearsal and looks until it has ended or its time is up. */
export async function ended(
  desk: RehearsalDesk,
  arn: string,
  seconds: number,
  input: object = REHEARSAL_INPUT,
): Promise<RehearsalEnd> {
  const name = rehearsalName(randomUUID());
  const execution = await started(desk, arn, name, input);
  let waited = 0;
  for (let pause = LONGEST_PAUSE / 10; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    const state = await desk.control.look(execution);
    if (state !== undefined && state.status !== "RUNNING") return { ...state, name, execution };
    if (waited > seconds * 1000) return { status: "RUNNING", name, execution };
    await waitOf(desk)(pause);
    waited += pause;
  }
}

/** A version that was published a moment ago may not be known everywhere yet. */
async function started(desk: RehearsalDesk, arn: string, name: string, input: object): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await desk.control.start(arn, name, input);
    } catch (error) {
      const late = error instanceof Error && error.name === "StateMachineDoesNotExist" && tries < PERMISSION_TRIES;
      if (!late) throw error;
      await waitOf(desk)(LONGEST_PAUSE);
    }
  }
}

/** Reads what a child's rehearsal put out: the verdict under the app's name. */
export function verdictOf(
  app: string,
  arn: string,
  { status, output, error, cause, execution }: ExecutionState & { readonly execution: string },
): RehearsedApp {
  const show = showExecution(execution);
  if (status === "RUNNING") {
    return broken(app, "RehearsalTimedOut", `${arn} still rehearses after ${REHEARSAL_SECONDS} seconds`, show);
  }
  if (status !== "SUCCEEDED") return broken(app, error ?? status, cause ?? "none given", show);
  const found = memberOf(memberOf(parseJson(output), "context"), app);
  if (!isVerdict(found)) return broken(app, "NoVerdict", `${arn} ended without a verdict on ${app}`, show);
  return rowOf(app, found, show);
}

/** A verdict as the row of an app; `show` is what to run next where the verdict itself does not say. */
export function rowOf(app: string, { verdict, role, chain, error, cause, next }: Verdict, show: string): RehearsedApp {
  return {
    app,
    verdict,
    role,
    chain,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(verdict === "proven" ? {} : { next: next ?? show }),
  };
}

/** Verdict on an app whose machine could not even be asked; `next` is the command that shows why. */
export function broken(app: string, error: string, cause: string, next: string): RehearsedApp {
  return { app, verdict: "broken", role: null, chain: "not walked", error, cause, next };
}

/** Command that shows how an execution went. */
export function showExecution(execution: string): string {
  return `aws stepfunctions get-execution-history${inRegionOf(execution)} --reverse-order --max-items 10 --execution-arn ${execution}`;
}

/** Command that shows a machine, a version or an alias. */
export function showMachine(arn: string): string {
  const what = /:stateMachine:[^:]+:\D/.test(arn) ? "describe-state-machine-alias" : "describe-state-machine";
  const option = what === "describe-state-machine" ? "state-machine-arn" : "state-machine-alias-arn";
  return `aws stepfunctions ${what}${inRegionOf(arn)} --${option} ${arn}`;
}

function inRegionOf(arn: string): string {
  const region = arn.split(":")[3] ?? "";
  return region === "" ? "" : ` --region ${region}`;
}

/** Whether a value is a {@link Verdict}, as far as a table needs it. */
export function isVerdict(value: unknown): value is Verdict {
  const verdict = memberOf(value, "verdict");
  const role = memberOf(value, "role");
  return (
    (verdict === "proven" || verdict === "broken") &&
    (role === null || typeof role === "string") &&
    typeof memberOf(value, "chain") === "string"
  );
}

function waitOf({ wait }: RehearsalDesk): (milliseconds: number) => Promise<void> {
  return wait ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
