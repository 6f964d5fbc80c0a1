import assert from "node:assert/strict";
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from "@aws-sdk/client-iam";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import { ACCOUNT, type Clients, clientsOf, policy, refused, startTestCloud, user } from "../../../helpers/embedded-aws";

const topic = (name: string) => `arn:aws:sns:us-east-1:${ACCOUNT}:${name}`;
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

describe("embedded AWS: simulation of a role's permissions", () => {
  let cloud: EmbeddedAws;
  let root: Clients;

  /** `<action> <resource>: <decision>` of each pair. */
  async function decisions(input: Omit<SimulatePrincipalPolicyCommandInput, "PolicySourceArn">, clients = root) {
    const answer = await clients.iam.send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn: roleArn("asked"), ...input }),
    );
    return (answer.EvaluationResults ?? []).map(
      (one) => `${one.EvalActionName} ${one.EvalResourceName?.replace(/^.*:/, "")}: ${one.EvalDecision}`,
    );
  }

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    const bound = policy({ Action: ["sns:Publish", "kms:Decrypt"], Resource: "*" });
    const { Policy } = await root.iam.send(new CreatePolicyCommand({ PolicyName: "bound", PolicyDocument: bound }));
    await root.iam.send(
      new CreateRoleCommand({
        RoleName: "asked",
        AssumeRolePolicyDocument: policy({ Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" }),
        PermissionsBoundary: Policy?.Arn,
      }),
    );
    const condition = {
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop" },
      StringEquals: { "kms:ViaService": "sns.us-east-1.amazonaws.com" },
    };
    await root.iam.send(
      new PutRolePolicyCommand({
        RoleName: "asked",
        PolicyName: "own",
        PolicyDocument: policy(
          { Action: ["sns:Publish", "sns:Subscribe"], Resource: [topic("one"), topic("secret-??????")] },
          { Effect: "Deny", Action: "sns:Publish", Resource: topic("closed") },
          { Action: "kms:Decrypt", Resource: `arn:aws:kms:us-east-1:${ACCOUNT}:key/*`, Condition: condition },
        ),
      }),
    );
  });
  after(() => cloud.stop());

  it("simulates every action with every resource, within the boundary", async () => {
    const ResourceArns = ["one", "two", "closed", "secret-??????"].map(topic);
    assert.deepEqual(await decisions({ ActionNames: ["sns:Publish", "sns:Subscribe"], ResourceArns }), [
      "sns:Publish one: allowed",
      "sns:Publish two: implicitDeny",
      "sns:Publish closed: explicitDeny",
      "sns:Publish secret-??????: allowed",
      "sns:Subscribe one: implicitDeny",
      "sns:Subscribe two: implicitDeny",
      "sns:Subscribe closed: implicitDeny",
      "sns:Subscribe secret-??????: implicitDeny",
    ]);
  });

  it("judges conditions by the context that is given", async () => {
    const asked = { ActionNames: ["kms:Decrypt"], ResourceArns: [`arn:aws:kms:us-east-1:${ACCOUNT}:key/*`] };
    const entry = (name: string, type: "string" | "stringList", value: string) => ({
      ContextKeyName: name,
      ContextKeyType: type,
      ContextKeyValues: [value],
    });
    const via = entry("kms:ViaService", "string", "sns.us-east-1.amazonaws.com");
    const of = (alias: string) => entry("kms:ResourceAliases", "stringList", alias);
    assert.deepEqual(await decisions(asked), ["kms:Decrypt key/*: implicitDeny"]);
    assert.deepEqual(await decisions({ ...asked, ContextEntries: [via, of("alias/other")] }), [
      "kms:Decrypt key/*: implicitDeny",
    ]);
    assert.deepEqual(await decisions({ ...asked, ContextEntries: [via, of("alias/shop")] }), [
      "kms:Decrypt key/*: allowed",
    ]);
  });

  it("is authorized on the role that it simulates", async () => {
    const rights = [{ Action: "iam:SimulatePrincipalPolicy", Resource: roleArn("asked") }];
    const asker = clientsOf(cloud, await user(root, "asker", rights));
    assert.deepEqual(await decisions({ ActionNames: ["sns:Publish"], ResourceArns: [topic("one")] }, asker), [
      "sns:Publish one: allowed",
    ]);
    const other = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: roleArn("other"),
      ActionNames: ["sns:Publish"],
    });
    await refused(asker.iam.send(other), "AccessDenied", /iam:SimulatePrincipalPolicy.*role\/other/);
  });

  it("reports an unknown role", async () => {
    const asked = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: roleArn("none"),
      ActionNames: ["sns:Publish"],
    });
    await refused(root.iam.send(asked), "NoSuchEntityException", /role\/none/);
  });
});
