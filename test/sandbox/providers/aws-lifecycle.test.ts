import assert from "node:assert/strict";
import { CreateLogGroupCommand, PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, DeleteRoleCommand, DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateAliasCommand, CreateKeyCommand } from "@aws-sdk/client-kms";
import { GetFunctionConfigurationCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { DescribeStateMachineAliasCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, DeleteTopicCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import * as aws from "@pulumi/aws";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { ACCOUNT, type Clients, clientsOf, REGION, startTestCloud } from "../../helpers/embedded-aws";
import { isCloudResource, type ProviderStack, providerStack } from "../../helpers/provider-stack";
import { startTokenIssuer, type TokenIssuer } from "../../helpers/token-issuer";
import { awsProgram, FIRST, ISSUER_HOST, type Variant } from "./aws-program";
import { allow, passDefinition } from "./documents";

const SECRET = "hush-hush-hush";
const SECOND: Variant = {
  description: "second",
  definition: passDefinition("two"),
  topicName: "probe_other",
  retentionInDays: 14,
  reply: "two",
  tag: "b",
};
const config = {
  "aws:region": REGION,
  "aws:allowedAccountIds": JSON.stringify([ACCOUNT]),
  "aws:defaultTags": JSON.stringify({ tags: { project: "probe", team: "nobody" } }),
};

/** Everything the account holds, without what the services write themselves when functions run. */
async function held(cloud: EmbeddedAws): Promise<Record<string, number>> {
  const inventory = { ...(await cloud.inventory()) };
  const kinds = Object.entries(inventory).map(
    ([kind, list]) => [kind, list.filter((each: unknown) => !String(each).startsWith("/aws/lambda/")).length] as const,
  );
  return Object.fromEntries(kinds.filter(([, count]) => count > 0));
}

// Not shown here: that the real provider plans the same, since it cannot be had in this place; names and replacing inputs are from its documentation.
describe("every AWS type on the embedded cloud, through the real engine", function () {
  this.timeout(240_000);
  let cloud: EmbeddedAws;
  let clients: Clients;
  let stack: ProviderStack;
  let issuer: TokenIssuer;
  let first: Record<string, unknown>;

  before(async () => {
    issuer = await startTokenIssuer(ISSUER_HOST);
    cloud = await startTestCloud({ hosts: { [issuer.host]: issuer.url } });
    clients = clientsOf(cloud);
    stack = await providerStack({ config, env: cloud.env });
  });
  after(async () => {
    await stack?.close();
    await cloud?.stop();
    await issuer?.stop();
  });

  it("previews without touching anything", async () => {
    const before = await held(cloud);
    assert.deepEqual(await stack.preview(awsProgram(FIRST, SECRET)), { create: 34 });
    assert.deepEqual(await held(cloud), before);
  });

  it("creates everything with the outputs that components read", async () => {
    const { changes, outputs } = await stack.up(awsProgram(FIRST, SECRET));
    assert.deepEqual(changes, { create: 34 });
    first = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
    assert.equal(first.account, ACCOUNT);
    assert.equal(first.aliasArn, arn("states", "stateMachine:probe-machine:live"));
    assert.equal(first.machineVersion, arn("states", "stateMachine:probe-machine:1"));
    assert.equal(first.topicArn, arn("sns", "probe_failures"));
    assert.equal(first.logGroupArn, arn("logs", "log-group:/aws/vendedlogs/states/probe"));
    assert.match(String(first.secretArn), /:secret:probe\/sandbox\/orders\/database-\w{6}$/);
    assert.match(String(first.keyArn), /^arn:aws:kms:us-east-1:123456789012:key\/[0-9a-f-]{36}$/);
    assert.match(
      String(first.invokeArn),
      /:lambda:path\/2015-03-31\/functions\/arn:aws:lambda:.*:probe_rotation\/invocations$/,
    );
    assert.match(String(first.roleId), /^AROA/);
    assert.match(String(first.apiEndpoint), /^http:\/\/127\.0\.0\.1:\d+\/_aws\/execute-api\/[0-9a-f]+$/);
    assert.equal(first.oidcArn, `arn:aws:iam::${ACCOUNT}:oidc-provider/embedded.okta.example/oauth2/aus1`);
    assert.equal(first.samlArn, `arn:aws:iam::${ACCOUNT}:saml-provider/probe-okta`);
    assert.deepEqual(first.tagsAll, { project: "probe", team: "platform", variant: "a" });
  });

  it("delivers a function's code and environment", async () => {
    const answer = await clients.lambda.send(new InvokeCommand({ FunctionName: "probe_rotation" }));
    assert.equal(answer.Payload?.transformToString(), '"one"');
    const now = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "probe_rotation" }));
    assert.equal(now.Environment?.Variables?.HIDDEN, SECRET);
  });

  it("changes nothing the second time and reads everything back clean", async () => {
    assert.deepEqual((await stack.up(awsProgram(FIRST, SECRET))).changes, {});
    assert.deepEqual(await stack.refresh(), {});
    assert.deepEqual(await stack.preview(awsProgram(FIRST, SECRET)), {});
  });

  it("adopts what it made itself after the state forgot all of it, and makes nothing twice", async () => {
    const before = await held(cloud);
    assert.equal(await stack.forget(isCloudResource), 33);
    const { changes, outputs } = await stack.up(awsProgram(FIRST, SECRET));
    assert.deepEqual(changes, { create: 33 });
    assert.deepEqual(await held(cloud), before);
    const again = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    assert.deepEqual(again, first);
    assert.deepEqual((await stack.up(awsProgram(FIRST, SECRET))).changes, {});
  });

  it("updates in place and replaces, each where it must", async () => {
    const { changes, outputs } = await stack.up(awsProgram(SECOND, SECRET));
    assert.deepEqual(changes, { replace: 3, update: 18 });
    assert.equal(outputs.machineVersion?.value, `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:probe-machine:2`);
    const live = await clients.sfn.send(
      new DescribeStateMachineAliasCommand({ stateMachineAliasArn: String(first.aliasArn) }),
    );
    assert.equal(live.routingConfiguration?.[0]?.stateMachineVersionArn, outputs.machineVersion?.value);
    const answer = await clients.lambda.send(new InvokeCommand({ FunctionName: "probe_rotation" }));
    assert.equal(answer.Payload?.transformToString(), '"two"');
    assert.deepEqual(await stack.refresh(), {});
  });

  it("notices what was deleted or changed behind its back, and fixes it", async () => {
    await clients.sns.send(new DeleteTopicCommand({ TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:probe_other` }));
    await clients.iam.send(new DeleteRolePolicyCommand({ RoleName: "probe_machine", PolicyName: "publish" }));
    await clients.logs.send(
      new PutRetentionPolicyCommand({ logGroupName: "/aws/vendedlogs/states/probe", retentionInDays: 1 }),
    );
    const { delete: gone = 0, update = 0 } = await stack.refresh();
    assert.deepEqual({ gone, update }, { gone: 4, update: 1 });
    const { changes } = await stack.up(awsProgram(SECOND, SECRET));
    assert.equal(changes.create, 4);
    assert.deepEqual(await stack.refresh(), {});
    assert.deepEqual((await stack.up(awsProgram(SECOND, SECRET))).changes, {});
  });

  it("refuses a name that another object has", async () => {
    await clients.sns.send(new CreateTopicCommand({ Name: "taken" }));
    const program = async () => {
      await awsProgram(SECOND, SECRET)();
      new aws.sns.Topic("mine", { name: "taken" });
    };
    await assert.rejects(
      stack.up(program),
      /AlreadyExists: aws:sns\/topic:Topic arn:aws:sns:us-east-1:123456789012:taken is there already/,
    );
    await clients.sns.send(new DeleteTopicCommand({ TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:taken` }));
  });

  it("refuses wrong inputs with the property's path", async () => {
    const wrong = { name: "x", loggingConfiguration: { level: "ALL", destination: "x" } };
    const program = async () => {
      new aws.sfn.StateMachine("wrong", { ...wrong, roleArn: "no-arn", definition: '{"StartAt":"A","States":{}}' });
    };
    await assert.rejects(stack.preview(program), /loggingConfiguration\.destination is not an input/);
    const meaning = async () => {
      new aws.sfn.StateMachine("wrong", { name: "x", roleArn: "no-arn", definition: '{"StartAt":"A","States":{}}' });
    };
    await assert.rejects(stack.preview(meaning), (error: Error) => {
      assert.match(error.message, /roleArn must be an ARN/);
      assert.match(error.message, /definition has a StartAt that names none of its States/);
      return true;
    });
  });

  it("never printed the secret, and keeps it out of the state", async () => {
    assert.ok(stack.printed().includes("probe_rotation"));
    assert.ok(!stack.printed().includes(SECRET), "it was printed");
    const state = await stack.state();
    assert.ok(state.includes("probe_rotation"));
    assert.ok(!state.includes(SECRET));
  });

  it("destroys everything, also what is already gone", async () => {
    await clients.sns.send(new DeleteTopicCommand({ TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:probe_other` }));
    await stack.destroy();
    assert.deepEqual(await held(cloud), {});
  });

  it("imports what was made by other means", async () => {
    const trust = allow({ Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" });
    await clients.iam.send(
      new CreateRoleCommand({ RoleName: "made", AssumeRolePolicyDocument: trust, Description: "by hand" }),
    );
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName: "/made", tags: { by: "hand" } }));
    const { QueueUrl: url = "" } = await clients.sqs.send(
      new CreateQueueCommand({ QueueName: "made", Attributes: { DelaySeconds: "5" } }),
    );
    const { KeyMetadata: key } = await clients.kms.send(new CreateKeyCommand({ Description: "by hand" }));
    await clients.kms.send(new CreateAliasCommand({ AliasName: "alias/made", TargetKeyId: key?.KeyId }));
    const program = async () => {
      new aws.iam.Role("role", { name: "made", assumeRolePolicy: trust, description: "by hand" }, { import: "made" });
      new aws.cloudwatch.LogGroup("logs", { name: "/made", tags: { by: "hand" } }, { import: "/made" });
      new aws.sqs.Queue("queue", { name: "made", delaySeconds: 5 }, { import: url });
      const made = new aws.kms.Key("key", { description: "by hand" }, { import: key?.KeyId ?? "" });
      new aws.kms.Alias("alias", { name: "alias/made", targetKeyId: made.keyId }, { import: "alias/made" });
    };
    const { changes } = await stack.up(program);
    // The four that can have tags get the default ones.
    assert.deepEqual(changes, { create: 1, import: 5, update: 4 });
    assert.deepEqual(await stack.refresh(), {});
    await stack.destroy();
    assert.deepEqual(await held(cloud), {});
    await assert.rejects(clients.iam.send(new DeleteRoleCommand({ RoleName: "made" })), {
      name: "NoSuchEntityException",
    });
  });

  it("refuses another account than the configuration allows", async () => {
    const other = await providerStack({
      config: { ...config, "aws:allowedAccountIds": '["999999999999"]' },
      env: cloud.env,
    });
    try {
      await assert.rejects(other.preview(awsProgram(FIRST, SECRET)), /AWS account ID not allowed: 123456789012/);
    } finally {
      await other.close();
    }
  });
});
