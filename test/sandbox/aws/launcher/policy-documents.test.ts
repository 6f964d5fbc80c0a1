import assert from "node:assert/strict";
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  policy,
  refused,
  serviceRole,
  startTestCloud,
  user,
} from "../../../helpers/embedded-aws";

const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const own = { Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" };

describe("embedded AWS: policies and names that AWS refuses", () => {
  let cloud: EmbeddedAws;
  let root: Clients;

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
  });
  after(() => cloud.stop());

  const role = (RoleName: string, statement: object, more: object = {}) =>
    root.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(statement), ...more }));

  it("refuses an unknown principal, and accepts it once it exists", async () => {
    const trusting = { Principal: { AWS: roleArn("first") }, Action: "sts:AssumeRole" };
    await refused(role("second", trusting), "MalformedPolicyDocumentException", /Invalid principal.*role\/first/);
    await role("first", own);
    await role("second", trusting);
    const PolicyDocument = policy({
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/none` },
      Action: "sts:AssumeRole",
    });
    await refused(
      root.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "second", PolicyDocument })),
      "MalformedPolicyDocumentException",
      /user\/none/,
    );
    const statement = { Principal: { AWS: roleArn("none") }, Action: "kms:*", Resource: "*" };
    await refused(
      root.kms.send(new CreateKeyCommand({ Policy: policy(statement) })),
      "MalformedPolicyDocumentException",
      /invalid principals/,
    );
    await root.iam.send(new DeleteRoleCommand({ RoleName: "second" }));
  });

  it("refuses trust policies that are none", async () => {
    for (const [statement, message] of [
      [{ ...own, Resource: "*" }, /prohibited field Resource/],
      [{ Action: "sts:AssumeRole" }, /Principal/],
      [{ ...own, Action: "s3:GetObject" }, /only specify STS/],
      [{ ...own, Sid: "not good" }, /SID/],
    ] as const) {
      await refused(role("none", statement), "MalformedPolicyDocumentException", message);
    }
    const long = { ...own, Condition: { StringEquals: { "aws:PrincipalTag/x": Array(100).fill("y".repeat(20)) } } };
    await refused(role("none", long), "LimitExceededException", /2048/);
    await refused(role("none", own, { MaxSessionDuration: 50_000 }), "ValidationError", /43200/);
  });

  it("holds permission policies to their grammar and length", async () => {
    await role("holder", own);
    const put = (PolicyName: string, ...statements: object[]) =>
      root.iam.send(
        new PutRolePolicyCommand({ RoleName: "holder", PolicyName, PolicyDocument: policy(...statements) }),
      );
    const long = (characters: number) => ({
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${"x".repeat(characters)}`,
    });
    await put("one", long(6000));
    await refused(put("two", long(6000)), "LimitExceededException", /10240/);
    await put("one", long(9000));
    await refused(put("three", { Action: "GetObject", Resource: "*" }), "MalformedPolicyDocumentException", /vendor/);
    await refused(
      root.iam.send(new CreatePolicyCommand({ PolicyName: "long", PolicyDocument: policy(long(6200)) })),
      "LimitExceededException",
      /6144/,
    );
  });

  it("sees a session as its role in conditions, and ARNs part by part", async () => {
    const person = clientsOf(cloud, await user(root, "person", [{ Action: "sts:AssumeRole", Resource: "*" }]));
    const condition = (value: string) => ({ ...own, Condition: { ArnLike: { "aws:PrincipalArn": value } } });
    await role("hop", own);
    await root.iam.send(
      new PutRolePolicyCommand({
        RoleName: "hop",
        PolicyName: "hop",
        PolicyDocument: policy({ Action: "sts:AssumeRole", Resource: "*" }),
      }),
    );
    await role("by-role", condition(roleArn("hop")));
    await role("by-wide", condition("arn:aws:*"));
    const assume = async (clients: Clients, name: string) =>
      await clients.sts.send(new AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: "session" }));
    const { Credentials: c } = await assume(person, "hop");
    const hop = clientsOf(cloud, {
      accessKeyId: c?.AccessKeyId ?? "",
      secretAccessKey: c?.SecretAccessKey ?? "",
      sessionToken: c?.SessionToken ?? "",
    });
    assert.ok((await assume(hop, "by-role")).Credentials);
    await refused(assume(person, "by-role"), "AccessDenied", /by-role/);
    await refused(assume(hop, "by-wide"), "AccessDenied", /by-wide/);
  });

  it("refuses names", async () => {
    await refused(role("a".repeat(65), own), "ValidationError", /RoleName/);
    const FunctionName = "a.b";
    const Role = await serviceRole(root, "lambda", "lambda.amazonaws.com");
    const code = { Code: { ZipFile: new Uint8Array(1) }, Role };
    await refused(
      root.lambda.send(new CreateFunctionCommand({ FunctionName, ...code })),
      "ValidationException",
      /a\.b/,
    );
    await refused(root.sns.send(new CreateTopicCommand({ Name: "a.b" })), "InvalidParameterException", /Name/);
    await refused(
      root.sqs.send(new CreateQueueCommand({ QueueName: "a".repeat(81) })),
      "ValidationException",
      /QueueName/,
    );
    await refused(root.secrets.send(new CreateSecretCommand({ Name: "a b" })), "InvalidParameterException", /a b/);
  });
});
