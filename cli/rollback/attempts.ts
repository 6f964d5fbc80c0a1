import { createHash } from "node:crypto";
import type { EnvironmentNames } from "../../components/core/names";
import type { StepFunctionsApi } from "../../components/versions/step-functions-api";

/** An execution that rolls back a run, or did. */
export interface Attempt {
  readonly execution: string;
  readonly status: string;
}

/** Rollbacks of a run so far. */
export interface Attempts {
  readonly earlier: readonly Attempt[];
  /** Name for the next execution. Two callers compute the same one, and Step Functions starts only one of them. */
  readonly next: string;
}

/** Characters of the run's name that begin the name of a further attempt; the longest name of an execution has 80. */
const NAME_START = 60;

/** Reads the rollbacks of a run: the first has the run's name, whether the parent or a person started it. */
export async function attemptsOf(
  stepFunctions: Pick<StepFunctionsApi, "describeExecution">,
  { runRollback }: EnvironmentNames,
  run: string,
): Promise<Attempts> {
  const earlier: Attempt[] = [];
  for (let number = 1; ; number += 1) {
    const next = attemptName(run, number);
    const execution = `${runRollback.machine.executionPrefix}${next}`;
    const found = await stepFunctions.describeExecution(execution);
    if (found === undefined) {
      return { earlier, next };
    }
    earlier.push({ execution, status: found.status });
  }
}

/** Name of an attempt, counted from 1: the run's name, then its beginning with 8 hexadecimal digits. */
function attemptName(run: string, number: number): string {
  if (number === 1) {
    return run;
  }
  const digest = createHash("sha256").update(`${run} ${number}`).digest("hex");
  return `${run.slice(0, NAME_START)}-${digest.slice(0, 8)}`;
}
