import assert from "node:assert/strict";
import {
  CreateStateMachineAliasCommand,
  DescribeExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { ACCOUNT, type Clients, ended, eventually, REGION, serviceRole } from "../../../../helpers/embedded-aws";

import { InterpreterInAws, machineArn } from "./interpreter-in-aws";

const STATES = "states.amazonaws.com";
describe("interpreter in the embedded AWS: nested executions", function () {
  this.timeout(60_000);
  let aws: InterpreterInAws;
  let clients: Clients;

  before(async () => {
    aws = await InterpreterInAws.start();
    clients = aws.clients;
    const children = ["child", "slow", "failing"];
    await serviceRole(clients, "parent", STATES, [
      { Action: "states:StartExecution", Resource: children.map(machineArn) },
      {
        Action: ["states:DescribeExecution", "states:StopExecution"],
        Resource: children.map((name) => `arn:aws:states:${REGION}:${ACCOUNT}:execution:${name}:*`),
      },
      {
        Action: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
        Resource: `arn:aws:events:${REGION}:${ACCOUNT}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
      },
    ]);
    await aws.machine(
      "child",
      { P: { Type: "Pass", Output: { got: "{% $states.input.n %}" }, End: true } },
      { role: "parent" },
    );
    await aws.machine("slow", { W: { Type: "Wait", Seconds: 6000, End: true } }, { role: "parent" });
    await aws.machine("failing", { F: { Type: "Fail", Error: "Broken", Cause: "on purpose" } }, { role: "parent" });
  });
  after(() => aws?.stop());

  const sync = "arn:aws:states:::states:startExecution.sync:2";
  const call = (arn: string, more: object = {}) => ({
    Type: "Task",
    Resource: sync,
    Arguments: { StateMachineArn: arn, Input: { n: 7 }, Name: "{% $states.context.Execution.Name %}" },
    End: true,
    ...more,
  });
  const childOf = (name: string, execution: string) =>
    clients.sfn.send(
      new DescribeExecutionCommand({
        executionArn: `arn:aws:states:${REGION}:${ACCOUNT}:execution:${name}:${execution}`,
      }),
    );

  it("returns the parsed output of a child started by its alias", async () => {
    const { stateMachineAliasArn } = await clients.sfn.send(
      new CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: [{ stateMachineVersionArn: `${machineArn("child")}:1`, weight: 100 }],
      }),
    );
    const parent = await aws.machine(
      "by-alias",
      { C: call(stateMachineAliasArn ?? "", { Output: "{% $states.result.Output %}" }) },
      { role: "parent" },
    );
    const end = await aws.run(parent, {}, "aliased");
    assert.equal(end.output, '{"got":7}', end.cause);
    assert.equal((await childOf("child", "aliased")).stateMachineAliasArn, stateMachineAliasArn);
  });

  it("fails with States.TaskFailed and the child's description", async () => {
    const parent = await aws.machine("of-failing", { C: call(machineArn("failing")) }, { role: "parent" });
    const end = await aws.run(parent, {}, "fails");
    assert.equal(end.error, "States.TaskFailed");
    const { StartDate, StopDate, ...told } = JSON.parse(end.cause ?? "");
    assert.ok(Number.isInteger(StartDate) && Number.isInteger(StopDate));
    assert.deepEqual(told, {
      Cause: "on purpose",
      Error: "Broken",
      ExecutionArn: `arn:aws:states:${REGION}:${ACCOUNT}:execution:failing:fails`,
      Input: '{"n":7}',
      InputDetails: { Included: true },
      Name: "fails",
      StateMachineArn: machineArn("failing"),
      Status: "FAILED",
    });
    assert.deepEqual(
      (await aws.events(end.executionArn)).map(({ type }) => type),
      [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSubmitted",
        "TaskFailed",
        "ExecutionFailed",
      ],
    );
  });

  it("fails inside a Map: a caught iteration lets the others go on, an uncaught one fails the state", async () => {
    const items = ["failing", "child", "failing"].map((name) => ({ name, machine: machineArn(name) }));
    const start = (more: object) =>
      call("{% $states.input.machine %}", {
        Arguments: {
          StateMachineArn: "{% $states.input.machine %}",
          Input: { n: 7 },
          Name: "{% $states.context.Execution.Name & $states.context.Map.Item.Index %}",
        },
        Output: { name: "{% $states.input.name %}" },
        ...more,
      });
    const map = (more: object) => ({
      M: {
        Type: "Map",
        Items: items,
        MaxConcurrency: 1,
        ItemProcessor: { StartAt: "S", States: { S: start(more) } },
        End: true,
      },
    });
    const error = { name: "{% $states.input.name %}", error: "{% $parse($states.errorOutput.Cause).Error %}" };
    const Caught = { Type: "Pass", End: true };
    const caught = map({ Catch: [{ ErrorEquals: ["States.TaskFailed"], Output: error, Next: "Caught" }] });
    Object.assign(caught.M.ItemProcessor.States, { Caught });
    const goesOn = await aws.run(await aws.machine("map-caught", caught, { role: "parent" }), {}, "caught");
    const failing = { name: "failing", error: "Broken" };
    assert.deepEqual(JSON.parse(goesOn.output ?? "null"), [failing, { name: "child" }, failing], goesOn.cause);
    const fails = await aws.run(await aws.machine("map-fails", map({}), { role: "parent" }), {}, "fails");
    assert.deepEqual([fails.error, JSON.parse(fails.cause ?? "{}").Error], ["States.TaskFailed", "Broken"]);
    await assert.rejects(childOf("child", "fails1"), { name: "ExecutionDoesNotExist" });
  });

  it("describes an execution by a task, which finds it by retrying as soon as it is there", async () => {
    const execution = `arn:aws:states:${REGION}:${ACCOUNT}:execution:child:`;
    const describe = (more: object) => ({
      D: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sfn:describeExecution",
        Arguments: { ExecutionArn: `{% "${execution}" & $states.input.run %}` },
        Output: "{% $states.result.Status %}",
        End: true,
        ...more,
      },
    });
    const once = await aws.machine("describe-once", describe({}), { role: "parent" });
    assert.equal((await aws.run(once, { run: "later" })).error, "Sfn.ExecutionDoesNotExistException");
    const Retry = [{ ErrorEquals: ["Sfn.ExecutionDoesNotExistException"], MaxAttempts: 50, BackoffRate: 1 }];
    const patient = await aws.machine("describe-patient", describe({ Retry }), { role: "parent" });
    const { executionArn } = await clients.sfn.send(
      new StartExecutionCommand({ stateMachineArn: patient, input: JSON.stringify({ run: "later" }) }),
    );
    await eventually("a first look", async () =>
      (await aws.events(executionArn)).some(({ type }) => type === "TaskFailed"),
    );
    await aws.run(machineArn("child"), { n: 7 }, "later");
    const end = await ended(clients, executionArn);
    assert.match(end.output ?? end.cause ?? "", /^"(RUNNING|SUCCEEDED)"$/);
  });

  it("is refused where the role is not allowed to start the child", async () => {
    const parent = await aws.machine("not-allowed", { C: call(machineArn("by-alias")) }, { role: "parent" });
    const end = await aws.run(parent);
    assert.equal(end.error, "StepFunctions.AWSStepFunctionsException");
    assert.match(end.cause ?? "", /not authorized to perform: states:StartExecution/);
  });

  const waitFor = (name: string, execution: string) =>
    eventually(`${name}:${execution}`, async () => {
      try {
        return (await childOf(name, execution)).status === "RUNNING";
      } catch {
        return false;
      }
    });

  it("stops its child when it is stopped", async () => {
    const parent = await aws.machine("stopped", { C: call(machineArn("slow")) }, { role: "parent" });
    const { executionArn } = await clients.sfn.send(
      new StartExecutionCommand({ stateMachineArn: parent, name: "cascade" }),
    );
    await waitFor("slow", "cascade");
    await clients.sfn.send(new StopExecutionCommand({ executionArn, error: "Operator", cause: "enough" }));
    const end = await ended(clients, executionArn);
    assert.deepEqual([end.status, end.error, end.cause], ["ABORTED", "Operator", "enough"]);
    assert.equal((await childOf("slow", "cascade")).status, "ABORTED");
  });

  it("stops its child when it times out", async () => {
    const parent = await aws.machine("late", { C: call(machineArn("slow")) }, { role: "parent", timeout: 1 });
    assert.equal((await aws.run(parent, {}, "timing-out")).status, "TIMED_OUT");
    assert.equal((await childOf("slow", "timing-out")).status, "ABORTED");
  });

  it("stops the child of one branch when another branch fails", async () => {
    const branches = [
      { StartAt: "A", States: { A: call(machineArn("slow")) } },
      { StartAt: "B", States: { B: call(machineArn("failing")) } },
    ];
    const parent = await aws.machine(
      "branches",
      { P: { Type: "Parallel", Branches: branches, End: true } },
      { role: "parent" },
    );
    const end = await aws.run(parent, {}, "side-by-side");
    assert.equal(end.error, "States.TaskFailed");
    assert.equal((await childOf("slow", "side-by-side")).status, "ABORTED");
  });
});
