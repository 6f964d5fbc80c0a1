import { memberOf, parseJson } from "../../components/core/json";
import type { EnvironmentNames } from "../../components/core/names";
import { ProblemsError } from "../../components/core/problem";
import { showExecution } from "../../components/versions/rehearsal/aws-commands";
import type { StepFunctionsApi } from "../../components/versions/step-functions-api";
import type { Attempt } from "./attempts";

/** Refuses an environment that cannot roll back a run. @throws {ProblemsError} */
export function checkRollback({ base }: EnvironmentNames, hasRollback: boolean): void {
  if (!hasRollback) {
    throw refused(
      `no app of ${base} has a rollback`,
      "move aliases back with --app or --all, or add `rollback` to an app",
    );
  }
}

/** Refuses a run that is unknown, has not ended or released nothing. @throws {ProblemsError} */
export async function checkRun(
  stepFunctions: Pick<StepFunctionsApi, "describeExecution">,
  { parent, scope }: EnvironmentNames,
  run: string,
): Promise<void> {
  const arn = `${parent.executionPrefix}${run}`;
  const aws = (command: string) => `aws stepfunctions ${command} --region ${scope.region}`;
  const found = await stepFunctions.describeExecution(arn);
  if (found === undefined) {
    const list = `${aws("list-executions")} --state-machine-arn ${parent.arn}`;
    throw refused(`unknown run "${run}": there is no execution ${arn}`, `name one that this lists: ${list}`);
  }
  if (found.status === "RUNNING" || found.status === "PENDING_REDRIVE") {
    const stop = `${aws("stop-execution")} --execution-arn ${arn}`;
    throw refused(
      `run "${run}" is still running (${found.status})`,
      `wait until it has ended, or stop it first: ${stop}`,
    );
  }
  if (memberOf(parseJson(found.input), "rehearse") === true) {
    throw refused(`run "${run}" is a rehearsal, which released nothing`, "name a run that released");
  }
}

/** Why a run is not rolled back once more; undefined where nothing is against it. */
export function refusalOf(run: string, earlier: readonly Attempt[], again: boolean): string | undefined {
  const running = earlier.find(({ status }) => status === "RUNNING");
  if (running !== undefined) {
    const { execution } = running;
    return `Run ${run} is being rolled back now, by ${execution}.\nFollow it: ${showExecution(execution)}`;
  }
  const done = earlier.find(({ status }) => status === "SUCCEEDED");
  return done === undefined || again
    ? undefined
    : `Run ${run} has already been rolled back, by ${done.execution}. --again starts every rollback once more.`;
}

function refused(message: string, fix: string): ProblemsError {
  return new ProblemsError("rollback", [{ place: "--run", message, fix }]);
}
