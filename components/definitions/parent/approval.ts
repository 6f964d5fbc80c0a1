import { integration, jsonata, literal } from "../../asl/jsonata";
import { type Steps, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import type { Catcher } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { NEEDS } from "../../iam/integrations";
import { TOPIC_RETRY } from "../../tasks/callback";
import { caughtOf, DESCRIBE_FAILURE } from "../failure/caught";
import { environmentLabel } from "../failure/message";
import { topicKey } from "../failure/path";
import { APPROVAL_EXPIRED, APPROVAL_REQUIRED, APPROVAL_SECONDS, AWAIT_APPROVAL, TOKEN_MEMBER } from "../run-approval";

/** First of the states that wait for an approval. */
export const IS_APPROVAL_REQUIRED = "Is approval required";

/** Longest subject that SNS takes is 99 characters; a client id has up to 100. */
const WHO_LIMIT = 60;

/**
 * A run of an agent whose entry asks for approval waits here, before anything is started, until a person answers by the
 * runs API. A rehearsal changes nothing and does not wait. `next` is the first state after it.
 *
 * A Task that waits has to hand its token to what it calls. SNS ignores members of a message for each protocol whose
 * names are no protocols, so the token is in the call's arguments and thereby in the run's history, where the API finds
 * it, and in no message. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function approvalSteps(names: EnvironmentNames, next: string): Steps {
  const label = environmentLabel(names);
  const approve = `Approve: npm run -s approve -- --stack ${names.scope.environment} --run `;
  return {
    [IS_APPROVAL_REQUIRED]: step({
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata(`$input.identity.approval = ${literal(APPROVAL_REQUIRED)} and $not($input.rehearse)`),
          Assign: {
            message: [
              jsonata('"Asks to run: " & $input.identity.subject'),
              `Environment: ${label}`,
              jsonata('"Run: " & $run'),
              `Waits: ${APPROVAL_SECONDS / 60} minutes`,
              jsonata(`${literal(approve)} & $run`),
              'Refuse: the same with --refuse --why "<reason>"',
            ],
          },
          Next: AWAIT_APPROVAL,
        },
      ],
      Default: next,
    }),
    [AWAIT_APPROVAL]: step(
      {
        Type: "Task",
        Resource: `${integration(names.scope.partition, "sns:publish")}.waitForTaskToken`,
        Arguments: {
          TopicArn: names.failureTopic.arn,
          Subject: jsonata(
            `${literal(`[${label}] `)} & $substring($input.identity.subject, 0, ${WHO_LIMIT}) & " asks to run"`,
          ),
          MessageStructure: "json",
          Message: jsonata(
            `$string({"default": $join($message, "\\n"), ${literal(TOKEN_MEMBER)}: $states.context.Task.Token})`,
          ),
          MessageAttributes: { environment: { DataType: "String", StringValue: label } },
        },
        // Nobody sends heartbeats: the run waits as long as one may be late.
        HeartbeatSeconds: APPROVAL_SECONDS,
        TimeoutSeconds: APPROVAL_SECONDS + TIMINGS.slack,
        Retry: TOPIC_RETRY,
        Catch: [
          EXPIRED,
          { ErrorEquals: ["States.ALL"], Output: jsonata(caughtOf(AWAIT_APPROVAL)), Next: DESCRIBE_FAILURE },
        ],
        Assign: { approval: jsonata("$states.result") },
        Next: next,
      },
      NEEDS["sns:publish"](names.failureTopic.arn, [topicKey(names)]),
    ),
  };
}

const EXPIRED: Catcher = {
  ErrorEquals: ["States.HeartbeatTimeout", "States.Timeout"],
  Output: {
    app: AWAIT_APPROVAL,
    Error: APPROVAL_EXPIRED,
    Cause: `Nobody approved within ${APPROVAL_SECONDS / 60} minutes`,
  },
  Next: DESCRIBE_FAILURE,
};
