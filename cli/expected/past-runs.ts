import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { isRehearsalName } from "../../components/definitions/rehearsal/protocol";

/** An execution that succeeded. */
export interface PastRun {
  /** ARN. */
  readonly execution: string;
  readonly name: string;
  readonly start: Date;
  readonly stop: Date;
  /** Whether it had failed and was begun again where it stood: the time between counts for nobody. */
  readonly redriven: boolean;
}

/** Executions on a page: enough for the runs that are looked for and the rehearsals of as many `up`s. */
const PAGE = 200;

/** What is asked of Step Functions about past runs, each one call. Errors are those of the service. */
export interface RunHistory {
  /** A page of a machine's executions that succeeded, newest first; `next` asks for the page after it. A machine that there is not has none. */
  page(
    machineArn: string,
    next: string | undefined,
  ): Promise<{ readonly runs: readonly PastRun[]; readonly next?: string | undefined }>;
  /** Input of an execution, JSON. */
  input(execution: string): Promise<string>;
}

/**
 * How long the last runs of a machine took that succeeded, in seconds, newest first; at most so many. Calls are made one after the other.
 *
 * Rehearsals succeed, too, and run no task. Those that an `up` asks for are told by their names, which costs no call; anybody may ask for one under any name, so
 * of the others the input is read. Executions are kept for 90 days, which ends the search.
 */
export async function pastSeconds(history: RunHistory, machineArn: string, most: number): Promise<number[]> {
  const seconds: number[] = [];
  let next: string | undefined;
  do {
    const page = await history.page(machineArn, next);
    for (const run of page.runs) {
      if (run.redriven || isRehearsalName(run.name)) continue;
      if (asksForRehearsal(await history.input(run.execution))) continue;
      seconds.push(Math.max(0, run.stop.getTime() - run.start.getTime()) / 1000);
      if (seconds.length === most) return seconds;
    }
    next = page.next;
  } while (next !== undefined);
  return seconds;
}

/** {@link RunHistory} over Step Functions' API, so many executions on a page, 1 to 1,000. */
export function sfnHistory(sfn: SFNClient, maxResults = PAGE): RunHistory {
  return {
    async page(stateMachineArn, nextToken) {
      try {
        const page = await sfn.send(
          new ListExecutionsCommand({ stateMachineArn, statusFilter: "SUCCEEDED", maxResults, nextToken }),
        );
        const runs = (page.executions ?? []).flatMap(({ executionArn, name, startDate, stopDate, redriveCount = 0 }) =>
          executionArn === undefined || name === undefined || startDate === undefined || stopDate === undefined
            ? []
            : [{ execution: executionArn, name, start: startDate, stop: stopDate, redriven: redriveCount > 0 }],
        );
        return { runs, next: page.nextToken };
      } catch (error) {
        // An app that is in the blueprint and not deployed yet.
        if (error instanceof Error && error.name === "StateMachineDoesNotExist") return { runs: [] };
        throw error;
      }
    },
    async input(executionArn) {
      const { input = "{}" } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return input;
    },
  };
}

/** As the machines ask it: only the boolean `true` is one. */
function asksForRehearsal(input: string): boolean {
  const value: unknown = JSON.parse(input);
  return typeof value === "object" && value !== null && Reflect.get(value, "rehearse") === true;
}
