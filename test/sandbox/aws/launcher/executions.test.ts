import assert from "node:assert/strict";
import { PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { DeleteRoleCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  PublishStateMachineVersionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { machineTrust } from "../../../../components/iam/trust/aws";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  ended,
  eventually,
  nextMessage,
  policy,
  REGION,
  refused,
  serviceRole,
  startTestCloud,
} from "../../../helpers/embedded-aws";
import { type Play, played } from "../../../helpers/fake-interpreter";

describe("embedded AWS: executions", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let queue: string;

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    queue = (await root.sqs.send(new CreateQueueCommand({ QueueName: "events" }))).QueueUrl ?? "";
    const queueArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:events`;
    const send = { Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: queueArn };
    await root.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { Policy: policy(send) } }));
    const EventPattern = JSON.stringify({
      source: ["aws.states"],
      detail: { status: [{ "anything-but": "RUNNING" }] },
    });
    await root.events.send(new PutRuleCommand({ Name: "ends", EventPattern }));
    await root.events.send(new PutTargetsCommand({ Rule: "ends", Targets: [{ Id: "queue", Arn: queueArn }] }));
  });
  after(() => cloud.stop());

  async function run(name: string, play: Play, trust?: object) {
    const roleArn = await serviceRole(root, `${name}-role`, "states.amazonaws.com", [], trust);
    const { stateMachineArn } = await root.sfn.send(
      new CreateStateMachineCommand({ name, roleArn, definition: played(play) }),
    );
    const { executionArn } = await root.sfn.send(
      new StartExecutionCommand({ stateMachineArn, name: "run", input: '{"in":1}' }),
    );
    return { stateMachineArn, executionArn, roleArn };
  }

  const eventOf = async (executionArn: string | undefined) => {
    const message = await nextMessage(root, queue, 5);
    assert.equal(message?.body.detail.executionArn, executionArn);
    return message?.body;
  };

  it("stores the interpreter's history, with ids that refer back", async () => {
    const { executionArn } = await run("history", { outcome: "fail", error: "Broken", cause: "because" });
    const execution = await ended(root, executionArn);
    assert.deepEqual(
      [execution.status, execution.error, execution.cause, execution.output, execution.outputDetails],
      ["FAILED", "Broken", "because", undefined, undefined],
    );
    const { events = [] } = await root.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    assert.deepEqual(
      events.map((event) => [event.id, event.previousEventId, event.type]),
      [
        [1, 0, "ExecutionStarted"],
        [2, 1, "ExecutionFailed"],
      ],
    );
    assert.ok(Math.abs((events[0]?.timestamp?.getTime() ?? 0) - Date.now()) < 10_000);
    await eventOf(executionArn);
  });

  it("sends EventBridge an event of every end, in AWS's shape", async () => {
    const failed = await run("event-failed", { outcome: "fail", error: "Broken", cause: "because" });
    const { detail, ...event } = await eventOf(failed.executionArn);
    assert.equal(event["detail-type"], "Step Functions Execution Status Change");
    assert.deepEqual(event.resources, [failed.executionArn]);
    assert.equal(typeof detail.startDate, "number");
    assert.equal(typeof detail.stopDate, "number");
    assert.deepEqual(
      { ...detail, startDate: 0, stopDate: 0 },
      {
        executionArn: failed.executionArn,
        stateMachineArn: failed.stateMachineArn,
        stateMachineVersionArn: null,
        stateMachineAliasArn: null,
        name: "run",
        status: "FAILED",
        startDate: 0,
        stopDate: 0,
        input: '{"in":1}',
        inputDetails: { included: true },
        output: null,
        outputDetails: null,
        error: "Broken",
        cause: "because",
        redriveCount: 0,
        redriveDate: null,
        redriveStatus: "REDRIVABLE",
        redriveStatusReason: null,
      },
    );
    const late = await run("event-late", { outcome: "time-out" });
    assert.equal((await eventOf(late.executionArn)).detail.status, "TIMED_OUT");
    const good = await run("event-good", {});
    const { detail: succeeded } = await eventOf(good.executionArn);
    assert.deepEqual([succeeded.status, succeeded.outputDetails], ["SUCCEEDED", { included: true }]);
  });

  it("ends a timed-out execution as such", async () => {
    const { executionArn } = await run("late", { outcome: "time-out" });
    assert.equal((await ended(root, executionArn)).status, "TIMED_OUT");
    const { events = [] } = await root.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    assert.equal(events.at(-1)?.type, "ExecutionTimedOut");
    await eventOf(executionArn);
  });

  it("stops through the interpreter, with error and cause", async () => {
    const { executionArn } = await run("stopped", { outcome: "hang" });
    await root.sfn.send(new StopExecutionCommand({ executionArn, error: "Enough", cause: "by hand" }));
    const execution = await root.sfn.send(new DescribeExecutionCommand({ executionArn }));
    assert.deepEqual([execution.status, execution.error, execution.cause], ["ABORTED", "Enough", "by hand"]);
    const { events = [] } = await root.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    assert.deepEqual(events.at(-1)?.executionAbortedEventDetails, { error: "Enough", cause: "by hand" });
    assert.equal((await eventOf(executionArn)).detail.status, "ABORTED");
  });

  it("fails an execution whose interpreter breaks off", async () => {
    const { executionArn } = await run("broken", { outcome: "break" });
    const execution = await ended(root, executionArn);
    assert.deepEqual([execution.status, execution.error], ["FAILED", "States.Runtime"]);
    await eventOf(executionArn);
  });

  it("evaluates the role's trust at every start, for the machine that assumes it", async () => {
    const conditions = {
      StringEquals: { "aws:SourceAccount": ACCOUNT },
      ArnEquals: { "aws:SourceArn": `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:trusted` },
    };
    const { executionArn, roleArn } = await run("trusted", {}, conditions);
    assert.equal((await ended(root, executionArn)).status, "SUCCEEDED");
    await refused(
      root.sfn.send(new CreateStateMachineCommand({ name: "stranger", roleArn, definition: played({}) })),
      "AccessDeniedException",
      /authorized to assume the provided role/,
    );
    await eventOf(executionArn);
    const again = await run("role-gone", { outcome: "hang" });
    await root.sfn.send(new StopExecutionCommand({ executionArn: again.executionArn }));
    await eventOf(again.executionArn);
    await root.iam.send(new DeleteRoleCommand({ RoleName: "role-gone-role" }));
    const { executionArn: orphan } = await root.sfn.send(
      new StartExecutionCommand({ stateMachineArn: again.stateMachineArn, name: "orphan" }),
    );
    const failed = await ended(root, orphan);
    assert.equal(failed.error, "States.Permissions");
    assert.match(failed.cause ?? "", /role-gone-role/);
    await eventOf(orphan);
  });

  it("assumes the role for an execution by version or alias only if the trust lets in the qualified ARN, too", async () => {
    const arnOf = (name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;
    const statusBy = async (name: string, condition: object) => {
      const { executionArn, stateMachineArn } = await run(name, {}, condition);
      await eventOf(executionArn);
      const machine = { stateMachineArn: String(stateMachineArn) };
      const { stateMachineVersionArn } = await root.sfn.send(new PublishStateMachineVersionCommand(machine));
      const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
      const alias = await root.sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
      const ends: unknown[] = [];
      for (const arn of [stateMachineArn, stateMachineVersionArn, alias.stateMachineAliasArn]) {
        const started = await root.sfn.send(
          new StartExecutionCommand({ stateMachineArn: String(arn), name: `${name}-${ends.length}` }),
        );
        const { error, status } = await ended(root, started.executionArn);
        ends.push(error ?? status);
        await eventOf(started.executionArn);
      }
      return ends;
    };
    const byMachine = JSON.parse(machineTrust(ACCOUNT, [arnOf("qualified")])).Statement[0].Condition;
    assert.deepEqual(await statusBy("qualified", byMachine), ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
    const unqualified = { ArnEquals: { "aws:SourceArn": arnOf("unqualified") } };
    const refusal = "States.Permissions";
    assert.deepEqual(await statusBy("unqualified", unqualified), ["SUCCEEDED", refusal, refusal]);
    // A machine whose name begins with the trusted one's is another machine.
    const neighbour = JSON.parse(machineTrust(ACCOUNT, [arnOf("orders")])).Statement[0].Condition;
    await assert.rejects(run("orders_rollback", {}, neighbour), /authorized to assume the provided role/);
  });

  it("retains the executions of a deleted machine, and ends the running ones", async () => {
    const { executionArn, stateMachineArn } = await run("deleted", { outcome: "hang" });
    await root.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    assert.equal((await ended(root, executionArn)).status, "ABORTED");
    const found = await cloud.inventory();
    assert.ok(!found.stateMachines.includes(String(stateMachineArn)));
    await eventOf(executionArn);
  });

  it("hands task tokens to the interpreter", async () => {
    await root.sfn.send(new SendTaskSuccessCommand({ taskToken: "good", output: "{}" }));
    await root.sfn.send(new SendTaskHeartbeatCommand({ taskToken: "good" }));
    await refused(
      root.sfn.send(new SendTaskFailureCommand({ taskToken: "unknown" })),
      "TaskDoesNotExist",
      /Task Does Not Exist/,
    );
  });

  it("leaves nothing running", async () => {
    await eventually("no running executions", async () => (await cloud.inventory()).runningExecutions.length === 0);
  });
});
