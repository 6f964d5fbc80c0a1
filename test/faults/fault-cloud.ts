import assert from "node:assert/strict";
import { CodeBuildClient } from "@aws-sdk/client-codebuild";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { CreateConnectionCommand } from "@aws-sdk/client-eventbridge";
import { GlueClient } from "@aws-sdk/client-glue";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import type { EmbeddedAws } from "../../sandbox/aws";
import { startInterpreter } from "../../sandbox/aws/interpreter/server";
import { ACCOUNT, type Clients, clientsOf, policy, REGION, startTestCloud } from "../helpers/embedded-aws";
import { type LoopbackServer, startLoopbackServer } from "../helpers/loopback-server";
import { startThrottleProxy, type ThrottleProxy } from "./throttle-proxy";

/** Host of the API that tasks of kind `http` call; its paths say how it behaves. */
export const API_HOST = "api.example.com";

/** A message that a failure topic delivered. */
export interface Told {
  readonly topicArn: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * The embedded AWS for the fault matrix: IAM judges every call, waits and retries take a hundredth of their time, the tasks' own calls can be throttled and
 * delayed, an API answers on this machine, and one queue hears every failure topic.
 */
export class FaultCloud {
  readonly told: Told[] = [];
  readonly ecs: ECSClient;
  readonly codebuild: CodeBuildClient;
  readonly glue: GlueClient;
  readonly dynamodb: DynamoDBClient;
  private listening = true;
  private listener: Promise<void> = Promise.resolve();

  private constructor(
    readonly cloud: EmbeddedAws,
    readonly clients: Clients,
    readonly proxy: ThrottleProxy,
    readonly api: LoopbackServer,
    readonly connectionArn: string,
  ) {
    const config = { endpoint: cloud.endpoint, region: REGION, credentials: cloud.rootCredentials };
    this.ecs = new ECSClient(config);
    this.codebuild = new CodeBuildClient(config);
    this.glue = new GlueClient(config);
    this.dynamodb = new DynamoDBClient(config);
  }

  static async start(): Promise<FaultCloud> {
    const api = await startLoopbackServer(({ url }, response) => answerAs(url, response));
    let proxy: ThrottleProxy | undefined;
    const cloud = await startTestCloud({
      hosts: { [API_HOST]: api.url },
      waitScale: 0.01,
      interpreter: async (args) => {
        proxy = await startThrottleProxy(args.endpoint);
        return startInterpreter({ ...args, endpoint: proxy.url });
      },
    });
    const clients = clientsOf(cloud);
    const { ConnectionArn } = await clients.events.send(
      new CreateConnectionCommand({
        Name: "api",
        AuthorizationType: "API_KEY",
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "X-Api-Key", ApiKeyValue: "a-key" } },
      }),
    );
    const started = new FaultCloud(cloud, clients, proxy ?? assert.fail(), api, ConnectionArn ?? assert.fail());
    await started.listen();
    return started;
  }

  async stop(): Promise<void> {
    this.listening = false;
    await this.listener;
    for (const client of [this.ecs, this.codebuild, this.glue, this.dynamodb]) {
      client.destroy();
    }
    await this.cloud.stop();
    await this.proxy.stop();
    await this.api.stop();
  }

  /** ARN of the queue that hears every failure topic. */
  get inboxArn(): string {
    return `arn:aws:sqs:${REGION}:${ACCOUNT}:inbox`;
  }

  /** A role with this trust and these permissions, within a boundary if there is one. */
  async role(name: string, trust: string, document: string | undefined, boundary?: string): Promise<string> {
    const { iam } = this.clients;
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: name,
        AssumeRolePolicyDocument: trust,
        ...(boundary === undefined ? {} : { PermissionsBoundary: boundary }),
      }),
    );
    if (document !== undefined) {
      await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "own", PolicyDocument: document }));
    }
    return Role?.Arn ?? assert.fail();
  }

  private async listen(): Promise<void> {
    const anyTopic = {
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: this.inboxArn,
      Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
    };
    const { sqs } = this.clients;
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: "inbox", Attributes: { Policy: policy(anyTopic) } }),
    );
    this.listener = this.collect(QueueUrl);
  }

  private async collect(QueueUrl: string | undefined): Promise<void> {
    const { sqs } = this.clients;
    while (this.listening) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) {
        continue;
      }
      for (const { Body = "{}" } of Messages) {
        const { TopicArn, Subject = "", Message } = JSON.parse(Body);
        this.told.push({ topicArn: TopicArn, subject: Subject, text: Message });
      }
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  }
}

/** `/<behaviour>/...` */
function answerAs(url: string, response: Parameters<Parameters<typeof startLoopbackServer>[0]>[1]): void {
  const json = (status: number, body: unknown) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  const [, behaviour] = url.split("/");
  if (behaviour === "fails") {
    json(422, { message: "no such version" });
  } else if (behaviour === "throttled") {
    json(429, { message: "slow down" });
  } else if (behaviour === "large") {
    json(200, { text: "x".repeat(300_000) });
  } else if (behaviour !== "slow") {
    json(200, { version: 3 });
  }
}
