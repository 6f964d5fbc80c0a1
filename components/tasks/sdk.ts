import { z } from "zod";
import { integration, literal } from "../asl/jsonata";
import { retrier } from "../asl/retry";
import { answersWithSecret, mayAnswerWithSecret } from "../asl/secret-results";
import type { Json } from "../asl/types";
import { holdsValue, VALUE } from "../core/blueprint-values";
import { fillPlaceholders, formOf } from "../core/placeholders";
import { placeOf } from "../core/schema-problem";
import { actionProblems, resourceProblems } from "../iam/access-rule";
import { NEEDS } from "../iam/integrations";
import { errorPrefixOf, iamActionsOf, onlyLooks } from "../iam/sdk-actions";
import { argumentProblems } from "./argument-problems";
import { json } from "./json";
import { resolved } from "./references";
import type { TaskKind, TaskProblem } from "./task-kind";

/** Call one action of an AWS API. */
export interface SdkTask {
  readonly kind: "sdk";
  /** As Step Functions writes it: `dynamodb`, `cloudwatchlogs`, `eventbridge`. */
  readonly service: string;
  /** As the API writes it, a small letter first: `putItem`. */
  readonly action: string;
  /** Members in Step Functions' spelling, a capital letter first; strings may hold `{{environment}}`, `{{context.<app>.<member>}}` and the like. */
  readonly arguments: { readonly [member: string]: Json };
  /** ARNs that the call touches, with placeholders; `*` only behind the beginning of a name. */
  readonly resources: readonly string[];
  /** IAM actions that the call needs. @default derived from service and action, where that is certain */
  readonly iam?: readonly string[];
  /** Members of the answer that become the result. @default all of them */
  readonly keep?: readonly string[];
  /**
   * Further errors that pass by themselves: `["DynamoDb.LimitExceededException"]`. @default throttles and refusals; any error where the call only looks. Of a
   * service whose errors are not known nothing follows, so a call that changes something has to name them.
   */
  readonly retry?: readonly string[];
}

/**
 * Task kind `sdk`: any action of an AWS API, under the task role. The answer is the app's result, or the members that `keep` names. Refused are
 * actions that answer with a secret, because results are kept in the history, and those that no app may hold.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 *
 * @example `{ "kind": "sdk", "service": "dynamodb", "action": "putItem", "arguments": {"TableName": "releases", "Item": {"app": {"S": "{{app}}"}}},
 * "resources": ["arn:{{partition}}:dynamodb:{{region}}:{{account}}:table/releases"] }`
 */
export const sdkKind: TaskKind<"sdk", SdkTask> = {
  kind: "sdk",
  example: {
    kind: "sdk",
    service: "dynamodb",
    action: "putItem",
    arguments: { TableName: "releases", Item: { app: { S: "{{app}}" }, execution: { S: "{{execution}}" } } },
    resources: ["arn:{{partition}}:dynamodb:{{region}}:{{account}}:table/releases"],
  },
  schema: z.strictObject({
    kind: z.literal("sdk"),
    service: z
      .string()
      .regex(/^[a-z][a-z0-9]{1,62}$/, "is not a service in Step Functions' spelling, small letters and digits"),
    action: z.string().regex(/^[a-z][A-Za-z0-9]{1,126}$/, "is not an action of an API, a small letter first"),
    arguments: z.record(
      z.string().regex(/^[A-Z]/, "is not a member in Step Functions' spelling, a capital letter first"),
      json,
    ),
    resources: z.array(z.string()).min(1),
    iam: z.array(z.string()).min(1).exactOptional(),
    keep: z
      .array(z.string().regex(/^[A-Z]\w*$/, "is not a member of an answer, a capital letter first"))
      .min(1)
      .exactOptional(),
    retry: z
      .array(z.string().regex(/^[A-Z]\w*\.\w+$/, "is not the name of an error, <Service>.<Name>"))
      .min(1)
      .max(20)
      .exactOptional(),
  }),
  check: (task) => [
    ...actionRefusals(task),
    ...argumentProblems(task.arguments, ["arguments"]),
    ...rightProblems(task),
    ...retryProblems(task),
  ],
  render: (task, call) => ({
    resource: integration(call.scope.partition, `aws-sdk:${task.service}:${task.action}`),
    arguments: resolved(task.arguments, call),
    retry: retriersOf(task),
    result:
      task.keep === undefined
        ? "$exists($states.result) ? $states.result : null"
        : `$merge([{}, $sift($states.result, function($value, $key) { $key in [${task.keep.map(literal).join(", ")}] })])`,
  }),
  permissions: (task, scope) =>
    NEEDS["aws-sdk"](
      task.iam ?? iamActionsOf(task.service, task.action) ?? [],
      task.resources.map((resource) => fillPlaceholders(resource, scope)),
    ),
};

