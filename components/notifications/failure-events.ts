import type { EnvironmentNames } from "../names";
import { STARTED_BY } from "../workflow/child-input";
import { consoleUrl, historyCommand, NOTIFIED } from "../workflow/failure-message";

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

/** What the rule's message says. The cause is left out: it is often JSON, and its quotes would break the message. */
export function failureMessage(names: EnvironmentNames): {
  readonly inputPaths: Readonly<Record<string, string>>;
  readonly inputTemplate: string;
} {
  const { base, scope } = names;
  const place = `${scope.blueprint}/${scope.environment}`;
  const lines = [
    `[${place}] an execution ended <status> without a message of its own`,
    `Environment: ${base}`,
    "State machine: <machine>",
    "Execution: <execution>",
    "Error: <error>",
    `Console: ${consoleUrl(names)}<execution>`,
    `Next: ${historyCommand(names)}<execution>`,
  ];
  return {
    inputPaths: {
      error: "$.detail.error",
      execution: "$.detail.executionArn",
      machine: "$.detail.stateMachineArn",
      status: "$.detail.status",
    },
    inputTemplate: lines.map((line) => `"${line}"`).join("\n"),
  };
}
