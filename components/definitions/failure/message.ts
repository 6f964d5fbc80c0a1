import { jsonata, literal } from "../../asl/jsonata";
import type { Json } from "../../asl/types";
import { type EnvironmentNames, LIVE_ALIAS } from "../../core/names";
import { consoleHost } from "../../core/partition";

/**
 * Begins the cause of every execution whose failure a machine has published itself; a reader of the cause need not
 * publish again. What follows is JSON: `{app, state, error, cause, execution}`.
 */
export const NOTIFIED = "[notified] ";

/**
 * Longest error name.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ExecutionFailedEventDetails.html
 */
export const ERROR_LIMIT = 256;

/**
 * Longest cause that a failing machine hands on, in characters. JSON may write a character as six, twice, within AWS's
 * 32,768.
 */
export const CAUSE_LIMIT = 2_000;

/**
 * SNS subjects are ASCII and shorter than 100 characters. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const SUBJECT_LIMIT = 99;

/** Lines of a message; strings may be JSONata, and an empty line is left out. */
export type MessageLines = readonly string[];

/**
 * Arguments of `sns:publish` for the variables `failure` and `message`: a subject for an inbox, the lines as the text,
 * and attributes to filter subscriptions by.
 */
export function messageArguments(names: EnvironmentNames): Json {
  const label = environmentLabel(names);
  const subject = `$replace(${literal(`[${label}] `)} & $failure.app & " failed: " & $failure.error, /[^ -~]/, "?")`;
  return {
    TopicArn: names.failureTopic.arn,
    Subject: jsonata(`$substring(${subject}, 0, ${SUBJECT_LIMIT})`),
    Message: jsonata(`$join($message[$ != ""], "\\n")`),
    MessageAttributes: {
      environment: { DataType: "String", StringValue: label },
      app: { DataType: "String", StringValue: jsonata("$failure.app") },
      error: { DataType: "String", StringValue: jsonata("$failure.error") },
    },
  };
}

/** The lines that every message begins with, from the variables `failure` and `version`. */
export function commonLines(names: EnvironmentNames): MessageLines {
  return [
    jsonata(`"App: " & $failure.app`),
    `Environment: ${environmentLabel(names)}`,
    jsonata(`"State: " & $failure.state`),
    jsonata(`"Error: " & $failure.error`),
    jsonata(`"Cause: " & $failure.cause`),
    jsonata(`"Execution: " & $failure.execution`),
    jsonata(`${literal(`Console: ${consoleUrl(names)}`)} & $failure.execution`),
    jsonata(`"Version: " & $version`),
  ];
}

/** `<blueprint>/<environment>` */
export function environmentLabel({ scope }: EnvironmentNames): string {
  return `${scope.blueprint}/${scope.environment}`;
}

/** Where the console of the partition shows an execution; its ARN completes it. */
export function consoleUrl({ scope }: EnvironmentNames): string {
  return `https://${consoleHost(scope.partition, scope.region)}/states/home?region=${scope.region}#/v2/executions/details/`;
}

/** Command that shows how an execution ended; its ARN completes it. */
export function historyCommand({ scope }: EnvironmentNames): string {
  return `aws stepfunctions get-execution-history --region ${scope.region} --reverse-order --max-items 10 --execution-arn `;
}

/** Command that lets an execution go on from the state in which it stopped, within 14 days; its ARN completes it. */
export function redriveCommand({ scope }: EnvironmentNames): string {
  return `aws stepfunctions redrive-execution --region ${scope.region} --execution-arn `;
}

/** JSONata: command that starts the machine of an execution (JSONata: its ARN) by its alias with the same input. */
export function startAgainCommand({ scope }: EnvironmentNames, execution: string): string {
  const alias = `$replace($replace(${execution}, ":execution:", ":stateMachine:"), /:[^:]+$/, ":${LIVE_ALIAS}")`;
  const start = `aws stepfunctions start-execution --region ${scope.region} --state-machine-arn `;
  const input = ` --input "$(aws stepfunctions describe-execution --region ${scope.region} --query input --output text --execution-arn `;
  return `${literal(start)} & ${alias} & ${literal(input)} & ${execution} & ")\\""`;
}