function retriersOf({ service, action, retry = [] }: SdkTask) {
  // What only looks may be asked again after any error but a time-out.
  if (onlyLooks(action)) return [retrier(["States.TaskFailed"], 2, 3)];
  const prefix = errorPrefixOf(service);
  // A throttle or a refusal is none of the errors that most APIs list, so it arrives under the service's own name.
  const usual = prefix === undefined ? [] : [`${prefix}.ThrottlingException`, `${prefix}.${prefix}Exception`];
  const errors = [...new Set([...usual, ...retry])];
  return errors.length === 0 ? [] : [retrier(errors, 2, 3)];
}

/** A refusal right after a deployment, while IAM spreads the role, would be the end of a run. */
function retryProblems({ service, action, retry }: SdkTask): TaskProblem[] {
  if (retry !== undefined || onlyLooks(action) || errorPrefixOf(service) !== undefined) return [];
  const message = `is missing: the errors of ${service} are not known, so throttles and refusals while IAM spreads a role would not be tried again`;
  return [
    {
      path: ["retry"],
      message,
      fix: 'name them with the service\'s name in the AWS SDK for Java 2, e.g. ["Wickr.ThrottlingException", "Wickr.WickrException"]',
    },
  ];
}

function actionRefusals({ service, action, arguments: given }: SdkTask): TaskProblem[] {
  const path = ["action"];
  const secret =
    answersWithSecret(service, action) ||
    (mayAnswerWithSecret(service, action) && given.WithDecryption !== undefined && given.WithDecryption !== false);
  if (!secret) return [];
  const message = `${service}:${action} answers with a secret, which the history of every run would keep`;
  return [{ path, message, fix: "let the code that a task runs read it, under the task role" }];
}

function rightProblems({ service, action, iam, resources }: SdkTask): TaskProblem[] {
  const actions = iam ?? iamActionsOf(service, action);
  const unknown: TaskProblem[] =
    actions !== undefined
      ? []
      : [
          {
            path: ["iam"],
            message: `is missing: the IAM actions of ${service}:${action} cannot be told from its name`,
            fix: 'write them as the Service Authorization Reference has them, e.g. ["s3:GetObject", "s3:PutObject"]',
          },
        ];
  const of = (path: readonly PropertyKey[], problems: readonly { message: string; fix: string }[]) =>
    problems.map(({ message, fix }) => ({ path, message, fix }));
  return [
    ...unknown,
    ...(actions ?? []).flatMap((one, index) =>
      of(iam === undefined ? ["action"] : ["iam", index], actionProblems("", one)),
    ),
    ...(actions ?? []).flatMap((one, index) =>
      /^iam:PassRole$/i.test(one)
        ? of(
            ["iam", index],
            [{ message: `"${one}" passes roles`, fix: "write it in the app's access rule, with iam:PassedToService" }],
          )
        : [],
    ),
    ...resources.flatMap((resource, index) =>
      formOf(resource.replace(VALUE, "")).includes("{{")
        ? of(
            ["resources", index],
            [
              {
                message: `"${resource}" holds no placeholder of the environment alone`,
                fix: "use {{partition}}, {{region}}, {{account}}, {{environment}}, {{blueprint}} or {{values.<name>}}",
              },
            ],
          )
        : holdsValue(resource)
          ? []
          : of(["resources", index], resourceProblems(placeOf(["resources", index]), formOf(resource))),
    ),
  ];
}
