import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { as, type Behaviour, type ByBehaviour, type KindFaults } from "../fault";
import type { FaultCloud } from "../fault-cloud";

/** What a worker does with a token. A slow one says that it is at work for as long as it is believed. */
const WORKERS: ByBehaviour<(sfn: SFNClient, taskToken: string) => Promise<unknown>> = {
  good: (sfn, taskToken) => sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" })),
  fails: (sfn, taskToken) =>
    sfn.send(new SendTaskFailureCommand({ taskToken, error: "NotApproved", cause: "it is too late" })),
  slow: async (sfn, taskToken) => {
    for (;;) {
      await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  },
  silent: async () => {},
  large: (sfn, taskToken) =>
    sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify("x".repeat(261_500)) })),
};

/** Longest silence in seconds: short where it is what is waited for, and above the time that a throttled call takes elsewhere. */
const HEARTBEATS: ByBehaviour<number> = { good: 30, silent: 1, slow: 3 };

const workers = new Map<string, Promise<unknown>>();
const settled = new Set<string>();

async function worker({ clients }: FaultCloud, name: string, QueueUrl: string | undefined, behaviour: Behaviour) {
  while (!settled.has(name)) {
    const { Messages: [message] = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }),
    );
    // Whoever waited has given up: TaskTimedOut.
    if (message?.Body !== undefined) {
      await as(WORKERS, behaviour)(clients.sfn, JSON.parse(message.Body).token).catch(() => {});
    }
  }
}

export const callbackFaults: KindFaults = {
  kind: "callback",
  async work(cloud, name, behaviour) {
    const { QueueUrl } = await cloud.clients.sqs.send(new CreateQueueCommand({ QueueName: name }));
    workers.set(name, worker(cloud, name, QueueUrl, behaviour));
    return { kind: "callback", to: `queue/${name}`, heartbeatSeconds: as(HEARTBEATS, behaviour) };
  },
  async settle(name) {
    settled.add(name);
    await workers.get(name);
  },
  verdicts: {
    "task error": { error: "NotApproved", says: /it is too late/ },
    throttle: { error: "SQS.RequestThrottledException", says: /Rate exceeded/ },
    "time-out": { error: "States.Timeout", says: /Run task/ },
    "heartbeat lost": { error: "States.Timeout", says: /Run task/ },
    "access denied": { error: "SQS.AmazonSQSException", says: /not authorized to perform: sqs:SendMessage/i },
    "result too large": {
      error: "States.QueryEvaluationError",
      says: /Context and result exceed 250000 bytes/,
    },
  },
};
