import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import {
  CreatePolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  ListRoleTagsCommand,
} from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { DescribeExecutionCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { type EnvironmentNames, environmentNames } from "../../components/core/names";
import { keyPolicy } from "../../components/encryption/key-policy";
import { alarmArns } from "../../components/notifications/alarm-names";
import { topicPolicy } from "../../components/notifications/topic-policy";
import { rotationLogGroupArn } from "../../components/secrets/rotation-permissions";
import { ACCOUNT, REGION } from "../../sandbox/place";
import { Console } from "../../sandbox/run/console";
import { DeploymentListener } from "../../sandbox/run/environment/deployment";
import { POLICY_PACK } from "../../sandbox/run/environment/environment-stack";
import { Inbox, inboxArn } from "../../sandbox/run/executions/inbox";
import { type SmallEnvironment, smallEnvironment } from "../helpers/small-environment";

const PATH = "/platform/apps/";

/** What an organisation demands of every stack, on the real engine and the embedded cloud. */
describe("a stack with what the organisation has and demands", function () {
  this.timeout(600_000);
  let environment: SmallEnvironment;
  let iam: IAMClient;
  let boundaryArn: string;

  before(async () => {
    environment = await smallEnvironment();
    iam = new IAMClient(environment.cloud.root.config);
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: "bound", Path: "/security/", PolicyDocument: JSON.stringify(policy) }),
    );
    boundaryArn = `${Policy?.Arn}`;
    const settings = { namePrefix: "acme-", iamPath: PATH, boundaryArn, tags: '{"cost-center": "4711"}' };
    for (const [key, value] of Object.entries(settings)) {
      await environment.stack.setConfig(`app-of-apps:${key}`, { value });
    }
  });
  after(() => environment.close());

  it("previews and deploys: every role chain is proven with prefix, path and boundary", async () => {
    const preview = await environment.stack.preview();
    assert.deepEqual(Object.keys(preview.changeSummary), ["create"]);
    const { outputs } = await environment.stack.up();
    const verdicts = outputs.rehearsal?.value.map(({ app, verdict }: Record<string, string>) => [app, verdict]);
    assert.deepEqual(
      verdicts.map(([, verdict]: string[]) => verdict),
      ["proven", "proven"],
    );
  });

  it("has every role in the path, with the prefix, the organisation's boundary and its tags", async () => {
    const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: PATH }));
    assert.ok(Roles.length >= 8, `${Roles.length} roles`);
    for (const { RoleName, Arn } of Roles) {
      assert.ok(RoleName?.startsWith("acme-shop-sandbox_"), RoleName);
      assert.ok(Arn?.endsWith(`:role${PATH}${RoleName}`), Arn);
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      assert.equal(Role?.PermissionsBoundary?.PermissionsBoundaryArn, boundaryArn);
      const { Tags = [] } = await iam.send(new ListRoleTagsCommand({ RoleName }));
      assert.ok(
        Tags.some(({ Key, Value }) => Key === "cost-center" && Value === "4711"),
        RoleName,
      );
    }
  });

  it("leaves nothing under the names that it would have without a prefix", async () => {
    const inventory = Object.values(await environment.cloud.aws.inventory()).flat();
    assert.ok(inventory.filter((name) => name.includes("acme-shop")).length > 30);
    assert.deepEqual(
      inventory.filter((name) => /(^|[:/])shop[-/]sandbox/.test(name)),
      [],
    );
  });

  it("changes nothing in a second up, and deletes everything", async () => {
    const { summary } = await environment.stack.up();
    assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
    await environment.stack.destroy();
    const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: PATH }));
    assert.deepEqual(Roles, []);
  });
});

/** Keys and topics that exist, with what the environment needs of their policies and nothing else. */
describe("a stack with the organisation's key and failure topic", function () {
  this.timeout(600_000);
  let environment: SmallEnvironment;
  let keyArn: string;
  let names: EnvironmentNames;
  let inbox: Inbox;
  let sns: SNSClient;

  before(async () => {
    environment = await smallEnvironment();
    const { root } = environment.cloud;
    sns = new SNSClient(root.config);
    names = environmentNames({
      ...environment.names.scope,
      failureTopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:failures`,
    });
    const logGroupArns = [names.logGroup.arn, rotationLogGroupArn(names)];
    const { KeyMetadata } = await new KMSClient(root.config).send(
      new CreateKeyCommand({ Policy: JSON.stringify(keyPolicy({ names, logGroupArns, alarmArns: alarmArns(names) })) }),
    );
    keyArn = `${KeyMetadata?.Arn}`;
    const policy = topicPolicy({
      account: ACCOUNT,
      topicArn: names.failureTopic.arn,
      ruleArn: names.failureRule.arn,
      alarmArns: alarmArns(names),
    });
    const attributes = { KmsMasterKeyId: keyArn, Policy: JSON.stringify(policy) };
    await sns.send(new CreateTopicCommand({ Name: "failures", Attributes: attributes }));
    inbox = await Inbox.create(root, names.failureTopic.arn);
    const endpoint = inboxArn(ACCOUNT, REGION);
    await sns.send(new SubscribeCommand({ TopicArn: names.failureTopic.arn, Protocol: "sqs", Endpoint: endpoint }));
    await environment.stack.removeConfig("app-of-apps:subscriptions");
    await environment.stack.setConfig("app-of-apps:keyArn", { value: keyArn });
    await environment.stack.setConfig("app-of-apps:failureTopicArn", { value: names.failureTopic.arn });
  });
  after(() => environment.close());

  it("previews and deploys with the pack enforced, and makes neither a key nor a topic", async () => {
    const listener = new DeploymentListener(new Console(), "previewed");
    const onEvent = (event: EngineEvent) => listener.onEvent(event);
    await environment.stack.preview({ policyPacks: [POLICY_PACK], onEvent });
    assert.deepEqual(
      listener.summary().findings.filter(({ level }) => level !== "advisory"),
      [],
    );
    await environment.stack.up({ policyPacks: [POLICY_PACK] });
    const { topics, keys, keyAliases } = await environment.cloud.aws.inventory();
    assert.deepEqual([topics.length, keys.length, keyAliases], [1, 1, []]);
  });

  it("publishes one message of a failed run to the topic, encrypted with the key", async () => {
    const { executionArn } = await environment.sfn.send(
      new StartExecutionCommand({ stateMachineArn: names.parent.aliasArn, input: "{}" }),
    );
    const status = async () =>
      (await environment.sfn.send(new DescribeExecutionCommand({ executionArn }))).status ?? "RUNNING";
    while ((await status()) === "RUNNING") {
      await pause(200);
    }
    assert.equal(await status(), "FAILED");
    const messages = await inbox.drain(1500);
    assert.equal(messages.length, 1, JSON.stringify(messages));
    assert.match(messages[0]?.subject ?? "", /^\[shop\/sandbox\] db failed/);
  });

  it("leaves both when the environment is destroyed", async () => {
    await environment.stack.destroy();
    const { topics, keys, stateMachines } = await environment.cloud.aws.inventory();
    assert.deepEqual([topics.length, keys.length, stateMachines.length], [1, 1, 0]);
  });
});
