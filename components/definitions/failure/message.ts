import { STARTED_BY } from "../../asl/child-input";
import { jsonata, literal } from "../../asl/jsonata";
import type { Json } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { consoleHost } from "../../core/partition";

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
  /** Alias of the machine that publishes. */
  readonly ownAliasArn: string;
  /** What is to be run again: the machine itself, the parent of the run where there is one, or what a JSONata string says. */
  readonly rerun: "own" | "parent" | { readonly command: string };
  /** More lines, as JSONata strings by label. */
  readonly extra?: Readonly<Record<string, string>>;
  /** JSONata bindings that give `$failure` and `$version`. @default they are variables of the machine */
  readonly given?: string;
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
  const said = (expression: string) =>
    jsonata(args.given === undefined ? expression : `(${args.given}; ${expression})`);
  const subject = `${literal(`[${label}] `)} & $failure.app & " failed: " & $failure.error`;
  const lines: Record<string, string> = {
    App: "$failure.app",
    Environment: literal(label),
    State: first("$failure.state", '"unknown"'),
    Error: "$failure.error",
    Cause: first(FUNCTION_MESSAGE, `$failure.cause[$ != ""]`, '"none given"'),
    Execution: first("$failure.execution", OWN_EXECUTION),
    Console: `${literal(consoleUrl(names))} & ${first("$failure.execution", OWN_EXECUTION)}`,
    Parent: `(${PARENT} : "none")`,
    Version: "$version",
    ...args.extra,
    Next: first("$failure.next", `${literal(historyCommand(names))} & ${first("$failure.execution", OWN_EXECUTION)}`),
  };
  const text = Object.entries(lines).map(([name, value]) => `${literal(`${name}: `)} & (${value})`);
  text.push(`${REDRIVABLE} ? ${literal(`Then redrive: ${redriveCommand(names)}`)} & $failure.execution`);
  text.push(`"Then run again: " & ${rerunCommand(args)}`);
  text.push(
    `$failure.app != ${literal(names.base)} and ${IS_APP} ? "Or, if it is the version: " & ${moveBackCommand(names)}`,
  );
  return {
    TopicArn: names.failureTopic.arn,
    Subject: said(`$substring($replace(${subject}, /[^ -~]/, "?"), 0, ${SUBJECT_LIMIT})`),
    Message: said(`$join([${text.join(", ")}], "\\n")`),
    MessageAttributes: {
      environment: { DataType: "String", StringValue: label },
      app: { DataType: "String", StringValue: said("$failure.app") },
      error: { DataType: "String", StringValue: said("$failure.error") },
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
  return `https://${consoleHost(scope.partition, scope.region)}/states/home?region=${scope.region}#/v2/executions/details/`;
}

/** Command that shows how an execution ended; its ARN completes it. */
export function historyCommand({ scope }: EnvironmentNames): string {
  return `aws stepfunctions get-execution-history --region ${scope.region} --reverse-order --max-items 10 --execution-arn `;
}

/** JSONata: whether the failure is an app's: a block (`Parallel 1`) and a part (`part_1`) are called by names that no app can have. */
const IS_APP = "$not($contains($failure.app, /[ _]/))";

/**
 * JSONata: whether a redrive would go on from where the execution stopped and may end otherwise: after a time-out or an abort. A caught failure would only repeat
 * the final Fail. What no Catch sees (`States.Runtime`, `States.DataLimitExceeded`) would fail once more, after doing the state's work a second time. A part
 * would find the names of the executions taken that it starts again.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
const REDRIVABLE = `$exists($failure.execution) and $failure.status in ["TIMED_OUT", "ABORTED"] and ${IS_APP}`;

/** Command that lets an execution go on from the state in which it stopped, within 14 days; its ARN completes it. */
export function redriveCommand({ scope }: EnvironmentNames): string {
  return `aws stepfunctions redrive-execution --region ${scope.region} --execution-arn `;
}

/** JSONata: command that moves the alias of the failed app back to a version that worked. */
function moveBackCommand({ scope }: EnvironmentNames): string {
  return `${literal(`npm run rollback -- --stack ${scope.environment} --app `)} & $failure.app & ${literal(' --to <version> --why "<reason>"')}`;
}

/** JSONata: command that starts the same machine, or the parent of the run, with the same input. */
function rerunCommand({ names, ownAliasArn, rerun }: MessageArgs): string {
  if (typeof rerun === "object") return rerun.command;
  const own = startAgain(names, ownAliasArn, "input", OWN_EXECUTION);
  if (rerun === "own") return own;
  // All executions of a run are named like the parent's, whatever machine started this one.
  const run = `${literal(names.parent.executionPrefix)} & $states.context.Execution.Name`;
  return `($type(${STARTER}) = "string" ? ${startAgain(names, names.parent.aliasArn, "input", run)} : ${own})`;
}

/** JSONata: command that starts a machine with the input, or the output, of an execution (JSONata: its ARN). */
export function startAgain(
  { scope }: EnvironmentNames,
  aliasArn: string,
  from: "input" | "output",
  execution: string,
): string {
  const start = `aws stepfunctions start-execution --region ${scope.region} --state-machine-arn ${aliasArn}`;
  const described = ` --input "$(aws stepfunctions describe-execution --region ${scope.region} --query ${from} --output text --execution-arn `;
  return `${literal(`${start}${described}`)} & ${execution} & ${literal(')"')}`;
}
