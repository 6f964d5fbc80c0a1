import { integration, jsonata } from "../../asl/jsonata";
import { retrier } from "../../asl/retry";
import { type Steps, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import type { EnvironmentNames } from "../../core/names";
import { TOKEN_VALUE } from "../../definitions/run-approval";
import { NEEDS } from "../../iam/integrations";
import { grantsNames } from "../names";
import { CLOSE_GRANT } from "./cleanup";
import { FAIL } from "./failed";
import { HOLD_GRANT } from "./hold-state";
import { membershipCall } from "./membership";
import { itemCall, KEY, reached, tableNeeds } from "./table";

export const OPEN_GRANT = "Open grant";
const JOIN_GROUP = "Join group";

/** Errors of the call after which it is worth another try. */
const DYNAMODB_ERRORS = [
  "DynamoDb.DynamoDbException",
  "DynamoDb.InternalServerErrorException",
  "DynamoDb.SdkClientException",
];

/** From the agreement to the end: the grant counts from now, the person joins the group, and the grant waits. */
export function holdSteps(names: EnvironmentNames): Steps {
  const own = grantsNames(names);
  const { partition } = names.scope;
  return {
    [OPEN_GRANT]: step(
      itemCall({
        partition,
        action: "updateItem",
        arguments: {
          TableName: own.table.name,
          Key: KEY,
          UpdateExpression: "SET #state = :state, #until = :until, approval = :approval",
          ExpressionAttributeNames: { "#state": "state", "#until": "until" },
          ExpressionAttributeValues: {
            ":state": { S: "active" },
            ":until": { N: jsonata("$string($millis() + $grant.minutes * 60000)") },
            ":approval": { S: jsonata("$string($approval)") },
          },
          ReturnValues: "ALL_NEW",
        },
        catch: [FAIL],
        // The clock is read once: what the table says and when the grant ends is the same.
        assign: { until: jsonata("$number($states.result.Attributes.until.N)") },
        next: JOIN_GROUP,
      }),
      tableNeeds(names, ["dynamodb:UpdateItem"]),
    ),
    [JOIN_GROUP]: step(
      {
        ...membershipCall(names, "join"),
        Catch: [FAIL],
        Assign: { transitions: reached("active") },
        Next: HOLD_GRANT,
      },
      NEEDS["lambda:invoke"](own.membership.arn),
    ),
    [HOLD_GRANT]: step(
      {
        Type: "Task",
        Resource: `${integration(partition, "aws-sdk:dynamodb:updateItem")}.waitForTaskToken`,
        Arguments: {
          TableName: own.table.name,
          Key: KEY,
          UpdateExpression: "SET joined = :now",
          // True of every grant. A Task that waits has to hand its token to what it calls; here it is in the history,
          // where the API finds it, and in no table.
          ConditionExpression: `id <> ${TOKEN_VALUE}`,
          ExpressionAttributeValues: {
            ":now": { S: jsonata("$now()") },
            [TOKEN_VALUE]: { S: jsonata("$states.context.Task.Token") },
          },
        },
        // Nobody sends heartbeats: the grant waits for its end.
        HeartbeatSeconds: seconds(LEFT),
        TimeoutSeconds: seconds(`${LEFT} + ${TIMINGS.slack}`),
        // Not of everything: the end of the time is an error, too, and must not be waited for again.
        Retry: [retrier(DYNAMODB_ERRORS, 1, 3)],
        Catch: [
          {
            ErrorEquals: ["States.HeartbeatTimeout", "States.Timeout"],
            Assign: { end: { outcome: "expired", by: "time", why: jsonata('$grant.minutes & " minutes are over"') } },
            Next: CLOSE_GRANT,
          },
          FAIL,
        ],
        Assign: { end: jsonata("$states.result") },
        Next: CLOSE_GRANT,
      },
      tableNeeds(names, ["dynamodb:UpdateItem"]),
    ),
  };
}

/** Every other limit of a Task is a number, and its type says so; Step Functions takes JSONata, too. */
function seconds(expression: string): number {
  return jsonata(expression) as unknown as number;
}

/** JSONata: whole seconds until the grant ends, at least one. */
const LEFT = "$max([1, $floor(($until - $millis()) / 1000)])";
