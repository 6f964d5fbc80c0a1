import { STARTED_BY } from "../asl/child-input";
import type { EnvironmentNames, Named } from "../core/names";
import { consoleUrl, historyCommand, NOTIFIED, redriveCommand } from "../definitions/failure/message";

/** Longest event pattern, in characters: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
export const PATTERN_LIMIT = 2048;

/**
 * Longest template, in characters:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html
 */
export const TEMPLATE_LIMIT = 8192;

/** Message of an event: a template, and the paths in the event of what it names. */
export interface FailureMessage {
  /** JSON paths in the event by the names that the template uses, up to 100. */
  readonly inputPaths: Readonly<Record<string, string>>;
  /** Lines in quotes, with `<name>` for a path; up to 8,192 characters. */
  readonly inputTemplate: string;
}

/** An EventBridge rule that publishes failures. */
export interface FailureRule extends Named {
  /** Description of the rule, up to 512 characters. */
  readonly description: string;
  /** Event pattern as JSON, up to 2,048 characters. */
  readonly eventPattern: string;
  readonly message: FailureMessage;
}

/** The rule that publishes an environment's failures of which no workflow published a notification. */
export function failureRule(names: EnvironmentNames): FailureRule {
  return {
    ...names.failureRule,
    description: `Executions of ${names.base} that failed without a notification of their own`,
    eventPattern: failurePattern(names),
    message: failureMessage(names),
  };
}

/**
 * Matches failed executions of the environment of which nothing else notifies: their cause does not begin with {@link
 * NOTIFIED}, and no other execution started them. The parent notifies of a child that timed out or was aborted, so that
 * a failure that stops its siblings makes one message. Machines are matched by the prefix of their names, because the
 * ARNs of a large blueprint do not fit in a pattern. `_` ends the prefix, and no environment's name contains it, so no
 * other environment's machines match. https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function failurePattern({ parent }: EnvironmentNames): string {
  return JSON.stringify({
    source: ["aws.states"],
    "detail-type": ["Step Functions Execution Status Change"],
    detail: {
      status: ["FAILED", "TIMED_OUT", "ABORTED"],
      stateMachineArn: [parent.arn, { prefix: `${parent.arn}_` }],
      cause: [{ "anything-but": { prefix: NOTIFIED } }, null, { exists: false }],
      // The event leaves out an input that is too large for it.
      input: [{ "anything-but": { wildcard: `*${STARTED_BY}*` } }, null, { exists: false }],
    },
  });
}

/**
 * Message of the rule. It leaves the cause out, which is often JSON whose quotes would break the message, and the event
 * does not name the state: the first command shows both. No command contains a quote, for the same reason. A redrive
 * helps neither the parent, because the names of its children's executions are used already, nor a failure that would
 * only repeat. https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function failureMessage(names: EnvironmentNames): FailureMessage {
  const { base, scope } = names;
  const { region, environment } = scope;
  const input =
    `aws stepfunctions describe-execution --region ${region} --query input --output text ` +
    "--execution-arn <execution>";
  const start = `aws stepfunctions start-execution --region ${region} --state-machine-arn <alias>`;
  const lines = [
    `[${scope.blueprint}/${environment}] an execution ended <status> without a notification of its own`,
    `Environment: ${base}`,
    "State machine: <machine>",
    "Version: <version>",
    "Alias: <alias>",
    "Execution: <execution>",
    "Error: <error>",
    `Console: ${consoleUrl(names)}<execution>`,
    `Next, for state and cause: ${historyCommand(names)}<execution>`,
    `Then run again: ${input} | ${start} --input file:///dev/stdin`,
    `Or, if one app timed out or was aborted on its own, redrive it: ${redriveCommand(names)}<execution>`,
    `Or, if the version is the cause: npm run -s rollback -- --stack ${environment} --all --list`,
  ];
  return {
    inputPaths: {
      alias: "$.detail.stateMachineAliasArn",
      error: "$.detail.error",
      execution: "$.detail.executionArn",
      machine: "$.detail.stateMachineArn",
      status: "$.detail.status",
      version: "$.detail.stateMachineVersionArn",
    },
    inputTemplate: lines.map((line) => `"${line}"`).join("\n"),
  };
}

/**
 * Log filter of runs that ended without success and without a notification of their own: the parent failed without
 * publishing, timed out or was aborted. The parent notifies of its children; the event rule alone, of a child that was
 * started on its own: the log does not show who started an execution.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export function unnotifiedFilter({ parent }: EnvironmentNames): string {
  return (
    `{ ($.execution_arn = "${parent.executionPrefix}*") && ` +
    '(($.type = "ExecutionTimedOut") || ($.type = "ExecutionAborted") || ' +
    `(($.type = "ExecutionFailed") && (($.details.cause NOT EXISTS) || ($.details.cause != "${NOTIFIED}*")))) }`
  );
}
