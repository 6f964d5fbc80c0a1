import { integration, jsonata, literal, membersOf, orNull } from "../../asl/jsonata";
import { REPEATABLE_RETRY } from "../../asl/retry";
import { type Steps, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import type { Json } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { environmentLabel } from "../../definitions/failure/message";
import { topicKey } from "../../definitions/failure/path";
import { APPROVAL_SECONDS, AWAIT_APPROVAL, TOKEN_MEMBER } from "../../definitions/run-approval";
import { NEEDS } from "../../iam/integrations";
import { TOPIC_RETRY } from "../../tasks/callback";
import { RECORD_END } from "./cleanup";
import { FAIL } from "./failed";
import { OPEN_GRANT } from "./hold";
import { reached } from "./table";

export const WHO_ANSWERS = "Who answers";
const IS_APPROVED = "Is it approved";
const TELL_EMERGENCY = "Tell of emergency";

const LATE = `nobody answered within ${APPROVAL_SECONDS / 60} minutes`;

/** JSONata: text of a message about the request. */
const MESSAGE = '$join([$first, $lines, $last], "\\n")';

/** Longest login in a subject of SNS, which takes 99 characters. */
const WHO_LIMIT = 40;

/** From the recorded request to an agreement: of a person, of nobody, or of nobody in an emergency, which all hear. */
export function answerSteps(names: EnvironmentNames): Steps {
  const topic = NEEDS["sns:publish"](names.failureTopic.arn, [topicKey(names)]);
  const label = environmentLabel(names);
  const stack = names.scope.environment;
  const command = (verb: string) => jsonata(`"npm run -s access -- ${verb} " & $grant.id & " --stack ${stack}"`);
  return {
    [WHO_ANSWERS]: step({
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata("$grant.breakGlass"),
          Assign: {
            subject: subject(label, '"EMERGENCY: " & ', '" becomes " & $grant.entry'),
            first: "EMERGENCY: access without an approval",
            last: ["End it:", command("revoke")],
          },
          Next: TELL_EMERGENCY,
        },
        {
          Condition: jsonata("$grant.approval"),
          Assign: {
            subject: subject(label, "", '" asks to become " & $grant.entry'),
            first: "Asks for access",
            last: [
              `Waits: ${APPROVAL_SECONDS / 60} minutes`,
              "Approve:",
              command("approve"),
              "Refuse:",
              command("refuse"),
            ],
          },
          Next: AWAIT_APPROVAL,
        },
      ],
      Default: OPEN_GRANT,
    }),
    [TELL_EMERGENCY]: step(
      {
        Type: "Task",
        Resource: integration(names.scope.partition, "sns:publish"),
        Arguments: {
          TopicArn: names.failureTopic.arn,
          Subject: jsonata("$subject"),
          Message: jsonata(MESSAGE),
          MessageAttributes: attributes(label, "emergency"),
        },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: REPEATABLE_RETRY,
        // Nobody gets access of which nobody is told.
        Catch: [FAIL],
        Assign: { transitions: reached("told of the emergency") },
        Next: OPEN_GRANT,
      },
      topic,
    ),
    // As a run of an agent waits: the token is in the call's arguments, thereby in the history, and in no message.
    [AWAIT_APPROVAL]: step(
      {
        Type: "Task",
        Resource: `${integration(names.scope.partition, "sns:publish")}.waitForTaskToken`,
        Arguments: {
          TopicArn: names.failureTopic.arn,
          Subject: jsonata("$subject"),
          MessageStructure: "json",
          Message: jsonata(`$string({"default": ${MESSAGE}, ${literal(TOKEN_MEMBER)}: $states.context.Task.Token})`),
          MessageAttributes: attributes(label, "request"),
        },
        HeartbeatSeconds: APPROVAL_SECONDS,
        TimeoutSeconds: APPROVAL_SECONDS + TIMINGS.slack,
        Retry: TOPIC_RETRY,
        Catch: [
          {
            ErrorEquals: ["States.HeartbeatTimeout", "States.Timeout"],
            Assign: { end: { outcome: "notApproved", by: "time", why: LATE } },
            Next: RECORD_END,
          },
          FAIL,
        ],
        Assign: {
          approval: jsonata(`$states.result.approved ? ${membersOf("$states.result", ["by", "time"])} : null`),
          end: jsonata(orNull("$states.result.end")),
        },
        Next: IS_APPROVED,
      },
      topic,
    ),
    [IS_APPROVED]: step({
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata("$approval != null"),
          Assign: { transitions: reached("approved") },
          Next: OPEN_GRANT,
        },
      ],
      Default: RECORD_END,
    }),
  };
}

function subject(label: string, before: string, after: string): string {
  const text = `${literal(`[${label}] `)} & ${before}$substring($grant.person.login, 0, ${WHO_LIMIT}) & ${after}`;
  return jsonata(`$substring(${text}, 0, 99)`);
}

/** Lines of every message about the request. */
export function requestLines(names: EnvironmentNames): string[] {
  return [
    `Environment: ${environmentLabel(names)}`,
    jsonata('"Person: " & $grant.person.login'),
    jsonata('"Role: " & $grant.entry'),
    jsonata('"Minutes: " & $grant.minutes'),
    jsonata('"Reason: " & $grant.reason'),
    jsonata('"Ticket: " & ($grant.ticket = "" ? "none" : $grant.ticket)'),
  ];
}

function attributes(label: string, kind: string): Json {
  return {
    environment: { DataType: "String", StringValue: label },
    grant: { DataType: "String", StringValue: kind },
  };
}
