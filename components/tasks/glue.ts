import { z } from "zod";
import { integration } from "../asl/jsonata";
import { retrier } from "../asl/retry";
import { fillPlaceholders } from "../core/placeholders";
import { NEEDS } from "../iam/integrations";
import { arnOf, filledString, filledVariables, plainVariables, variableProblems } from "./arguments";
import { HANDED_OVER, handedOver } from "./handed-over";
import type { TaskKind } from "./task-kind";

/** Run a job of AWS Glue and wait for its end. */
export interface GlueTask {
  readonly kind: "glue";
  /** Job of the environment's own account and region, by name. */
  readonly job: string;
  /** Further arguments of the run, no secrets; the script reads `--<name>`. @default none */
  readonly arguments?: Readonly<Record<string, string>>;
}

/** Arguments are a command line; Glue documents no limit for them, and this stays well below any. */
const CONTEXT_LIMIT = 16_384;

/** A run's longest time-out in minutes, 7 days: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html#aws-glue-api-jobs-runs-StartJobRun */
const MOST_MINUTES = 10_080;

/**
 * Only errors after which no run has been started. `Glue.InternalServiceException` and `Glue.OperationTimeoutException` are not among them: StartJobRun has no
 * token that would keep a second run from starting.
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html#aws-glue-api-jobs-runs-StartJobRun
 */
const GLUE_RETRY = [
  // Throttles, and refusals while IAM still spreads a new policy.
  retrier(["Glue.ThrottlingException", "Glue.AccessDeniedException", "Glue.AWSGlueException"], 2, 3),
  // The job allows so many runs at once, the account so much capacity: another one has to end first.
  retrier(["Glue.ConcurrentRunsExceededException", "Glue.ResourceNumberLimitExceededException"], 20, 5),
];

/**
 * Task kind `glue`. The script gets `--APP`, `--ENVIRONMENT`, `--ACTION`, `--CONTEXT` (JSON text) and `--EXECUTION`; its result is
 * `{"run": <id>, "seconds": <execution time>}`. A run that does not succeed fails the state with `States.TaskFailed`. Glue itself ends the run at the time-out of
 * the state, too (whole minutes), and Step Functions stops it if the run of the machine is stopped.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html
 *
 * @example `{ "kind": "glue", "job": "orders-backfill" }`
 */
export const glueKind: TaskKind<"glue", GlueTask> = {
  kind: "glue",
  example: { kind: "glue", job: "orders-backfill" },
  schema: z.strictObject({
    kind: z.literal("glue"),
    // Glue takes more characters than these; an ARN in a policy is safe with these only.
    job: filledString(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/, "the name of a Glue job in letters, digits, and . _ -"),
    arguments: plainVariables.exactOptional(),
  }),
  check: ({ arguments: given }) =>
    variableProblems(
      "arguments",
      given,
      // Glue's own: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
      [...HANDED_OVER, "JOB_NAME", "JOB_RUN_ID", "conf", "debug", "mode"],
      "let the script read the secret itself, under the job's role",
    ),
  render: (task, call) => {
    const given = { ...filledVariables(task.arguments, call.scope), ...handedOver(call, CONTEXT_LIMIT) };
    return {
      resource: integration(call.scope.partition, "glue:startJobRun.sync"),
      arguments: {
        JobName: fillPlaceholders(task.job, call.scope),
        Arguments: Object.fromEntries(Object.entries(given).map(([name, value]) => [`--${name}`, value])),
        Timeout: Math.min(Math.ceil(call.timeoutSeconds / 60), MOST_MINUTES),
      },
      retry: GLUE_RETRY,
      result: '{"run": $states.result.Id, "seconds": $states.result.ExecutionTime}',
    };
  },
  // AWS's generated policies say "*" here; IAM knows the job as the resource of all four.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
  permissions: (task, scope) => NEEDS["glue:startJobRun.sync"](arnOf(task.job, scope, "glue", "job/")),
};
