import assert from "node:assert/strict";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  UpdateStateMachineAliasCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, PublishCommand } from "@aws-sdk/client-sns";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  clientsOfSession,
  policy,
  REGION,
  refused,
  serviceRole,
  startTestCloud,
  user,
} from "../../../helpers/embedded-aws";
import { played } from "../../../helpers/fake-interpreter";

const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const machineArn = (name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;
const OWN = { StringEquals: { "aws:ResourceTag/owner": `\${aws:PrincipalTag/team}` } };
const ACTIONS = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];

describe("embedded AWS: tags of sessions and machines", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let person: Clients;

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    person = clientsOf(cloud, await user(root, "person", [{ Action: ACTIONS, Resource: "*" }]));
    const machineRole = await serviceRole(root, "machine", "states.amazonaws.com");
    for (const [name, owner] of [
      ["a", "team a"],
      ["b", "team b"],
      ["nobodys", undefined],
    ] as const) {
      const { stateMachineVersionArn } = await root.sfn.send(
        new CreateStateMachineCommand({
          name,
          roleArn: machineRole,
          definition: played({ outcome: "hang" }),
          publish: true,
          ...(owner === undefined ? {} : { tags: [{ key: "owner", value: owner }] }),
        }),
      );
      const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
      await root.sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
    }
    await role("own", [{ Action: "states:*", Resource: "*", Condition: OWN }]);
  });
  after(() => cloud.stop());

  const role = async (RoleName: string, statements: readonly object[], trust: object = {}) => {
    const AssumeRolePolicyDocument = policy({ Principal: { AWS: ACCOUNT }, Action: ACTIONS, ...trust });
    await root.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    if (statements.length > 0) {
      await putPolicy(RoleName, policy(...statements));
    }
  };
  const putPolicy = (RoleName: string, PolicyDocument: string) =>
    root.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument }));
  const assume = async (name: string, more: object = {}, as = person) =>
    clientsOfSession(
      cloud,
      await as.sts.send(new AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: "session", ...more })),
    );
  const tagged = (team: string, more: object = {}) => ({ Tags: [{ Key: "team", Value: team }], ...more });
  const start = ({ sfn }: Clients, name: string) =>
    sfn.send(new StartExecutionCommand({ stateMachineArn: `${machineArn(name)}:live` }));

  it("lets a session reach machines whose tag is its own, their aliases and their executions, and no other", async () => {
    const a = await assume("own", tagged("team a"));
    const { executionArn } = await start(a, "a");
    const other = await start(root, "b");
    await a.sfn.send(new DescribeExecutionCommand({ executionArn }));
    await a.sfn.send(new ListExecutionsCommand({ stateMachineArn: `${machineArn("a")}:live` }));
    await a.sfn.send(new StopExecutionCommand({ executionArn }));
    const move = (name: string) =>
      a.sfn.send(
        new UpdateStateMachineAliasCommand({
          stateMachineAliasArn: `${machineArn(name)}:live`,
          routingConfiguration: [{ stateMachineVersionArn: `${machineArn(name)}:1`, weight: 100 }],
        }),
      );
    await move("a");
    const denied = async (call: Promise<unknown>) => refused(call, "AccessDeniedException", /not authorized/);
    await denied(move("b"));
    await denied(start(a, "b"));
    await denied(start(a, "nobodys"));
    await denied(a.sfn.send(new DescribeExecutionCommand({ executionArn: other.executionArn })));
    await denied(a.sfn.send(new StopExecutionCommand({ executionArn: other.executionArn })));
    await denied(start(await assume("own", tagged("Team A")), "a"));
  });

  it("lets a session without the tag reach nothing by a variable of it", async () => {
    const nobody = await assume("own");
    for (const name of ["a", "nobodys"]) {
      await refused(start(nobody, name), "AccessDeniedException", /not authorized/);
    }
  });

  it("follows a machine's tags as they are now", async () => {
    const a = await assume("own", tagged("team a"));
    const tag = (value: string) =>
      root.sfn.send(new TagResourceCommand({ resourceArn: machineArn("b"), tags: [{ key: "owner", value }] }));
    await tag("team a");
    await start(a, "b");
    await tag("team b");
    await refused(start(a, "b"), "AccessDeniedException", /not authorized/);
  });

  it("reads variables in documents of 2012-10-17 alone, with defaults, and their values as text", async () => {
    const topic = (await root.sns.send(new CreateTopicCommand({ Name: "team-a" }))).TopicArn;
    const publish = async ({ sns }: Clients) => sns.send(new PublishCommand({ TopicArn: topic, Message: "text" }));
    const Resource = `arn:aws:sns:${REGION}:${ACCOUNT}:\${aws:PrincipalTag/team, 'team-b'}`;
    await role("variable", [{ Action: "sns:Publish", Resource }]);
    await publish(await assume("variable", tagged("team-a")));
    await assert.rejects(publish(await assume("variable")), /not authorized/);
    await putPolicy("variable", policy({ Action: "sns:Publish", Resource: Resource.replace("team-b", "team-a") }));
    await publish(await assume("variable"));
    const old = policy({ Action: "sns:Publish", Resource }).replace("2012-10-17", "2008-10-17");
    await putPolicy("variable", old);
    await assert.rejects(publish(await assume("variable", tagged("team-a"))), /not authorized/);
    const like = { StringLike: { "sts:RoleSessionName": `\${$}*` } };
    await role("dollar", [], { Condition: like });
    await refused(assume("dollar"), "AccessDenied", /sts:AssumeRole/);
  });

  it("keeps source identity and transitive tags in a chain, where the next role allows them", async () => {
    const topic = (await root.sns.send(new CreateTopicCommand({ Name: "chained" }))).TopicArn;
    const chain = { Action: ACTIONS, Resource: "*" };
    const who = { "aws:SourceIdentity": "ada", "aws:PrincipalTag/team": "team a" };
    await role("first", [chain]);
    await role("second", [{ Action: "sns:Publish", Resource: topic, Condition: { StringEquals: who } }]);
    await role("plain", [chain], { Action: ["sts:AssumeRole"] });
    const first = await assume("first", tagged("team a", { TransitiveTagKeys: ["team"], SourceIdentity: "ada" }));
    const second = await assume("second", {}, first);
    await second.sns.send(new PublishCommand({ TopicArn: topic, Message: "chained" }));
    await refused(assume("second", { SourceIdentity: "eve" }, first), "AccessDenied", /SourceIdentity/);
    await refused(assume("plain", {}, first), "AccessDenied", /sts:(SetSourceIdentity|TagSession)/);
    await refused(assume("plain", { SourceIdentity: "ada" }), "AccessDenied", /sts:SetSourceIdentity/);
    await assume("plain");
  });
});
