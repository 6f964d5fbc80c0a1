import { z } from "zod";
import { integration } from "../asl/jsonata";
import { retrier } from "../asl/retry";
import { fillPlaceholders } from "../core/placeholders";
import { GLUE_MINUTES_LIMIT } from "../core/service-quotas";
import { NEEDS } from "../iam/integrations";
import { arnOf, filledString, filledVariables, plainVariables, variableProblems } from "./arguments";
import { RUN_VARIABLES, runVariables } from "./payload";
import type { TaskKind } from "./task-kind";

/** Run a job of AWS Glue and wait for its end. */
export interface GlueTask {
  readonly kind: "glue";
  /** Name of a job in the environment's own account and region. */
  readonly job: string;
  /** Further arguments of the run, no secrets; the script reads `--<name>`. @default none */
  readonly arguments?: Readonly<Record<string, string>>;
}

/** Characters. Arguments are a command line, for which Glue documents no limit. */
const CONTEXT_LIMIT = 16_384;

/**
 * Only errors after which no run has started. `Glue.InternalServiceException` and `Glue.OperationTimeoutException` are
 * not retried: StartJobRun has no token that prevents a second run.
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html#aws-glue-api-jobs-runs-StartJobRun
 */
const GLUE_RETRY = [
  // Throttling, and access denied until a new policy is effective in IAM.
  retrier(["Glue.ThrottlingException", "Glue.AccessDeniedException", "Glue.AWSGlueException"], 2, 3),
  // Concurrent runs of the job and capacity of the account: another run has to end first.
  retrier(["Glue.ConcurrentRunsExceededException", "Glue.ResourceNumberLimitExceededException"], 20, 5),
];

/** Schema of the arguments. */
export const glueSchema = z.strictObject({
  kind: z.literal("glue"),
  // Glue allows more characters; only these are safe in the ARN of a policy.
  job: filledString(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/, "the name of a Glue job in letters, digits, and . _ -"),
  arguments: plainVariables.exactOptional(),
});

/**
 * Task kind `glue`. The script receives `--APP`, `--ENVIRONMENT`, `--ACTION`, `--CONTEXT` (JSON text) and
 * `--EXECUTION`. The result is `{"run": <id>, "seconds": <execution time>}`. A run that does not succeed fails the
 * state with
 * `States.TaskFailed`. Glue also ends the run at the time-out of the state, in whole minutes, and Step Functions stops
 * it when the execution is stopped.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html
 *
 * @example `{ "kind": "glue", "job": "orders-backfill" }`
 */
export const glueKind: TaskKind<"glue", GlueTask> = {
  kind: "glue",
  example: { kind: "glue", job: "orders-backfill" },
  schema: glueSchema,
  check: ({ arguments: given }) =>
    variableProblems(
      "arguments",
      given,
      // Reserved by Glue: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
      [...RUN_VARIABLES, "JOB_NAME", "JOB_RUN_ID", "conf", "debug", "mode"],
      "let the script read the secret itself, under the job's role",
    ),
  render: (task, call) => {
    const given = { ...filledVariables(task.arguments, call.scope), ...runVariables(call, CONTEXT_LIMIT) };
    return {
      resource: integration(call.scope.partition, "glue:startJobRun.sync"),
      arguments: {
        JobName: fillPlaceholders(task.job, call.scope),
        Arguments: Object.fromEntries(Object.entries(given).map(([name, value]) => [`--${name}`, value])),
        Timeout: Math.min(Math.ceil(call.timeoutSeconds / 60), GLUE_MINUTES_LIMIT),
      },
      retry: GLUE_RETRY,
      result: '{"run": $states.result.Id, "seconds": $states.result.ExecutionTime}',
    };
  },
  // AWS's generated policies say "*" here; IAM knows the job as the resource of all four.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
  permissions: (task, scope) => NEEDS["glue:startJobRun.sync"](arnOf(task.job, scope, "glue", "job/")),
};
