import { STARTED_BY } from "../asl/child-input";
import type { EnvironmentNames } from "../core/names";
import { consoleUrl, historyCommand, NOTIFIED, redriveCommand } from "../definitions/failure/message";

/** EventBridge takes patterns of up to 2,048 characters: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
export const PATTERN_LIMIT = 2048;

/**
 * Executions of the environment that ended badly and of which nobody else tells: those whose cause does not begin with {@link NOTIFIED} and that
 * no other execution started. Of a child that timed out or was aborted its parent tells, so that a failure that takes its neighbours
 * along makes one message. Machines are matched by the beginning of their names, for the ARNs of a large blueprint would not
 * fit in a pattern; `_` ends the beginning, which no environment's name contains, so no other environment's machines match.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
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

/** EventBridge takes templates of up to 8,192 characters: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html */
export const TEMPLATE_LIMIT = 8192;

/**
 * What the rule's message says. The cause is left out: it is often JSON, and its quotes would break the message; the state is in no event. The first command
 * shows both. None holds a quote, for the same reason. A redrive helps neither the parent, whose children's names are taken by the executions that
 * it would start again, nor a failure that would only come again.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function failureMessage(names: EnvironmentNames): {
  readonly inputPaths: Readonly<Record<string, string>>;
  readonly inputTemplate: string;
} {
  const { base, scope } = names;
  const { region, environment } = scope;
  const input = `aws stepfunctions describe-execution --region ${region} --query input --output text --execution-arn <execution>`;
  const start = `aws stepfunctions start-execution --region ${region} --state-machine-arn <alias> --input file:///dev/stdin`;
  const place = `${scope.blueprint}/${scope.environment}`;
  const lines = [
    `[${place}] an execution ended <status> without a message of its own`,
    `Environment: ${base}`,
    "State machine: <machine>",
    "Version: <version>",
    "Alias: <alias>",
    "Execution: <execution>",
    "Error: <error>",
    `Console: ${consoleUrl(names)}<execution>`,
    `Next, for state and cause: ${historyCommand(names)}<execution>`,
    `Then run again: ${input} | ${start}`,
    `Or, if one app timed out or was aborted by itself, let it go on: ${redriveCommand(names)}<execution>`,
    `Or, if it is the version: npm run -s rollback -- --stack ${environment} --all --list`,
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
