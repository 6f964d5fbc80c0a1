import assert from "node:assert/strict";
import { SendTaskSuccessCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import {
  ACCOUNT,
  type Clients,
  ended,
  nextMessage,
  nodeFunction,
  REGION,
  serviceRole,
} from "../../../../helpers/embedded-aws";

import { InterpreterInAws, role } from "./interpreter-in-aws";

const STATES = "states.amazonaws.com";
describe("interpreter in the embedded AWS: services", function () {
  this.timeout(60_000);
  let aws: InterpreterInAws;
  let clients: Clients;

  before(async () => {
    aws = await InterpreterInAws.start();
    clients = aws.clients;
    await serviceRole(clients, "function", "lambda.amazonaws.com");
    const functions = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:worker`;
    await serviceRole(clients, "caller", STATES, [
      { Action: "lambda:InvokeFunction", Resource: [functions, `${functions}:*`] },
      { Action: "sqs:SendMessage", Resource: `arn:aws:sqs:${REGION}:${ACCOUNT}:inbox` },
    ]);
    const source = `class OutOfStock extends Error { constructor(m) { super(m); this.name = "OutOfStock"; } }
      exports.handler = async (event) => { if (event.fail) throw new OutOfStock("no " + event.fail); return { doubled: event.n * 2 }; };`;
    await nodeFunction(clients, "worker", role("function"), source);
  });
  after(() => aws?.stop());

  const invoke = "arn:aws:states:::lambda:invoke";

  it("invokes a function and parses its payload", async () => {
    const task = {
      Type: "Task",
      Resource: invoke,
      Arguments: { FunctionName: "worker", Payload: "{% $states.input %}" },
      Output: "{% $states.result.Payload %}",
      End: true,
    };
    const end = await aws.run(await aws.machine("invokes", { T: task }, { role: "caller" }), { n: 21 });
    assert.equal(end.output, '{"doubled":42}', end.cause);
  });

  it("names a function's failure as the function named it", async () => {
    const task = {
      Type: "Task",
      Resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:worker`,
      Arguments: { fail: "shoes" },
      Catch: [{ ErrorEquals: ["OutOfStock"], Next: "Told" }],
      End: true,
    };
    const end = await aws.run(await aws.machine("throws", { T: task, Told: { Type: "Succeed" } }, { role: "caller" }));
    assert.equal(end.status, "SUCCEEDED", `${end.error}: ${end.cause}`);
    const { Error: error, Cause } = JSON.parse(end.output ?? "{}");
    assert.deepEqual([error, JSON.parse(Cause).errorMessage], ["OutOfStock", "no shoes"]);
  });

  it("waits for a task token sent through a queue", async () => {
    const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: "inbox" }));
    const task = {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Arguments: { QueueUrl, MessageBody: { token: "{% $states.context.Task.Token %}" } },
      End: true,
    };
    const { executionArn } = await clients.sfn.send(
      new StartExecutionCommand({ stateMachineArn: await aws.machine("asks", { T: task }, { role: "caller" }) }),
    );
    const message = await nextMessage(clients, QueueUrl, 5);
    await clients.sfn.send(new SendTaskSuccessCommand({ taskToken: message?.body.token, output: '{"ok":true}' }));
    assert.equal((await ended(clients, executionArn)).output, '{"ok":true}');
  });
});
