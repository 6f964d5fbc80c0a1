import { z } from "zod";
import { integration, literal } from "../asl/jsonata";
import { retrier } from "../asl/retry";
import { answersWithSecret } from "../asl/secret-results";
import type { Json } from "../asl/types";
import { errorPrefixOf } from "../core/action-table";
import { fillPlaceholders, formOf, holdsValue, VALUE } from "../core/placeholders";
import { placeOf } from "../core/schema-problem";
import { NEEDS } from "../iam/integrations";
import { actionProblems, resourceProblems } from "../iam/least-privilege";
import { iamActionsOf, isReadOnly } from "../iam/sdk-actions";
import { argumentProblems, json } from "./arguments";
import { resolved } from "./references";
import type { TaskKind, TaskProblem } from "./task-kind";

/** Call one action of an AWS API. */
export interface SdkTask {
  readonly kind: "sdk";
  /** In Step Functions' spelling: `dynamodb`, `cloudwatchlogs`, `eventbridge`. */
  readonly service: string;
  /** Action of the API, starting with a lowercase letter: `putItem`. */
  readonly action: string;
  /**
   * Members in Step Functions' spelling, starting with a capital letter. Strings can contain references such as
   * `{{environment}}` and `{{context.<app>.<member>}}`.
   */
  readonly arguments: { readonly [member: string]: Json };
  /**
   * ARNs that the call uses, at least one, with placeholders; `*` only after the beginning of a name, or alone where
   * AWS cannot bound the actions to a resource.
   */
  readonly resources: readonly string[];
  /** IAM actions that the call needs. @default derived from service and action; required where they do not follow */
  readonly iam?: readonly string[];
  /** Members of the response that become the result. @default all */
  readonly keep?: readonly string[];
  /**
   * Further transient errors, at most 20: `["DynamoDb.LimitExceededException"]`. Required for a call that changes
   * something in a service whose errors are not known. @default throttling and access denied; every error of a call
   * that only reads
   */
  readonly retry?: readonly string[];
}

/** Schema of the arguments. */
export const sdkSchema = z.strictObject({
  kind: z.literal("sdk"),
  service: z
    .string()
    .regex(/^[a-z][a-z0-9]{1,62}$/, "is not a service in Step Functions' spelling, lowercase letters and digits"),
  action: z.string().regex(/^[a-z][A-Za-z0-9]{1,126}$/, "is not an action of an API, starting with a lowercase letter"),
  arguments: z.record(
    z.string().regex(/^[A-Z]/, "is not a member in Step Functions' spelling, starting with a capital letter"),
    json,
  ),
  resources: z.array(z.string()).min(1),
  iam: z.array(z.string()).min(1).exactOptional(),
  keep: z
    .array(z.string().regex(/^[A-Z]\w*$/, "is not a member of a response, starting with a capital letter"))
    .min(1)
    .exactOptional(),
  retry: z
    .array(z.string().regex(/^[A-Z]\w*\.\w+$/, "is not the name of an error, <Service>.<Name>"))
    .min(1)
    .max(20)
    .exactOptional(),
});

/**
 * Task kind `sdk`: any action of an AWS API, under the task role. The response, or its members that `keep` names, is
 * the app's result. Refused are actions that return a secret, because results are stored in the history, and actions
 * that no app is allowed to have.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 *
 * @example `{ "kind": "sdk", "service": "dynamodb", "action": "putItem", "arguments": {"TableName": "releases", "Item":
 * {"app": {"S": "{{app}}"}}}, "resources": ["arn:{{partition}}:dynamodb:{{region}}:{{account}}:table/releases"] }`
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
  schema: sdkSchema,
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
  // A call that only reads can be repeated after any error but a time-out.
  if (isReadOnly(service, action)) {
    return [retrier(["States.TaskFailed"], 2, 3)];
  }
  const prefix = errorPrefixOf(service);
  // Most APIs do not list throttling and access denied, so these arrive under the service's own name.
  const usual = prefix === undefined ? [] : [`${prefix}.ThrottlingException`, `${prefix}.${prefix}Exception`];
  const errors = [...new Set([...usual, ...retry])];
  return errors.length === 0 ? [] : [retrier(errors, 2, 3)];
}

/** Access denied right after a deployment, before IAM applies the role, would end a run without a retry. */
function retryProblems({ service, action, retry }: SdkTask): TaskProblem[] {
  if (retry !== undefined || isReadOnly(service, action) || errorPrefixOf(service) !== undefined) {
    return [];
  }
  const message = `is missing: the errors of ${service} are not known, so throttling, and access denied until IAM applies a role, would not be retried`;
  return [
    {
      path: ["retry"],
      message,
      fix: 'write them with the service\'s name in the AWS SDK for Java 2, e.g. ["Wickr.ThrottlingException", "Wickr.WickrException"]',
    },
  ];
}

function actionRefusals({ service, action, arguments: given }: SdkTask): TaskProblem[] {
  const path = ["action"];
  if (!answersWithSecret(service, action, given)) {
    return [];
  }
  const message = `${service}:${action} returns a secret, which would be stored in the history of every run`;
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
            message: `is missing: the IAM actions of ${service}:${action} do not follow from its name`,
            fix: 'write them as in the Service Authorization Reference, e.g. ["s3:GetObject", "s3:PutObject"]',
          },
        ];
  const withPath = (path: readonly PropertyKey[], problems: readonly { message: string; fix: string }[]) =>
    problems.map(({ message, fix }) => ({ path, message, fix }));
  return [
    ...unknown,
    ...(actions ?? []).flatMap((one, index) =>
      withPath(iam === undefined ? ["action"] : ["iam", index], actionProblems("", one)),
    ),
    ...(actions ?? []).flatMap((one, index) =>
      /^iam:PassRole$/i.test(one)
        ? withPath(
            ["iam", index],
            [{ message: `"${one}" passes roles`, fix: "write it in the app's access rule, with iam:PassedToService" }],
          )
        : [],
    ),
    ...resources.flatMap((resource, index) =>
      formOf(resource.replace(VALUE, "")).includes("{{")
        ? withPath(
            ["resources", index],
            [
              {
                message: `"${resource}" uses a placeholder that is unknown at deployment`,
                fix: "use {{partition}}, {{region}}, {{account}}, {{environment}}, {{blueprint}} or {{values.<name>}}",
              },
            ],
          )
        : holdsValue(resource)
          ? []
          : withPath(["resources", index], resourceProblems(placeOf(["resources", index]), formOf(resource), actions)),
    ),
  ];
}
