import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { State } from "../../../policies/definition/model";
import { parseDefinition } from "../../../policies/definition/parse";
import * as tasks from "../../../policies/definition/tasks";
import type { Asl } from "../machines";

/** The one state of a machine. */
function state(body: Asl, Type = "Task"): State {
  const parsed = parseDefinition(JSON.stringify({ StartAt: "One", States: { One: { Type, End: true, ...body } } }));
  assert.ok(parsed.kind === "definition");
  const [one] = parsed.definition.states;
  assert.ok(one !== undefined);
  return one;
}

const calling = (Resource: string, more: Asl = {}): State => state({ Resource, ...more });

describe("definition/tasks", () => {
  const calls: readonly (readonly [string, tasks.Call | undefined])[] = [
    ["arn:aws:states:::lambda:invoke", { service: "lambda", action: "invoke", pattern: "none" }],
    ["arn:aws:states:::aws-sdk:s3:getObject", { service: "s3", action: "getobject", pattern: "none" }],
    ["arn:aws-cn:states:::sns:publish", { service: "sns", action: "publish", pattern: "none" }],
    ["arn:aws:states:eu-central-1:111122223333:sns:publish", { service: "sns", action: "publish", pattern: "none" }],
    ["arn:aws:states:::ecs:runTask.sync", { service: "ecs", action: "runtask", pattern: "sync" }],
    ["arn:aws:states:::states:startExecution.sync:2", { service: "states", action: "startexecution", pattern: "sync" }],
    [
      "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      { service: "sqs", action: "sendmessage", pattern: "callback" },
    ],
    ["arn:aws:states:::sqs:sendMessage.other", { service: "sqs", action: "sendmessage", pattern: "none" }],
    ["arn:aws:states:::sqs:sendMessage.async", { service: "sqs", action: "sendmessage", pattern: "none" }],
    ["arn:aws:lambda:eu-central-1:111122223333:function:orders", { service: "function", action: "", pattern: "none" }],
    ["arn:aws:states:eu-central-1:111122223333:activity:pack", { service: "activity", action: "", pattern: "none" }],
    ["arn:aws:lambda:eu-central-1:111122223333:layer:orders", undefined],
    ["see arn:aws:lambda:eu-central-1:111122223333:function:orders", undefined],
    ["see arn:aws:states:::lambda:invoke", undefined],
    ["arn:aws:states:::lambda:invoke and more", undefined],
    ["arn:aws:states:::lambda", undefined],
    ["lambda", undefined],
    ["", undefined],
  ];
  for (const [resource, call] of calls) {
    it(`reads "${resource}"`, () => assert.deepEqual(tasks.callOf(calling(resource)), call));
  }

  it("reads no call where there is no Task, or no resource", () => {
    assert.equal(tasks.callOf(state({ Resource: "arn:aws:states:::lambda:invoke" }, "Pass")), undefined);
    assert.equal(tasks.callOf(state({})), undefined);
    assert.equal(tasks.callOf(state({ Resource: 7 })), undefined);
  });

  it("finds an argument in either language", () => {
    assert.equal(
      tasks.argumentOf(state({ Arguments: { TopicArn: "a" }, Parameters: { TopicArn: "b" } }), "TopicArn"),
      "a",
    );
    assert.equal(tasks.argumentOf(state({ Parameters: { TopicArn: "b" } }), "TopicArn"), "b");
    assert.equal(tasks.argumentOf(state({ Parameters: { "TopicArn.$": "$.topic" } }), "TopicArn"), "$.topic");
    assert.equal(tasks.argumentOf(state({ Parameters: { "Other.$": "$.topic" } }), "TopicArn"), undefined);
    assert.equal(tasks.argumentOf(state({ Arguments: "{% $all %}" }), "TopicArn"), undefined);
  });

  const sdk = (call: string) => calling(`arn:aws:states:::aws-sdk:${call}`);
  const kinds: readonly (readonly [string, (state: State) => boolean, readonly string[], readonly string[]])[] = [
    [
      "a publish",
      tasks.isPublish,
      ["sns:publish", "sns:publishBatch"],
      ["sns:subscribe", "sqs:publish", "sns:publishAll"],
    ],
    [
      "a look at a secret",
      tasks.isDescribeSecret,
      ["secretsmanager:describeSecret", "secretsmanager:listSecretVersionIds"],
      ["secretsmanager:listSecrets", "ssm:describeSecret"],
    ],
    [
      "a rotation",
      tasks.isRotateSecret,
      ["secretsmanager:rotateSecret"],
      ["secretsmanager:describeSecret", "kms:rotateSecret"],
    ],
  ];
  for (const [title, test, yes, no] of kinds) {
    it(`knows ${title}`, () => {
      assert.deepEqual(
        yes.filter((call) => !test(sdk(call))),
        [],
      );
      assert.deepEqual(
        no.filter((call) => test(sdk(call))),
        [],
      );
      assert.equal(test(state({})), false);
    });
  }

  it("finds the machine that a Task starts", () => {
    const StateMachineArn = "arn:aws:states:eu-central-1:111122223333:stateMachine:orders";
    const starts = [
      "states:startExecution",
      "states:startExecution.sync:2",
      "aws-sdk:sfn:startExecution",
      "aws-sdk:sfn:startSyncExecution",
    ];
    for (const call of starts) {
      const resource = `arn:aws:states:::${call}`;
      assert.equal(tasks.startedMachine(calling(resource, { Arguments: { StateMachineArn } })), StateMachineArn);
      assert.equal(tasks.startedMachine(calling(resource)), null);
    }
    for (const call of [
      "aws-sdk:sfn:stopExecution",
      "aws-sdk:ssm:startExecution",
      "aws-sdk:sfn:restartExecution",
      "aws-sdk:sfn:startExecutions",
    ]) {
      assert.equal(tasks.startedMachine(calling(`arn:aws:states:::${call}`)), undefined, call);
    }
    assert.equal(tasks.startedMachine(state({})), undefined);
  });

  it("knows what waits for a worker", () => {
    const waits = (resource: string) => tasks.waitsForWorker(calling(resource));
    assert.ok(waits("arn:aws:states:::sqs:sendMessage.waitForTaskToken"));
    assert.ok(waits("arn:aws:states:eu-central-1:111122223333:activity:pack"));
    assert.ok(!waits("arn:aws:states:::sqs:sendMessage"));
    assert.ok(!tasks.waitsForWorker(state({})));
  });

  it("finds a limit as a number, an expression or a path", () => {
    assert.ok(tasks.hasLimit(state({ TimeoutSeconds: 5 }), "TimeoutSeconds"));
    assert.ok(tasks.hasLimit(state({ TimeoutSecondsPath: "$.t" }), "TimeoutSeconds"));
    assert.ok(tasks.hasLimit(state({ HeartbeatSeconds: "{% $t %}" }), "HeartbeatSeconds"));
    assert.ok(!tasks.hasLimit(state({ TimeoutSeconds: 5 }), "HeartbeatSeconds"));
    assert.ok(!tasks.hasLimit(state({}), "TimeoutSeconds"));
  });

  it("finds a text anywhere in a value", () => {
    assert.ok(tasks.mentions({ a: ["the text"] }, "text"));
    assert.ok(!tasks.mentions({ a: ["the"] }, "text"));
  });
});
