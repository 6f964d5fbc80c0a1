import assert from "node:assert/strict";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { ended, eventually, nodeFunction, policy } from "../helpers/embedded-aws";
import { FaultCloud } from "./fault-cloud";
import { FaultEnvironment } from "./fault-environment";

/** The message of the environment's rule; its commands are followed by the SDK, as no CLI is at hand. */
describe("the commands of a failure message, on the embedded cloud", function () {
  this.timeout(120_000);
  let cloud: FaultCloud;
  before(async () => {
    cloud = await FaultCloud.start();
  });
  after(() => cloud?.stop());

  /** An environment whose app takes three seconds. */
  async function environmentOf(name: string): Promise<FaultEnvironment> {
    const trust = policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
    const role = await cloud.role(`${name}-function`, trust, undefined);
    const wait = "await new Promise((resolve) => setTimeout(resolve, 3000))";
    await nodeFunction(cloud.clients, name, role, `exports.handler = async () => { ${wait}; return {}; };`);
    return FaultEnvironment.deploy(cloud, name, { task: { kind: "lambda", function: name } });
  }

  async function redriven(executionArn: string) {
    await cloud.clients.sfn.send(new RedriveExecutionCommand({ executionArn }));
    return eventually("it has ended again", () => ended(cloud.clients, executionArn).catch(() => false as const), 30);
  }

  const line = (text: string, start: string): string =>
    text
      .split("\n")
      .map((one) => one.replace(/^"|"$/g, ""))
      .find((one) => one.startsWith(start)) ?? assert.fail(`${start} in ${text}`);

  it("redrive an aborted app, which then succeeds", async () => {
    const environment = await environmentOf("apart");
    const child = await environment.runAlone((arn) => environment.stop(arn));
    const { text } = await environment.firstTold();
    const [, arn = ""] = /redrive-execution .*--execution-arn (\S+)$/.exec(line(text, "Or, if one app")) ?? [];
    assert.equal(arn, child.executionArn);
    const again = await redriven(arn);
    assert.equal(again.status, "SUCCEEDED", again.cause);
    assert.equal(again.redriveCount, 1);
    const { aliasArn } = environment.plan.names.app("work").machine;
    assert.equal(line(text, "Alias: "), `Alias: ${aliasArn}`);
    assert.equal(line(text, "Version: "), `Version: ${child.stateMachineVersionArn}`);
  });

  it("start an aborted parent again, as a redrive fails: the name of the child's execution is taken", async () => {
    const environment = await environmentOf("whole");
    const { parent, machine } = { parent: environment.plan.names.parent, ...environment.plan.names.app("work") };
    const run = await environment.run(() => environment.stop(`${parent.executionPrefix}run`));
    assert.equal(run.parent.status, "ABORTED");
    const { text } = await environment.firstTold();
    assert.equal(line(text, "Execution: "), `Execution: ${run.parent.executionArn}`);

    const again = await redriven(`${parent.executionPrefix}run`);
    assert.deepEqual([again.status, again.error], ["FAILED", "StepFunctions.ExecutionAlreadyExistsException"]);
    const { events = [] } = await cloud.clients.sfn.send(
      new GetExecutionHistoryCommand({ executionArn: `${machine.executionPrefix}run` }),
    );
    assert.ok(!events.some(({ type }) => type === "ExecutionRedriven"));

    const [, from, to] =
      /describe-execution .*--query input .*--execution-arn (\S+) \| aws stepfunctions start-execution .*--state-machine-arn (\S+) --input file:\/\/\/dev\/stdin$/.exec(
        line(text, "Then run again: "),
      ) ?? assert.fail(text);
    const { input } = await cloud.clients.sfn.send(new DescribeExecutionCommand({ executionArn: from }));
    const { executionArn } = await cloud.clients.sfn.send(
      new StartExecutionCommand({ stateMachineArn: to, input, name: "again" }),
    );
    const third = await eventually(
      "it has ended",
      () => ended(cloud.clients, executionArn).catch(() => false as const),
      30,
    );
    assert.equal(third.status, "SUCCEEDED", third.cause);
  });
});
