import { integration, jsonata, literal } from "../../asl/jsonata";
import { REPEATABLE_RETRY } from "../../asl/retry";
import { type Steps, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import type { Catcher } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { environmentLabel, historyCommand } from "../../definitions/failure/message";
import { topicKey } from "../../definitions/failure/path";
import { NEEDS } from "../../iam/integrations";
import { MAX_SESSION_SECONDS } from "../../iam/role";
import { grantsNames } from "../names";
import { membershipCall } from "./membership";
import { itemCall, KEY, reached, stateUpdate, tableNeeds } from "./table";

/** First state of the cleanup. It may be entered any number of times, and whatever was done before. */
export const CLOSE_GRANT = "Close grant";
export const RECORD_END = "Record end";
export const FORGET_GRANT = "Forget grant";

const COUNT_OTHERS = "Count other grants";
const IS_ANOTHER_OPEN = "Is another grant open";
const DENY_SESSIONS = "Deny sessions";
const LEAVE_GROUP = "Leave group";
const IS_CLEAN = "Is everything clean";
const IS_FAILURE_TOLD = "Is the failure told";
const TELL_TROUBLE = "Tell of trouble";
const IS_TO_REPEAT = "Is it to repeat";
const WAIT_TO_REPEAT = "Wait to repeat";
const IS_DENIAL_LEFT = "Is a denial left";
const WAIT_FOR_SESSIONS = "Wait for sessions";
const ALLOW_AGAIN = "Allow again";

/**
 * Seconds for which sessions that begin after the end are denied, too: an assertion that Okta has signed can be
 * redeemed for five minutes, and the cleanup is repeated more often than that while the person is in the group.
 * https://help.okta.com/oie/en-us/content/topics/apps/aif-saml-attributes.htm
 */
const DENIAL_LEAD = 600;

/** Seconds between two tries of a cleanup, shorter than {@link DENIAL_LEAD}. */
const REPEAT_SECONDS = 300;

/**
 * The end of a grant, in an order that ends access whatever fails: each step that fails is noted and the next is taken,
 * and the whole is repeated until nothing fails. Sessions are denied first, as that does not need Okta.
 */
export function cleanupSteps(names: EnvironmentNames, roleArns: readonly string[], next: string): Steps {
  const own = grantsNames(names);
  const { partition } = names.scope;
  const label = environmentLabel(names);
  const goOn = (state: string, to: string): Catcher => ({
    ErrorEquals: ["States.ALL"],
    Assign: { trouble: jsonata(`${literal(`${state}: `)} & $states.errorOutput.Error`) },
    Next: to,
  });
  return {
    [CLOSE_GRANT]: step(
      itemCall({
        partition,
        action: "updateItem",
        arguments: stateUpdate(own.table.name, "ending"),
        catch: [goOn(CLOSE_GRANT, COUNT_OTHERS)],
        assign: { trouble: "", others: 0 },
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
        Catch: [goOn(COUNT_OTHERS, DENY_SESSIONS)],
        Assign: { others: jsonata("$states.result.Count") },
        Next: IS_ANOTHER_OPEN,
      },
      tableNeeds(names, ["dynamodb:Query"]),
    ),
    [IS_ANOTHER_OPEN]: step({
      Type: "Choice",
      Choices: [{ Condition: jsonata("$others > 0"), Next: IS_CLEAN }],
      Default: DENY_SESSIONS,
    }),
    [DENY_SESSIONS]: step(
      {
        Type: "Task",
        Resource: integration(partition, "aws-sdk:iam:putRolePolicy"),
        Arguments: {
          RoleName: jsonata("$grant.role"),
          PolicyName: DENIAL_NAME,
          PolicyDocument: jsonata(DENIAL),
        },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: REPEATABLE_RETRY,
        Catch: [
          // A role that left the access map is gone with all of its sessions.
          { ErrorEquals: ["Iam.NoSuchEntityException"], Next: LEAVE_GROUP },
          goOn(DENY_SESSIONS, LEAVE_GROUP),
        ],
        Assign: { denied: true, transitions: reached("sessions denied") },
        Next: LEAVE_GROUP,
      },
      roleNeeds(names, "iam:PutRolePolicy", roleArns),
    ),
    [LEAVE_GROUP]: step(
      {
        ...membershipCall(names, "leave"),
        Catch: [goOn(LEAVE_GROUP, IS_CLEAN)],
        Assign: { transitions: reached("out of the group") },
        Next: IS_CLEAN,
      },
      NEEDS["lambda:invoke"](own.membership.arn),
    ),
    [IS_CLEAN]: step({
      Type: "Choice",
      Choices: [
        { Condition: jsonata('$trouble = ""'), Next: RECORD_END },
        { Condition: jsonata("$told"), Next: WAIT_TO_REPEAT },
      ],
      Default: TELL_TROUBLE,
    }),
    [IS_FAILURE_TOLD]: step({
      Type: "Choice",
      Choices: [{ Condition: jsonata('$end.outcome = "failed" and $not($told)'), Next: TELL_TROUBLE }],
      Default: IS_DENIAL_LEFT,
    }),
    [IS_TO_REPEAT]: step({
      Type: "Choice",
      Choices: [{ Condition: jsonata('$trouble != ""'), Next: WAIT_TO_REPEAT }],
      Default: IS_DENIAL_LEFT,
    }),
    [TELL_TROUBLE]: step(
      {
        Type: "Task",
        Resource: integration(partition, "sns:publish"),
        Arguments: {
          TopicArn: names.failureTopic.arn,
          Subject: jsonata(
            `$substring(${literal(`[${label}] `)} & ($trouble = "" ? "grant failed" : "grant cannot end") & ": " & $grant.entry, 0, 99)`,
          ),
          Message: jsonata(`$join([${troubleLines(names)}], "\\n")`),
          MessageAttributes: { environment: { DataType: "String", StringValue: label } },
        },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: REPEATABLE_RETRY,
        Catch: [{ ErrorEquals: ["States.ALL"], Next: IS_TO_REPEAT }],
        Assign: { told: true },
        Next: IS_TO_REPEAT,
      },
      NEEDS["sns:publish"](names.failureTopic.arn, [topicKey(names)]),
    ),
    [WAIT_TO_REPEAT]: step({ Type: "Wait", Seconds: REPEAT_SECONDS, Next: CLOSE_GRANT }),
    [RECORD_END]: step(
      itemCall({
        partition,
        action: "updateItem",
        arguments: stateUpdate(own.table.name, "ended"),
        catch: [{ ErrorEquals: ["States.ALL"], Next: IS_FAILURE_TOLD }],
        transition: "ended",
        next: IS_FAILURE_TOLD,
      }),
      tableNeeds(names, ["dynamodb:UpdateItem"]),
    ),
    [IS_DENIAL_LEFT]: step({
      Type: "Choice",
      Choices: [{ Condition: jsonata("$denied = true"), Next: WAIT_FOR_SESSIONS }],
      Default: FORGET_GRANT,
    }),
    [WAIT_FOR_SESSIONS]: step({ Type: "Wait", Seconds: DENIAL_LEAD + MAX_SESSION_SECONDS, Next: ALLOW_AGAIN }),
    [ALLOW_AGAIN]: step(
      {
        Type: "Task",
        Resource: integration(partition, "aws-sdk:iam:deleteRolePolicy"),
        Arguments: { RoleName: jsonata("$grant.role"), PolicyName: DENIAL_NAME },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: REPEATABLE_RETRY,
        // A denial of sessions that have expired denies nothing: what is left is only room in the role's policies.
        Catch: [{ ErrorEquals: ["States.ALL"], Next: FORGET_GRANT }],
        Next: FORGET_GRANT,
      },
      roleNeeds(names, "iam:DeleteRolePolicy", roleArns),
    ),
    [FORGET_GRANT]: step(
      itemCall({
        partition,
        action: "deleteItem",
        arguments: { TableName: own.table.name, Key: KEY },
        catch: [{ ErrorEquals: ["States.ALL"], Next: next }],
        next,
      }),
      tableNeeds(names, ["dynamodb:DeleteItem"]),
    ),
  };
}

/** JSONata: lines of the one message about a grant that failed or cannot end. */
function troubleLines(names: EnvironmentNames): string {
  return [
    '"Person: " & $grant.person.login',
    '"Role: " & $grant.entry',
    '"Ended: " & $end.outcome & " by " & $end.by & ", " & $end.why',
    '"Trouble: " & ($trouble = "" ? "none, access has ended" : $trouble & "; repeated until it works")',
    `${literal(`Next: ${historyCommand(names)}`)} & $states.context.Execution.Id`,
  ].join(", ");
}

/** Name of the inline policy that denies a grant's sessions; no other policy of a role begins so. */
const DENIAL_NAME = jsonata('"ended-" & $grant.id');

/**
 * JSONata: policy that denies a person the sessions that began before some minutes from now. `aws:userid` of a session
 * is the role's id and the session's name, which is the login.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
const DENIAL =
  '$string({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": ' +
  '{"StringLike": {"aws:userid": "*:" & $grant.person.login}, ' +
  `"DateLessThan": {"aws:TokenIssueTime": $fromMillis($millis() + ${DENIAL_LEAD * 1000})}}}]})`;

/** The roles on request only, and while they have the environment's boundary. */
function roleNeeds(names: EnvironmentNames, action: string, roleArns: readonly string[]) {
  return [
    {
      Sid: action === "iam:PutRolePolicy" ? "DenySessions" : "AllowAgain",
      Effect: "Allow" as const,
      Action: [action],
      Resource: roleArns,
      Condition: { StringEquals: { "iam:PermissionsBoundary": names.boundary.arn } },
    },
  ];
}
