import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { AwsAccess } from "../aws-access";

/** One message as it came from the failure topic. */
export interface FailureMessage {
  readonly subject: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Name of the queue that represents on-call's mailbox. */
const INBOX = "on-call-inbox";

/** ARN of the inbox, known before it exists, so that the stack's configuration can name it. */
export function inboxArn(account: string, region: string): string {
  return `arn:aws:sqs:${region}:${account}:${INBOX}`;
}

/** On-call's mailbox: a queue subscribed to the failure topic. */
export class Inbox {
  private constructor(
    private readonly sqs: SQSClient,
    private readonly url: string,
  ) {}

  /** Makes the queue, open to exactly one topic of the same account. */
  static async create(access: AwsAccess, topicArn: string): Promise<Inbox> {
    const sqs = new SQSClient(access.config);
    const { QueueUrl: url } = await sqs.send(new CreateQueueCommand({ QueueName: INBOX }));
    if (!url) {
      throw new Error("the embedded cloud returned no URL for the inbox queue");
    }
    const policy = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: inboxArn(access.account, access.region),
          Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
        },
      ],
    };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy: JSON.stringify(policy) } }));
    return new Inbox(sqs, url);
  }

  /** Receives and deletes every message, until `settleMilliseconds` pass without a new one. */
  async drain(settleMilliseconds: number): Promise<FailureMessage[]> {
    const messages: FailureMessage[] = [];
    let quietSince = Date.now();
    while (Date.now() - quietSince < settleMilliseconds) {
      const received = await this.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
      );
      const batch = received.Messages ?? [];
      if (batch.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        continue;
      }
      quietSince = Date.now();
      messages.push(...batch.map((message) => parseNotification(message.Body ?? "{}")));
      await this.sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.url,
          Entries: batch.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle })),
        }),
      );
    }
    return messages;
  }

  async remove(): Promise<void> {
    await this.sqs.send(new DeleteQueueCommand({ QueueUrl: this.url }));
  }
}

/** Text of a line `Label: text` of a message; undefined where it has no such line. */
export function messageLine({ body }: Pick<FailureMessage, "body">, label: string): string | undefined {
  const line = body.split("\n").find((one) => one.startsWith(`${label}: `));
  return line?.slice(label.length + 2);
}

/** Reads the envelope in which SNS delivers to a queue. */
function parseNotification(body: string): FailureMessage {
  const envelope = JSON.parse(body) as {
    Subject?: string;
    Message?: string;
    MessageAttributes?: Record<string, { Value: string }>;
  };
  return {
    subject: envelope.Subject ?? "",
    body: envelope.Message ?? body,
    attributes: Object.fromEntries(
      Object.entries(envelope.MessageAttributes ?? {}).map(([name, attribute]) => [name, attribute.Value]),
    ),
  };
}
