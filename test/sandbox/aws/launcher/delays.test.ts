import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateStateMachineCommand, ListStateMachineVersionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { type Cloud, startCloud } from "../../../../sandbox/cloud";

const ACCOUNT = "123456789012";
const LATE = 2;
const roleArn = `arn:aws:iam::${ACCOUNT}:role/machine`;
const trust = (Effect: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect, Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }],
  });
const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "A", States: { A: { Type: "Succeed" } } });

describe("a cloud with delays", function () {
  this.timeout(120_000);
  let cloud: Cloud;
  let iam: IAMClient;
  let sfn: SFNClient;
  const machine = (name: string) =>
    sfn.send(new CreateStateMachineCommand({ name, definition, roleArn, publish: true }));

  before(async () => {
    cloud = await startCloud({ account: ACCOUNT, region: "us-east-1", delays: { iam: LATE, versions: LATE } });
    iam = new IAMClient(cloud.root.config);
    sfn = new SFNClient(cloud.root.config);
    await iam.send(new CreateRoleCommand({ RoleName: "machine", AssumeRolePolicyDocument: trust("Allow") }));
  });
  after(() => cloud.stop());

  it("shows a new role to IAM at once, and to the services that assume it late", async () => {
    assert.equal((await iam.send(new GetRoleCommand({ RoleName: "machine" }))).Role?.Arn, roleArn);
    await assert.rejects(machine("early"), { name: "AccessDeniedException" });
    await pause(LATE * 1000);
    await machine("later");
  });

  it("lists a published version late", async () => {
    const { stateMachineArn } = await machine("listed");
    const versions = async () =>
      (await sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn }))).stateMachineVersions?.length;
    assert.equal(await versions(), 0);
    await pause(LATE * 1000);
    assert.equal(await versions(), 1);
  });

  it("applies an edit of a policy and of a trust late", async () => {
    const Policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: "*" }] };
    await iam.send(
      new PutRolePolicyCommand({ RoleName: "machine", PolicyName: "p", PolicyDocument: JSON.stringify(Policy) }),
    );
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "machine", PolicyDocument: trust("Deny") }));
    const decision = async () =>
      (await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: roleArn, ActionNames: ["sns:Publish"] })))
        .EvaluationResults?.[0]?.EvalDecision;
    assert.equal(await decision(), "implicitDeny");
    await machine("still-trusted");
    await pause(LATE * 1000);
    assert.equal(await decision(), "allowed");
    await assert.rejects(machine("cut"), { name: "AccessDeniedException" });
  });
});
