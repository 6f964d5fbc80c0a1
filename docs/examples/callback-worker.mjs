#!/usr/bin/env node
// A worker that answers tasks of kind `callback`: takes a message from a queue, runs a command for it, says that it is at work while the
// command runs, and answers with what the command printed (JSON) or why it failed.
//
//   node docs/examples/callback-worker.mjs QUEUE_URL -- COMMAND [ARGUMENT...]
//
// The command finds the message in the variable MESSAGE, without the token. It needs no rights of its own for the answer. The worker's role:
//
//   {"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"], "Resource": "<ARN of the queue>"}
//   {"Effect": "Allow", "Action": ["states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"], "Resource": "*"}
//
// AWS knows no resource for the three answers; what they reach is bounded by the token, which only the message holds.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_stepfunctions.html
import { spawn } from "node:child_process";
import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const [queueUrl, dashes, command, ...args] = process.argv.slice(2);
if (queueUrl === undefined || dashes !== "--" || command === undefined) {
  console.error("usage: callback-worker.mjs QUEUE_URL -- COMMAND [ARGUMENT...]");
  process.exit(2);
}
const sqs = new SQSClient({});
const sfn = new SFNClient({});

/** Longest error text that Step Functions takes is 32,768 characters; the last ones say most. */
const CAUSE_LIMIT = 2000;

for (;;) {
  const { Messages: [message] = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 20 }),
  );
  if (message === undefined) {
    continue;
  }
  const { token, ...task } = JSON.parse(message.Body);
  // Taken off before the work: a run that has given this token up asks again by itself, with another one.
  await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
  try {
    await answer(token, task);
  } catch (error) {
    // TaskTimedOut, TaskDoesNotExist: nobody waits for this answer any more.
    console.error(`${task.app}: ${error.name}: ${error.message}`);
  }
}

async function answer(taskToken, task) {
  const work = start(task);
  const beat = setInterval(
    () => sfn.send(new SendTaskHeartbeatCommand({ taskToken })).catch(() => work.stop()),
    (task.heartbeatSeconds * 1000) / 3,
  );
  const { code, output, errors } = await work.ended;
  clearInterval(beat);
  if (code === 0) {
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: json(output) }));
  } else {
    const cause = `exit code ${code}: ${errors.trim().slice(-CAUSE_LIMIT)}`;
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: "WorkFailed", cause }));
  }
}

function start(task) {
  const child = spawn(command, args, { env: { ...process.env, MESSAGE: JSON.stringify(task) } });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors += text;
  });
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: -1, output, errors: error.message }));
    child.once("close", (code) => resolve({ code, output, errors }));
  });
  return { ended, stop: () => child.kill() };
}

/** What the command printed, if it is JSON; else as text. */
function json(output) {
  try {
    return JSON.stringify(JSON.parse(output));
  } catch {
    return JSON.stringify(output.trim());
  }
}
