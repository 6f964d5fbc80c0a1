import { DeleteApiCommand, GetApisCommand } from "@aws-sdk/client-apigatewayv2";
import { DeleteAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DeleteLogGroupCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteRuleCommand } from "@aws-sdk/client-eventbridge";
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateGrantCommand,
  DecryptCommand,
  GenerateDataKeyCommand,
  ListKeysCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { DeleteFunctionCommand, InvokeCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  PublishStateMachineVersionCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { DeleteTopicCommand, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, GetFederationTokenCommand } from "@aws-sdk/client-sts";
import type { EnvironmentNames } from "../../../components/core/names";
import { runsApiNames } from "../../../components/runs-api/names";
import type { Clients } from "../../helpers/embedded-aws";

interface AttemptTargets {
  readonly names: EnvironmentNames;
  /** A run that waits for approval. */
  readonly executionArn: string;
  /** Token of the state in which it waits. */
  readonly taskToken: string;
}

const ANYONE = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});
const OPEN_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
});

/** Calls of AWS by which an agent would get more than its entry says, each to be refused. */
export function awsAttempts(
  { iam, sts, kms, secrets, sfn, sns, sqs, lambda, logs, api, events, cloudwatch }: Clients,
  { names, executionArn, taskToken }: AttemptTargets,
): Record<string, () => Promise<unknown>> {
  const own = names.role("planner").name;
  const { scope, parent, boundary } = names;
  const { account, region } = scope;
  const app = names.app("orders");
  const key = `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const SecretId = names.app("db").secret("password").name;
  const fn = runsApiNames(names).function.name;
  const assume = (RoleArn: string) => () => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "x" }));
  const begin = (stateMachineArn: string) => () => sfn.send(new StartExecutionCommand({ stateMachineArn }));
  const policy = { RoleName: own, PolicyName: "permissions" };
  return {
    "a user": () => iam.send(new CreateUserCommand({ UserName: "x" })),
    "an access key": () => iam.send(new CreateAccessKeyCommand({ UserName: "x" })),
    "a role": () => iam.send(new CreateRoleCommand({ RoleName: "x", AssumeRolePolicyDocument: OPEN_TRUST })),
    "more permissions": () => iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: ANYONE })),
    "a managed policy": () =>
      iam.send(
        new AttachRolePolicyCommand({ RoleName: own, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
      ),
    "removing its policy": () => iam.send(new DeleteRolePolicyCommand(policy)),
    "removing its boundary": () => iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: own })),
    "another boundary": () =>
      iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: own, PermissionsBoundary: boundary.arn })),
    "a new version of its boundary": () =>
      iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn: names.agentBoundary("planner").arn,
          PolicyDocument: ANYONE,
          SetAsDefault: true,
        }),
      ),
    "opening a task role's trust": () =>
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: app.taskRole.name, PolicyDocument: OPEN_TRUST })),
    "removing a role": () => iam.send(new DeleteRoleCommand({ RoleName: app.taskRole.name })),
    "a tag of its role": () =>
      iam.send(new TagRoleCommand({ RoleName: own, Tags: [{ Key: "identity-kind", Value: "person" }] })),
    "reading a role": () => iam.send(new GetRoleCommand({ RoleName: own })),
    "simulating a role": () =>
      iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: app.taskRole.arn,
          ActionNames: ["lambda:InvokeFunction"],
        }),
      ),
    "a task role": assume(app.taskRole.arn),
    "an app's machine role": assume(app.machineRole.arn),
    "the parent's role": assume(names.parentRole.arn),
    "a person's role by chaining": assume(names.role("leads").arn),
    "the function's role": assume(runsApiNames(names).role.arn),
    "a federation token": () => sts.send(new GetFederationTokenCommand({ Name: "x" })),
    "listing keys": () => kms.send(new ListKeysCommand({})),
    decrypting: () => kms.send(new DecryptCommand({ KeyId: key, CiphertextBlob: Buffer.from("x") })),
    "a data key": () => kms.send(new GenerateDataKeyCommand({ KeyId: key, KeySpec: "AES_256" })),
    "a key's policy": () => kms.send(new PutKeyPolicyCommand({ KeyId: key, Policy: ANYONE })),
    "a grant of a key": () =>
      kms.send(
        new CreateGrantCommand({ KeyId: key, GranteePrincipal: names.role("planner").arn, Operations: ["Decrypt"] }),
      ),
    "deleting a key": () => kms.send(new ScheduleKeyDeletionCommand({ KeyId: key })),
    "a secret's value": () => secrets.send(new GetSecretValueCommand({ SecretId })),
    "another value of a secret": () => secrets.send(new PutSecretValueCommand({ SecretId, SecretString: "x" })),
    "rotating a secret": () => secrets.send(new RotateSecretCommand({ SecretId })),
    "deleting a secret": () => secrets.send(new DeleteSecretCommand({ SecretId })),
    "starting the parent by its alias": begin(parent.aliasArn),
    "starting the parent without its alias": begin(parent.arn),
    "starting an app": begin(app.machine.aliasArn),
    "starting an app's rollback": begin(app.rollback.aliasArn),
    "rolling back a run": begin(names.runRollback.machine.aliasArn),
    "stopping a run by AWS": () => sfn.send(new StopExecutionCommand({ executionArn })),
    "redriving a run": () => sfn.send(new RedriveExecutionCommand({ executionArn })),
    "approving with the token of the history": () =>
      sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"by":"ann","time":"now"}' })),
    "refusing with it": () => sfn.send(new SendTaskFailureCommand({ taskToken, error: "x" })),
    "waiting longer with it": () => sfn.send(new SendTaskHeartbeatCommand({ taskToken })),
    "moving an alias": () =>
      sfn.send(
        new UpdateStateMachineAliasCommand({
          stateMachineAliasArn: parent.aliasArn,
          routingConfiguration: [{ stateMachineVersionArn: `${parent.arn}:1`, weight: 100 }],
        }),
      ),
    "another definition": () =>
      sfn.send(new UpdateStateMachineCommand({ stateMachineArn: parent.arn, definition: "{}" })),
    "a new version": () => sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn: parent.arn })),
    "a machine of its own with a task role": () =>
      sfn.send(new CreateStateMachineCommand({ name: "x", definition: "{}", roleArn: app.taskRole.arn })),
    "deleting a machine": () => sfn.send(new DeleteStateMachineCommand({ stateMachineArn: app.machine.arn })),
    "calling the function of the API": () => lambda.send(new InvokeCommand({ FunctionName: fn })),
    "the function's settings": () =>
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: fn, Timeout: 1 })),
    "deleting the function": () => lambda.send(new DeleteFunctionCommand({ FunctionName: fn })),
    "a message to the topic": () =>
      sns.send(new PublishCommand({ TopicArn: names.failureTopic.arn, Message: "approved" })),
    "a subscription": () =>
      sns.send(
        new SubscribeCommand({ TopicArn: names.failureTopic.arn, Protocol: "email", Endpoint: "x@example.com" }),
      ),
    "deleting the topic": () => sns.send(new DeleteTopicCommand({ TopicArn: names.failureTopic.arn })),
    "deleting the queue": () =>
      sqs.send(
        new DeleteQueueCommand({
          QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${names.failureQueue.name}`,
        }),
      ),
    "writing to the log": () =>
      logs.send(
        new PutLogEventsCommand({
          logGroupName: names.logGroup.name,
          logStreamName: "versions",
          logEvents: [{ message: "x", timestamp: Date.now() }],
        }),
      ),
    "deleting the log": () => logs.send(new DeleteLogGroupCommand({ logGroupName: names.logGroup.name })),
    "deleting the rule of failures": () => events.send(new DeleteRuleCommand({ Name: names.failureRule.name })),
    "deleting alarms": () => cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["x"] })),
    "listing APIs": () => api.send(new GetApisCommand({})),
    "deleting the API": () => api.send(new DeleteApiCommand({ ApiId: "x" })),
  };
}
