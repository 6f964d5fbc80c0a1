import assert from "node:assert/strict";
import { PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { startInterpreter } from "../../../sandbox/aws/interpreter/server";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  ended,
  eventually,
  nextMessage,
  policy,
  REGION,
  serviceRole,
  startTestCloud,
} from "../../helpers/embedded-aws";

const machineArn = (name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;
const executionArnOf = (name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:execution:${name}`;

/** The launcher and the project's interpreter together: what neither shows alone. */
describe("embedded AWS: nested executions with the project's interpreter", () => {
  let cloud: EmbeddedAws;
  let root: Clients;

  before(async () => {
    cloud = await startTestCloud({ interpreter: startInterpreter });
    root = clientsOf(cloud);
    await serviceRole(root, "child", "states.amazonaws.com");
    await serviceRole(root, "parent", "states.amazonaws.com", [
      {
        Action: "states:StartExecution",
        Resource: machineArn("child"),
        Condition: { StringEquals: { "states:StateMachineQualifier": "live" } },
      },
      { Action: ["states:DescribeExecution", "states:StopExecution"], Resource: executionArnOf("child:*") },
      {
        Action: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
        Resource: `arn:aws:events:${REGION}:${ACCOUNT}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
      },
    ]);
    const child = await machine("child", "child", {
      Choose: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.wait %}", Next: "Wait" }],
        Default: "Done",
      },
      Wait: { Type: "Wait", Seconds: 60, Next: "Done" },
      Done: { Type: "Pass", Output: "old", End: true },
    });
    await root.sfn.send(
      new CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: [{ stateMachineVersionArn: child, weight: 100 }],
      }),
    );
    await root.sfn.send(
      new UpdateStateMachineCommand({
        stateMachineArn: machineArn("child"),
        definition: JSON.stringify({
          QueryLanguage: "JSONata",
          StartAt: "Done",
          States: { Done: { Type: "Pass", Output: "new", End: true } },
        }),
        publish: true,
      }),
    );
    await parentOf("parent", `${machineArn("child")}:live`);
  });
  after(() => cloud.stop());

  async function machine(name: string, role: string, States: object): Promise<string> {
    const { stateMachineVersionArn = "" } = await root.sfn.send(
      new CreateStateMachineCommand({
        name,
        roleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
        definition: JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(States)[0], States }),
        publish: true,
      }),
    );
    return stateMachineVersionArn;
  }
  const parentOf = (name: string, StateMachineArn: string) =>
    machine(name, "parent", {
      Nested: {
        Type: "Task",
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Arguments: {
          StateMachineArn,
          Name: "{% $states.context.Execution.Name %}",
          Input: "{% $states.input %}",
        },
        Output: "{% $states.result.Output %}",
        End: true,
      },
    });
  const start = async (name: string, run: string, input: object) =>
    (
      await root.sfn.send(
        new StartExecutionCommand({ stateMachineArn: machineArn(name), name: run, input: JSON.stringify(input) }),
      )
    ).executionArn;

  it("runs a child by alias under the parent's own permissions, and the definition that the alias names", async () => {
    const parent = await ended(root, await start("parent", "one", { wait: false }));
    assert.deepEqual([parent.status, parent.output, parent.cause], ["SUCCEEDED", '"old"', undefined]);
    const child = await root.sfn.send(new DescribeExecutionCommand({ executionArn: executionArnOf("child:one") }));
    assert.equal(child.stateMachineAliasArn, `${machineArn("child")}:live`);
  });

  it("fails where the parent's role is not allowed to start the child", async () => {
    await parentOf("unqualified", machineArn("child"));
    const parent = await ended(root, await start("unqualified", "two", {}));
    assert.equal(parent.status, "FAILED");
    assert.match(`${parent.error} ${parent.cause}`, /states:StartExecution on resource: .*:child because/);
  });

  it("stops the child with the parent, and sends EventBridge events of both", async () => {
    const QueueUrl = (await root.sqs.send(new CreateQueueCommand({ QueueName: "aborted" }))).QueueUrl;
    const Resource = `arn:aws:sqs:${REGION}:${ACCOUNT}:aborted`;
    const send = { Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource };
    await root.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policy(send) } }));
    const EventPattern = JSON.stringify({ source: ["aws.states"], detail: { status: ["ABORTED"] } });
    await root.events.send(new PutRuleCommand({ Name: "aborted", EventPattern }));
    await root.events.send(new PutTargetsCommand({ Rule: "aborted", Targets: [{ Id: "q", Arn: Resource }] }));
    const parent = await start("parent", "three", { wait: true });
    const child = executionArnOf("child:three");
    await eventually("running child", async () => (await cloud.inventory()).runningExecutions.includes(child));
    await root.sfn.send(new StopExecutionCommand({ executionArn: parent, error: "Enough" }));
    assert.equal((await ended(root, child)).status, "ABORTED");
    const told = [await nextMessage(root, QueueUrl), await nextMessage(root, QueueUrl)];
    assert.deepEqual(told.map((message) => message?.body.detail.executionArn).sort(), [child, parent].sort());
  });

  it("stops an execution that has only just been started", async () => {
    for (let run = 0; run < 10; run++) {
      const executionArn = await start("child", `short-${run}`, { wait: true });
      await root.sfn.send(new StopExecutionCommand({ executionArn }));
      const status = (await root.sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
      assert.ok(status === "ABORTED" || status === "SUCCEEDED", status);
    }
  });

  it("runs a task under its own role, and fails closed when its trust is cut", async () => {
    const caller = `arn:aws:iam::${ACCOUNT}:role/chained-machine`;
    await serviceRole(root, "chained-machine", "states.amazonaws.com", [
      { Action: "sts:AssumeRole", Resource: `arn:aws:iam::${ACCOUNT}:role/task` },
    ]);
    await serviceRole(root, "task", "ec2.amazonaws.com");
    const trust = (principal: object) =>
      root.iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: "task",
          PolicyDocument: policy({ Principal: principal, Action: "sts:AssumeRole" }),
        }),
      );
    await machine("chained", "chained-machine", {
      Who: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sts:getCallerIdentity",
        Credentials: { RoleArn: `arn:aws:iam::${ACCOUNT}:role/task` },
        Output: "{% $states.result.Arn %}",
        End: true,
      },
    });
    await trust({ AWS: caller });
    const good = await ended(root, await start("chained", "good", {}));
    assert.match(good.output ?? good.cause ?? "", /assumed-role\/task\//);
    await trust({ Service: "ec2.amazonaws.com" });
    const cut = await ended(root, await start("chained", "cut", {}));
    assert.equal(cut.status, "FAILED");
    assert.match(`${cut.error} ${cut.cause}`, /not authorized to assume the task state.s role/);
  });
});
