import assert from "node:assert/strict";
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
} from "@aws-sdk/client-kms";
import { CreateSecretCommand, GetSecretValueCommand, PutResourcePolicyCommand } from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  nextMessage,
  policy,
  REGION,
  refused,
  startTestCloud,
  user,
} from "../../../helpers/embedded-aws";

const ADMIN = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" };
const ANY_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`;

describe("embedded AWS: keys and what they protect", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let KeyId: string;

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    const logs = {
      Principal: { Service: `logs.${REGION}.amazonaws.com` },
      Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
      Resource: "*",
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/allowed/*` },
      },
    };
    const { KeyMetadata } = await root.kms.send(new CreateKeyCommand({ Policy: policy(ADMIN, logs) }));
    KeyId = KeyMetadata?.KeyId ?? "";
    await root.kms.send(new CreateAliasCommand({ AliasName: "alias/main", TargetKeyId: KeyId }));
  });
  after(() => cloud.stop());

  const as = async (name: string, ...statements: object[]) => clientsOf(cloud, await user(root, name, statements));
  const useKey = (alias: string, ...actions: string[]) => ({
    Action: actions,
    Resource: ANY_KEY,
    Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } },
  });

  it("authorizes the key behind an alias, by the aliases it has", async () => {
    const right = await as("right", useKey("alias/main", "kms:DescribeKey"));
    const wrong = await as("wrong", useKey("alias/other", "kms:DescribeKey"));
    assert.equal((await right.kms.send(new DescribeKeyCommand({ KeyId: "alias/main" }))).KeyMetadata?.KeyId, KeyId);
    await refused(wrong.kms.send(new DescribeKeyCommand({ KeyId })), "AccessDeniedException", /kms:DescribeKey/);
  });

  it("returns a secret's value only to a caller with kms:Decrypt through Secrets Manager", async () => {
    await root.secrets.send(new CreateSecretCommand({ Name: "sealed", SecretString: "x", KmsKeyId: "alias/main" }));
    const read = { Action: "secretsmanager:GetSecretValue", Resource: "*" };
    const get = (clients: Clients) => clients.secrets.send(new GetSecretValueCommand({ SecretId: "sealed" }));
    await refused(get(await as("no-key", read)), "AccessDeniedException", /kms:Decrypt on resource: .*key\//);
    const through = (service: string) => ({
      Action: "kms:Decrypt",
      Resource: ANY_KEY,
      Condition: { StringEquals: { "kms:ViaService": `${service}.${REGION}.amazonaws.com` } },
    });
    await refused(get(await as("via-sns", read, through("sns"))), "AccessDeniedException", /kms:Decrypt/);
    assert.equal((await get(await as("reader", read, through("secretsmanager")))).SecretString, "x");
  });

  it("publishes to an encrypted topic only for a caller that is allowed to use its key", async () => {
    const { TopicArn } = await root.sns.send(
      new CreateTopicCommand({ Name: "sealed", Attributes: { KmsMasterKeyId: KeyId } }),
    );
    const publish = { Action: "sns:Publish", Resource: TopicArn };
    const send = (clients: Clients) => clients.sns.send(new PublishCommand({ TopicArn, Message: "x" }));
    await refused(send(await as("mute", publish)), "KMSAccessDeniedException", /kms:GenerateDataKey/);
    const use = useKey("alias/main", "kms:GenerateDataKey", "kms:Decrypt");
    assert.ok((await send(await as("speaker", publish, use))).MessageId);
  });

  it("delivers to and reads from an encrypted queue only with the use of its key", async () => {
    const arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:sealed`;
    const { TopicArn } = await root.sns.send(new CreateTopicCommand({ Name: "plain" }));
    const deliver = {
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: arn,
      Condition: { ArnEquals: { "aws:SourceArn": TopicArn } },
    };
    const { QueueUrl } = await root.sqs.send(
      new CreateQueueCommand({ QueueName: "sealed", Attributes: { KmsMasterKeyId: KeyId, Policy: policy(deliver) } }),
    );
    await root.sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: arn }));
    await root.sns.send(new PublishCommand({ TopicArn, Message: "lost" }));
    assert.equal(await nextMessage(root, QueueUrl, 0), undefined);
    const { Policy = "" } = await root.kms.send(new GetKeyPolicyCommand({ KeyId }));
    const { Statement } = JSON.parse(Policy);
    const sns = {
      Principal: { Service: "sns.amazonaws.com" },
      Action: ["kms:GenerateDataKey", "kms:Decrypt"],
      Resource: "*",
      Condition: { ArnEquals: { "aws:SourceArn": TopicArn } },
    };
    await root.kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policy(...Statement, sns) }));
    await root.sns.send(new PublishCommand({ TopicArn, Message: "kept" }));
    const receive = { Action: "sqs:ReceiveMessage", Resource: arn };
    await refused(nextMessage(await as("blind", receive), QueueUrl), "KmsAccessDenied", /kms:Decrypt on resource/);
    const seeing = await as("seeing", receive, useKey("alias/main", "kms:Decrypt"));
    assert.equal((await nextMessage(seeing, QueueUrl))?.body.Message, "kept");
  });

  it("accepts a key for a log group only if CloudWatch Logs is allowed to use it there", async () => {
    const kmsKeyId = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${KeyId}`;
    await root.logs.send(new CreateLogGroupCommand({ logGroupName: "/allowed/a", kmsKeyId }));
    await refused(
      root.logs.send(new CreateLogGroupCommand({ logGroupName: "/other/a", kmsKeyId })),
      "InvalidParameterException",
      /not allowed to be used/,
    );
  });

  it("honours a secret's own policy", async () => {
    await root.secrets.send(new CreateSecretCommand({ Name: "own", SecretString: "x" }));
    const reader = await as("denied", { Action: "secretsmanager:GetSecretValue", Resource: "*" });
    const get = () => reader.secrets.send(new GetSecretValueCommand({ SecretId: "own" }));
    assert.equal((await get()).SecretString, "x");
    const ResourcePolicy = policy({
      Effect: "Deny",
      Principal: "*",
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
      Condition: { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:user/denied` } },
    });
    await root.secrets.send(new PutResourcePolicyCommand({ SecretId: "own", ResourcePolicy }));
    await refused(get(), "AccessDeniedException", /explicit deny in a resource-based policy/);
  });
});
