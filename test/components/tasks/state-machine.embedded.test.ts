import assert from "node:assert/strict";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  ListExecutionsCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { stateMachineKind } from "../../../components/tasks/state-machine";
import { ACCOUNT, eventually, REGION } from "../../helpers/embedded-aws";
import { TaskCloud } from "../../helpers/task-cloud";

const arnOf = (name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;
const task = (machine: string) => ({ kind: "stateMachine", machine }) as const;

/** Runs on the embedded cloud: machines, aliases and IAM are real. It does not prove how AWS words a cause. */
describe("task kind stateMachine on the embedded cloud", function () {
  this.timeout(60_000);
  let cloud: TaskCloud;

  /** Somebody's machine, with one alias. */
  async function machine(name: string, state: object, alias = "live") {
    const definition = (one: object) => JSON.stringify({ QueryLanguage: "JSONata", StartAt: "S", States: { S: one } });
    const { stateMachineVersionArn } = await cloud.clients.sfn.send(
      new CreateStateMachineCommand({ name, roleArn, definition: definition(state), publish: true }),
    );
    await cloud.clients.sfn.send(
      new CreateStateMachineAliasCommand({
        name: alias,
        routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
      }),
    );
    await cloud.clients.sfn.send(
      new UpdateStateMachineCommand({
        stateMachineArn: arnOf(name),
        definition: definition({ Type: "Fail", Error: "NotByAlias" }),
      }),
    );
  }
  const executionsOf = async (name: string) =>
    (await cloud.clients.sfn.send(new ListExecutionsCommand({ stateMachineArn: arnOf(name) }))).executions ?? [];
  let roleArn: string;

  before(async () => {
    cloud = await TaskCloud.start();
    roleArn = await cloud.role("somebody", { Service: "states.amazonaws.com" }, []);
    await machine("echo", { Type: "Pass", Output: "{% $states.input %}", End: true });
    await machine("one", { Type: "Pass", Output: [1], End: true }, "canary");
    await machine("fails", { Type: "Fail", Error: "NoIndex", Cause: "the index is gone" });
    await machine("slow", { Type: "Wait", Seconds: 100_000, End: true });
  });
  after(() => cloud?.stop());

  it("runs the version behind the alias, hands it the context and its starter, and gives its output", async () => {
    const started = await cloud.app("told", task("echo:live"));
    const told = (await cloud.result("told", started, { db: { ready: true } })) as Record<string, unknown>;
    const { execution, AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: by, ...rest } = told;
    assert.match(String(execution), /:execution:shop-test_told:/);
    assert.equal(by, execution);
    assert.deepEqual(rest, { app: "told", environment: "test", action: "release", context: { db: { ready: true } } });
    const [child] = await executionsOf("echo");
    assert.match(child?.name ?? "", /^told-[0-9a-f]{32}$/);
  });

  it("takes another alias, and a list of one as it is", async () => {
    const machineArn = await cloud.app("one", task(`${arnOf("one")}:canary`));
    assert.deepEqual(await cloud.result("one", machineArn), [1]);
  });

  it("fails with States.TaskFailed and what the machine failed with", async () => {
    const end = await cloud.run(await cloud.app("fails", task("fails:live")));
    assert.deepEqual([end.status, end.error], ["FAILED", "States.TaskFailed"]);
    assert.match(end.cause ?? "", /NoIndex/);
    assert.match(end.cause ?? "", /the index is gone/);
    assert.equal((await executionsOf("fails")).length, 1);
  });

  it("stops the machine when the run is stopped, and when its time is over", async () => {
    await cloud.abortWhenSubmitted(await cloud.start(await cloud.app("stopped", task("slow:live"))));
    const late = await cloud.run(await cloud.app("late", task("slow:live"), { timeoutSeconds: 1 }));
    assert.deepEqual([late.status, late.error], ["FAILED", "States.Timeout"]);
    await eventually("both are stopped", async () => {
      const found = await executionsOf("slow");
      return found.length === 2 && found.every(({ status }) => status === "ABORTED");
    });
  });

  const without = (missing: string) =>
    stateMachineKind
      .permissions(task("echo:live"), cloud.names.scope, "")
      .map((one) => ({ ...one, Action: one.Action.filter((action) => action !== missing) }))
      .filter(({ Action }) => Action.length > 0);

  it("is refused without the right to start", async () => {
    const machineArn = await cloud.app("no-start", task("echo:live"), { rights: without("states:StartExecution") });
    const end = await cloud.run(machineArn);
    assert.deepEqual([end.status, end.error], ["FAILED", "StepFunctions.AWSStepFunctionsException"], end.cause);
    assert.match(end.cause ?? "", /not authorized to perform: states:StartExecution/);
  });

  it("fails without the right to look, and runs the machine once however often it tries", async () => {
    const machineArn = await cloud.app("no-look", task("echo:live"), { rights: without("states:DescribeExecution") });
    const end = await cloud.run(machineArn);
    assert.deepEqual([end.status, end.error], ["FAILED", "StepFunctions.ExecutionAlreadyExistsException"], end.cause);
    const mine = (await executionsOf("echo")).filter(({ name }) => name?.startsWith("no-look-"));
    assert.equal(mine.length, 1);
  });

  it("is refused for another alias and another machine", async () => {
    const rights = stateMachineKind.permissions(task("echo:live"), cloud.names.scope, "");
    for (const [app, other] of [
      ["other-alias", task("echo:next")],
      ["other-machine", task("fails:live")],
    ] as const) {
      const end = await cloud.run(await cloud.app(app, other, { rights }));
      assert.match(end.cause ?? "", /not authorized to perform: states:StartExecution/, app);
    }
  });
});
