import { integration, jsonata, literal } from "../../asl/jsonata";
import { REPEATABLE_RETRY } from "../../asl/retry";
import { type Steps, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import type { Catcher, TaskState } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import type { PolicyStatement } from "../../core/policy-document";
import { environmentLabel } from "../../definitions/failure/message";
import { topicKey } from "../../definitions/failure/path";
import { NEEDS } from "../../iam/integrations";
import { MAX_SESSION_SECONDS } from "../../iam/max-session";
import { NO_SUCH_GROUP } from "../grant";
import { grantsNames } from "../names";
import { FAIL, serviceErrors } from "./failed";
import { membershipCall } from "./membership";
import { itemCall, KEY, reached, stateUpdate, tableNeeds } from "./table";

/** First state of the cleanup. It may be entered any number of times, and whatever was done before. */
export const CLOSE_GRANT = "Close grant";

/** State after a request that never was a grant. */
export const RECORD_END = "Record end";

/** State after the end is recorded: access has ended, and its denial is left to be deleted. */
export const WHAT_IS_LEFT = "What is left";

const COUNT_OTHERS = "Count other grants";
const IS_ANOTHER_OPEN = "Is another grant open";
const DENY_SESSIONS = "Deny sessions";
const LEAVE_GROUP = "Leave group";
const HAS_ROLE_LEFT = "Has role left the access map";
const DENY_EARLIER_SESSIONS = "Deny earlier sessions";
const TELL_OF_MEMBER = "Tell of member";
const WAIT_FOR_SESSIONS = "Wait for sessions";
const ALLOW_AGAIN = "Allow again";
const FORGET_GRANT = "Forget grant";

/** Seconds for which an assertion that Okta signed before can still be redeemed, and one minute of clocks. */
const ASSERTION_SECONDS = 360;

/**
 * The end of a grant, in an order that ends access whatever fails: all sessions of the person are denied first, which
 * does not need Okta, and only those that begin later are allowed when the person is out of the group. `next` follows
 * on the end of access and leads to {@link WHAT_IS_LEFT}.
 */
export function cleanupSteps(names: EnvironmentNames, roleArns: readonly string[], next: string): Steps {
  const own = grantsNames(names);
  const { partition } = names.scope;
  const tableFails = (to: string): Catcher => ({
    ErrorEquals: serviceErrors("DynamoDb", ["InternalServerErrorException", "RequestLimitExceededException"]),
    Next: to,
  });
  const roleCall = (action: string, args: Record<string, string>): Omit<TaskState, "Catch"> => ({
    Type: "Task",
    Resource: integration(partition, `aws-sdk:iam:${action}`),
    Arguments: { RoleName: jsonata("$grant.role"), PolicyName: DENIAL_NAME, ...args },
    TimeoutSeconds: TIMINGS.apiCall,
    Retry: REPEATABLE_RETRY,
  });
  return {
    [CLOSE_GRANT]: step(
      itemCall({
        partition,
        action: "updateItem",
        arguments: stateUpdate(own.table.name, "ending"),
        catch: [tableFails(COUNT_OTHERS), FAIL],
        transition: "ending",
        next: COUNT_OTHERS,
      }),
      tableNeeds(names, ["dynamodb:UpdateItem"]),
    ),
    [COUNT_OTHERS]: step(
      {
        Type: "Task",
        Resource: integration(partition, "aws-sdk:dynamodb:query"),
        Arguments: {
          TableName: own.table.name,
          ConsistentRead: true,
          Select: "COUNT",
          KeyConditionExpression: "holder = :holder",
          FilterExpression: "#state = :active AND #until > :now AND id <> :id",
          ExpressionAttributeNames: { "#state": "state", "#until": "until" },
          ExpressionAttributeValues: {
            ":holder": { S: jsonata("$holder") },
            ":active": { S: "active" },
            ":now": { N: jsonata("$string($millis())") },
            ":id": { S: jsonata("$grant.id") },
          },
        },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: REPEATABLE_RETRY,
        // Where nobody can count, access ends.
        Catch: [tableFails(DENY_SESSIONS), FAIL],
        Assign: { others: jsonata("$states.result.Count") },
        Next: IS_ANOTHER_OPEN,
      },
      tableNeeds(names, ["dynamodb:Query"]),
    ),
    [IS_ANOTHER_OPEN]: step({
      Type: "Choice",
      Choices: [{ Condition: jsonata("$others > 0"), Next: RECORD_END }],
      Default: DENY_SESSIONS,
    }),
    [DENY_SESSIONS]: step(
      {
        ...roleCall("putRolePolicy", { PolicyDocument: jsonata(denial("")) }),
        Catch: [
          // A role that left the access map is gone with all of its sessions.
          { ErrorEquals: ["Iam.NoSuchEntityException"], Assign: { denied: false }, Next: LEAVE_GROUP },
          {
            ErrorEquals: serviceErrors("Iam", ["LimitExceededException", "ServiceFailureException"]),
            Next: LEAVE_GROUP,
          },
          FAIL,
        ],
        Assign: { denied: true, transitions: reached("sessions denied") },
        Next: LEAVE_GROUP,
      },
      roleNeeds(names, "iam:PutRolePolicy", roleArns),
    ),
    [LEAVE_GROUP]: step(
      {
        ...membershipCall(names, "leave"),
        Catch: [FAIL],
        Assign: {
          gone: jsonata(`$states.result.Payload.outcome = ${literal(NO_SUCH_GROUP)}`),
          transitions: reached("out of the group"),
        },
        Next: HAS_ROLE_LEFT,
      },
      NEEDS["lambda:invoke"](own.membership.arn),
    ),
    // The deployment that removed it has deleted the role with all of its sessions, and the right to change it.
    [HAS_ROLE_LEFT]: step({
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata("$gone"),
          Assign: { denied: false, transitions: reached("role deleted") },
          Next: RECORD_END,
        },
      ],
      Default: DENY_EARLIER_SESSIONS,
    }),
    [DENY_EARLIER_SESSIONS]: step(
      {
        ...roleCall("putRolePolicy", { PolicyDocument: jsonata(denial(EARLIER)) }),
        Catch: [{ ErrorEquals: ["Iam.NoSuchEntityException"], Assign: { denied: false }, Next: RECORD_END }, FAIL],
        Assign: { denied: true },
        Next: RECORD_END,
      },
      roleNeeds(names, "iam:PutRolePolicy", roleArns),
    ),
    [RECORD_END]: step(
      itemCall({
        partition,
        action: "updateItem",
        arguments: stateUpdate(own.table.name, "ended"),
        catch: [FAIL],
        transition: "ended",
        next,
      }),
      tableNeeds(names, ["dynamodb:UpdateItem"]),
    ),
    [WHAT_IS_LEFT]: step({
      Type: "Choice",
      Choices: [
        { Condition: jsonata('$end.outcome = "unexplained" and $not($told)'), Next: TELL_OF_MEMBER },
        { Condition: jsonata("$denied"), Next: WAIT_FOR_SESSIONS },
        // A cleanup that failed before the other grant was opened may have denied sessions.
        { Condition: jsonata("$others > 0"), Next: ALLOW_AGAIN },
      ],
      Default: FORGET_GRANT,
    }),
    [TELL_OF_MEMBER]: step(
      {
        Type: "Task",
        Resource: integration(partition, "sns:publish"),
        Arguments: {
          TopicArn: names.failureTopic.arn,
          Subject: jsonata(
            `$substring(${literal(`[${environmentLabel(names)}] removed from `)} & $grant.entry & ": " & $grant.person.login, 0, 99)`,
          ),
          Message: jsonata('"Removed: " & $grant.person.login & "\\nRole: " & $grant.entry & "\\nWhy: " & $end.why'),
          MessageAttributes: {
            environment: { DataType: "String", StringValue: environmentLabel(names) },
            grant: { DataType: "String", StringValue: "unexplained" },
          },
        },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: REPEATABLE_RETRY,
        Catch: [FAIL],
        Assign: { told: true },
        Next: WHAT_IS_LEFT,
      },
      NEEDS["sns:publish"](names.failureTopic.arn, [topicKey(names)]),
    ),
    [WAIT_FOR_SESSIONS]: step({ Type: "Wait", Seconds: ASSERTION_SECONDS + MAX_SESSION_SECONDS, Next: ALLOW_AGAIN }),
    [ALLOW_AGAIN]: step(
      {
        ...roleCall("deleteRolePolicy", {}),
        Catch: [{ ErrorEquals: ["Iam.NoSuchEntityException"], Next: FORGET_GRANT }, FAIL],
        Next: FORGET_GRANT,
      },
      roleNeeds(names, "iam:DeleteRolePolicy", roleArns),
    ),
    [FORGET_GRANT]: step(
      itemCall({
        partition,
        action: "deleteItem",
        arguments: { TableName: own.table.name, Key: KEY },
        catch: [FAIL],
        output: {
          grant: jsonata("$grant"),
          approval: jsonata("$approval"),
          until: jsonata("$until"),
          end: jsonata("$end"),
          transitions: jsonata("$transitions"),
        },
      }),
      tableNeeds(names, ["dynamodb:DeleteItem"]),
    ),
  };
}

/** Name of the inline policy that denies a grant's sessions; no other policy of a role begins so. */
const DENIAL_NAME = jsonata('"ended-" & $grant.id');

/** JSONata: condition on sessions that began, or may begin with an assertion that was signed, until now. */
const EARLIER = `, "DateLessThan": {"aws:TokenIssueTime": $fromMillis($millis() + ${ASSERTION_SECONDS * 1000})}`;

/**
 * JSONata: policy that denies a person everything. `aws:userid` of a session is the role's id and the session's name,
 * which is the login. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
function denial(more: string): string {
  return (
    '$string({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": ' +
    `{"StringLike": {"aws:userid": "*:" & $grant.person.login}${more}}}]})`
  );
}

/** The roles on request only, and while they have the environment's boundary. */
function roleNeeds(names: EnvironmentNames, action: string, roleArns: readonly string[]): PolicyStatement[] {
  return [
    {
      Sid: action === "iam:PutRolePolicy" ? "DenySessions" : "AllowAgain",
      Effect: "Allow",
      Action: [action],
      Resource: roleArns,
      Condition: { StringEquals: { "iam:PermissionsBoundary": names.boundary.arn } },
    },
  ];
}
