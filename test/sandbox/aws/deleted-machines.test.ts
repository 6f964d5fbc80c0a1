import assert from "node:assert/strict";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  PublishStateMachineVersionCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { startInterpreter } from "../../../sandbox/aws/interpreter/server";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  ended,
  eventually,
  nextMessage,
  REGION,
  refused,
  serviceRole,
  startTestCloud,
} from "../../helpers/embedded-aws";

const arnOf = (name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;

/** A task that waits for its token, and then a state that a deleted machine does not reach. */
const waiting = (QueueUrl: string) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  Arguments: { QueueUrl, MessageBody: { token: "{% $states.context.Task.Token %}" } },
  Catch: [{ ErrorEquals: ["States.ALL"], Next: "After" }],
  Next: "After",
});

describe("a machine that is deleted while its executions run", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let roleArn: string;

  before(async function () {
    this.timeout(60_000);
    cloud = await startTestCloud({ interpreter: startInterpreter });
    root = clientsOf(cloud);
    roleArn = await serviceRole(root, "machine", "states.amazonaws.com", [
      { Action: "sqs:SendMessage", Resource: "*" },
    ]);
  });
  after(() => cloud?.stop());

  async function start(name: string, definition: (queueUrl: string) => object) {
    const { QueueUrl = "" } = await root.sqs.send(new CreateQueueCommand({ QueueName: name }));
    const text = JSON.stringify({ QueryLanguage: "JSONata", ...definition(QueueUrl) });
    const made = new CreateStateMachineCommand({ name, roleArn, definition: text, publish: true });
    const { stateMachineVersionArn } = await root.sfn.send(made);
    const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
    await root.sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
    const { executionArn = "" } = await root.sfn.send(new StartExecutionCommand({ stateMachineArn: arnOf(name) }));
    const token = async () => (await nextMessage(root, QueueUrl, 5))?.body.token;
    return { executionArn, token };
  }
  const task = (queueUrl: string) => ({
    StartAt: "Wait",
    States: { Wait: waiting(queueUrl), After: { Type: "Pass", Output: "reached", End: true } },
  });
  const status = async (name: string) =>
    (await root.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arnOf(name) }))).status;
  const gone = (name: string) =>
    eventually(`end of ${name}`, () =>
      status(name).then(
        () => false,
        (error: Error) => error.name === "StateMachineDoesNotExist",
      ),
    );

  it("is DELETING while a task goes on, refuses everything new, and ends the execution at its next transition", async () => {
    const { executionArn, token } = await start("busy", task);
    const taskToken = await token();
    await root.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arnOf("busy") }));
    assert.equal(await status("busy"), "DELETING");
    const alias = { stateMachineAliasArn: `${arnOf("busy")}:live` };
    await refused(root.sfn.send(new DescribeStateMachineAliasCommand(alias)), "ResourceNotFound", /live/);
    const definition = JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", End: true } } });
    const stateMachineArn = arnOf("busy");
    for (const call of [
      () => root.sfn.send(new StartExecutionCommand({ stateMachineArn })),
      () => root.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition })),
      () => root.sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn })),
      () => root.sfn.send(new CreateStateMachineCommand({ name: "busy", roleArn, definition })),
    ]) {
      await refused(call(), "StateMachineDeleting", /is being deleted/);
    }
    await root.sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
    const { status: end, output } = await ended(root, executionArn);
    assert.deepEqual([end, output], ["ABORTED", undefined]);
    await gone("busy");
    await start("busy", task);
  });

  it("goes when the branches of its last execution have made no further transition", async () => {
    const { executionArn, token } = await start("parallel", (queueUrl) => ({
      StartAt: "Both",
      States: {
        Both: {
          Type: "Parallel",
          Branches: [task(queueUrl), { StartAt: "Short", States: { Short: { Type: "Wait", Seconds: 1, End: true } } }],
          End: true,
        },
      },
    }));
    const taskToken = await token();
    await root.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arnOf("parallel") }));
    await root.sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
    assert.equal((await ended(root, executionArn)).status, "ABORTED");
    await gone("parallel");
  });

  it("is gone at once where nothing runs", async () => {
    const { executionArn } = await start("idle", () => ({ StartAt: "P", States: { P: { Type: "Pass", End: true } } }));
    await ended(root, executionArn);
    await root.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arnOf("idle") }));
    await refused(status("idle"), "StateMachineDoesNotExist", /idle/);
  });
});
