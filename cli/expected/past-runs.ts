import { memberOf, parseJson } from "../../components/core/json";
import { isRehearsalName } from "../../components/definitions/rehearsal/protocol";

/** An execution that succeeded. */
export interface PastRun {
  /** ARN. */
  readonly execution: string;
  readonly name: string;
  readonly start: Date;
  readonly stop: Date;
  /** Whether it had failed and was redriven: the time in between is no duration of the app. */
  readonly redriven: boolean;
}

/** The calls to Step Functions about past runs, one request each. Errors are those of the service. */
export interface RunHistory {
  /**
   * A page of a machine's executions that succeeded, newest first; `next` requests the page after it. A machine that
   * does not exist has none.
   */
  page(
    machineArn: string,
    next: string | undefined,
  ): Promise<{ readonly runs: readonly PastRun[]; readonly next?: string | undefined }>;
  /** Input of an execution, JSON. */
  input(execution: string): Promise<string>;
}

/**
 * Durations of a machine's last successful runs in seconds, newest first, at most so many. Calls are made one after the
 * other.
 *
 * Rehearsals succeed, too, and run no task. Those that an `up` starts are recognized by their names, which costs no
 * call. A person may start one under any name, so the input of every other execution is read. AWS keeps executions for
 * 90 days, which ends the search.
 */
export async function pastSeconds(history: RunHistory, machineArn: string, limit: number): Promise<number[]> {
  const seconds: number[] = [];
  let next: string | undefined;
  do {
    const page = await history.page(machineArn, next);
    for (const run of page.runs) {
      if (run.redriven || isRehearsalName(run.name) || isRehearsalInput(await history.input(run.execution))) {
        continue;
      }
      seconds.push(Math.max(0, run.stop.getTime() - run.start.getTime()) / 1000);
      if (seconds.length === limit) {
        return seconds;
      }
    }
    next = page.next;
  } while (next !== undefined);
  return seconds;
}

/** As the machines decide it: only the boolean `true` starts a rehearsal. */
function isRehearsalInput(input: string): boolean {
  return memberOf(parseJson(input), "rehearse") === true;
}
