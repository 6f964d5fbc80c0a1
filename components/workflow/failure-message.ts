import type { EnvironmentNames } from "../names";
import type { Json } from "./asl";
import { jsonata, literal } from "./asl-resources";
import { STARTED_BY } from "./child-input";

/**
 * Begins the cause of every execution whose failure a machine has published itself; who sees it need not publish again.
 * What follows is JSON: `{app, state, error, cause, execution}`.
 */
export const NOTIFIED = "[notified] ";

/** Longest cause, in characters, that a failing machine hands on. JSON may write a character as six, twice, within AWS's 32,768. */
export const CAUSE_LIMIT = 2_000;

/** Longest error name. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ExecutionFailedEventDetails.html */
export const ERROR_LIMIT = 256;

/** SNS subjects are ASCII and shorter than 100. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LIMIT = 99;

/** Which machine the message is about, and what its reader may run next. */
export interface MessageArgs {
  readonly names: EnvironmentNames;
  /** Alias that runs the release, or the step, once more. */
  readonly rerunAliasArn: string;
  /** True if a run of the parent is to be repeated where there is one, not the machine's own. */
  readonly rerunParent: boolean;
  /** More lines, as JSONata strings by label. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** Text that JSONata puts in if a value is missing: the first of several that is there. */
function first(...expressions: readonly string[]): string {
  return `[${expressions.join(", ")}][0]`;
}

/**
 * JSONata: the sentence in a Lambda function's error, whose cause is JSON with the whole stack trace. Matched and not parsed: a cause that was cut is
 * no JSON any more. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
const FUNCTION_MESSAGE =
  '$match($failure.cause, /"errorMessage": ?"(.*?)", ?"(?:errorType|trace|stackTrace|requestId)"/)[0].groups[0]';

const OWN_EXECUTION = "$states.context.Execution.Id";
const STARTER = `$states.context.Execution.Input.${STARTED_BY}`;
const PARENT = `$type(${STARTER}) = "string" ? ${STARTER}`;

/**
 * Arguments of `sns:publish` for the failure in the variable `failure`, with the machine's version in `version`: a subject for an inbox, a text
 * that says what failed, why, where to look and what to run next, and attributes to filter subscriptions by.
 */
export function failureMessage(args: MessageArgs): Json {
  const { names } = args;
  const label = `${names.scope.blueprint}/${names.scope.environment}`;
  const subject = `${literal(`[${label}] `)} & $failure.app & " failed: " & $failure.error`;
  const lines: Record<string, string> = {
    App: "$failure.app",
    Environment: literal(label),
    State: first("$failure.state", '"unknown"'),
    Error: "$failure.error",
    Cause: first(FUNCTION_MESSAGE, "$failure.cause", '"none given"'),
    Execution: first("$failure.execution", OWN_EXECUTION),
    Console: `${literal(consoleUrl(names))} & ${first("$failure.execution", OWN_EXECUTION)}`,
    Parent: `(${PARENT} : "none")`,
    Version: "$version",
    ...args.extra,
    Next: first("$failure.next", `${literal(historyCommand(names))} & ${first("$failure.execution", OWN_EXECUTION)}`),
    "Then run again": rerunCommand(args),
  };
  const text = Object.entries(lines).map(([name, value]) => `${literal(`${name}: `)} & ${value}`);
  return {
    TopicArn: names.failureTopic.arn,
    Subject: jsonata(`$substring($replace(${subject}, /[^ -~]/, "?"), 0, ${SUBJECT_LIMIT})`),
    Message: jsonata(`$join([${text.join(", ")}], "\\n")`),
    MessageAttributes: {
      environment: { DataType: "String", StringValue: label },
      app: { DataType: "String", StringValue: jsonata("$failure.app") },
      error: { DataType: "String", StringValue: jsonata("$failure.error") },
    },
  };
}

/** Cause of the final Fail state, from `failure` and `notified`; `publishError` says why there was no message. `more` are JSONata by field. */
export function failureCause(more: Readonly<Record<string, string>> = {}): string {
  const kept = ["app", "state", "status", "error"].map((key) => `"${key}": $failure.${key}`);
  const cause = `"cause": $substring($failure.cause, 0, ${CAUSE_LIMIT})`;
  const execution = `"execution": ${first("$failure.execution", OWN_EXECUTION)}`;
  const extra = Object.entries(more).map(([key, value]) => `${literal(key)}: ${value}`);
  const fields = [...kept, cause, execution, ...extra].join(", ");
  return jsonata(
    `$notified ? ${literal(NOTIFIED)} & $string({${fields}}) : $string({${fields}, "notPublished": $publishError})`,
  );
}

/** Where the console of the partition shows an execution; its ARN completes it. */
export function consoleUrl({ scope }: EnvironmentNames): string {
  const hosts: Record<string, string> = {
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
  };
  const host = hosts[scope.partition] ?? `${scope.region}.console.aws.amazon.com`;
  return `https://${host}/states/home?region=${scope.region}#/v2/executions/details/`;
}

/** Command that shows how an execution ended; its ARN completes it. */
export function historyCommand({ scope }: EnvironmentNames): string {
  return `aws stepfunctions get-execution-history --region ${scope.region} --reverse-order --max-items 10 --execution-arn `;
}

/** Starts the same machine with the same input. A redrive would only repeat the final Fail state, as the failure was caught. */
function rerunCommand({ names, rerunAliasArn, rerunParent }: MessageArgs): string {
  const region = names.scope.region;
  const start = `aws stepfunctions start-execution --region ${region} --state-machine-arn `;
  const input = ` --input "$(aws stepfunctions describe-execution --region ${region} --query input --output text --execution-arn `;
  const own = `${literal(`${start}${rerunAliasArn}${input}`)} & ${OWN_EXECUTION} & ${literal(')"')}`;
  if (!rerunParent) return own;
  const parent = `${literal(`${start}${names.parent.aliasArn}${input}`)} & ${STARTER} & ${literal(')"')}`;
  return `($type(${STARTER}) = "string" ? ${parent} : ${own})`;
}
