import { z } from "zod";
import { integration, jsonata, literal } from "../asl/jsonata";
import { LAMBDA_RETRY } from "../asl/retry";
import type { Scope } from "../core/names";
import { NEEDS } from "../iam/integrations";
import type { TaskKind } from "./task-kind";

/** Run a Lambda function and wait for its result. */
export interface LambdaTask {
  readonly kind: "lambda";
  /**
   * Name of a function in the environment's account and region, or ARN of any function; can end in `:<version or
   * alias>`.
   */
  readonly function: string;
}

const QUALIFIER = "(?::(?:\\$LATEST|[A-Za-z0-9_-]{1,128}))?";
const NAME = new RegExp(`^[A-Za-z0-9_-]{1,64}${QUALIFIER}$`);
const ARN = new RegExp(`^arn:aws(?:-cn|-us-gov)?:lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9_-]{1,64}${QUALIFIER}$`);

/** Full ARN of the function that a task names. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function functionArn(task: LambdaTask, scope: Scope): string {
  if (task.function.startsWith("arn:")) {
    return task.function;
  }
  return `arn:${scope.partition}:lambda:${scope.region}:${scope.account}:function:${task.function}`;
}

/** Schema of the arguments. */
export const lambdaSchema = z.strictObject({
  kind: z.literal("lambda"),
  function: z
    .string()
    .refine((value) => NAME.test(value) || ARN.test(value), "is not the name or the full ARN of a Lambda function"),
});

/**
 * Task kind `lambda`. The function receives `{app, environment, action, context, execution}`. The JSON that it returns
 * is the app's result.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 *
 * @example `{ "kind": "lambda", "function": "orders-release" }`
 */
export const lambdaKind: TaskKind<"lambda", LambdaTask> = {
  kind: "lambda",
  example: { kind: "lambda", function: "orders-release" },
  schema: lambdaSchema,
  render: (task, { scope, app, action, context }) => ({
    resource: integration(scope.partition, "lambda:invoke"),
    arguments: {
      FunctionName: functionArn(task, scope),
      Payload: {
        app,
        environment: scope.environment,
        action,
        context: jsonata(context),
        execution: jsonata("$states.context.Execution.Id"),
      },
    },
    retry: LAMBDA_RETRY,
    result: `$exists($states.result.Payload) ? $lookup($states.result, ${literal("Payload")}) : null`,
  }),
  permissions: (task, scope) => NEEDS["lambda:invoke"](functionArn(task, scope)),
};
