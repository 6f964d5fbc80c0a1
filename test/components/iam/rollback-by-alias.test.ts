import assert from "node:assert/strict";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeStateMachineAliasCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { grantStatements } from "../../../components/iam/grants";
import type { EmbeddedAws } from "../../../sandbox/aws";
import {
  ACCOUNT,
  clientsOf,
  policy,
  REGION,
  refused,
  serviceRole,
  startTestCloud,
  user,
} from "../../helpers/embedded-aws";

const of = (environment: string) =>
  environmentNames(scopeOf({ blueprint: "retail", environment, account: ACCOUNT, region: REGION }));
const DEFINITION = { QueryLanguage: "JSONata", StartAt: "Done", States: { Done: { Type: "Succeed" } } };

describe("rolling a definition back, as IAM judges it", () => {
  let cloud: EmbeddedAws;
  let root: ReturnType<typeof clientsOf>;
  let machineRole: string;
  let operator: ReturnType<typeof clientsOf>;

  /** A machine with two versions and the aliases `live` and `canary` on the second; returns the first version. */
  async function release(name: string): Promise<string> {
    const { stateMachineArn, stateMachineVersionArn: first = "" } = await root.sfn.send(
      new CreateStateMachineCommand({
        name,
        roleArn: machineRole,
        definition: JSON.stringify({ ...DEFINITION, Comment: "first" }),
        publish: true,
      }),
    );
    const { stateMachineVersionArn } = await root.sfn.send(
      new UpdateStateMachineCommand({
        stateMachineArn,
        definition: JSON.stringify({ ...DEFINITION, Comment: "second" }),
        publish: true,
      }),
    );
    for (const alias of ["live", "canary"]) {
      await root.sfn.send(
        new CreateStateMachineAliasCommand({
          name: alias,
          routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
        }),
      );
    }
    return first;
  }

  const moveBack = (stateMachineAliasArn: string, stateMachineVersionArn: string) =>
    operator.sfn.send(
      new UpdateStateMachineAliasCommand({
        stateMachineAliasArn,
        routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
      }),
    );

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    machineRole = await serviceRole(root, "machines", "states.amazonaws.com");
    const names = of("dev");
    const RoleName = names.role("operator").name;
    const trust = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "sts:AssumeRole" };
    const { Role } = await root.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }));
    const statements = grantStatements(["rollback"], { names, rollbacks: [] });
    await root.iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: "permissions", PolicyDocument: policy(...statements) }),
    );
    const someone = await user(root, "someone", [{ Action: "sts:AssumeRole", Resource: Role?.Arn }]);
    const { Credentials } = await clientsOf(cloud, someone).sts.send(
      new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "someone" }),
    );
    assert.ok(Credentials?.AccessKeyId && Credentials.SecretAccessKey && Credentials.SessionToken);
    operator = clientsOf(cloud, {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
    });
  });
  after(async () => cloud.stop());

  for (const [what, machine] of [
    ["the parent", of("dev").parent],
    ["an app", of("dev").app("orders").machine],
  ] as const) {
    it(`moves the alias live of ${what}, and no other alias`, async () => {
      const first = await release(machine.name);
      await moveBack(machine.aliasArn, first);
      const { routingConfiguration } = await root.sfn.send(
        new DescribeStateMachineAliasCommand({ stateMachineAliasArn: machine.aliasArn }),
      );
      assert.deepEqual(routingConfiguration, [{ stateMachineVersionArn: first, weight: 100 }]);
      await refused(
        moveBack(`${machine.arn}:canary`, first),
        "AccessDeniedException",
        /not authorized to perform: states:UpdateStateMachineAlias/,
      );
    });
  }

  it("moves nothing of another environment of the account", async () => {
    const { parent } = of("dev-eu");
    const first = await release(parent.name);
    await refused(
      moveBack(parent.aliasArn, first),
      "AccessDeniedException",
      /not authorized to perform: states:UpdateStateMachineAlias/,
    );
  });
});
