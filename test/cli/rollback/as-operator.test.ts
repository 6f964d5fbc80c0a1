import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateLogGroupCommand, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { runCommand } from "../../../cli/command";
import { rollbackCommand } from "../../../cli/rollback/index";
import { readStackFile } from "../../../cli/stack-file";
import { environmentNames, type MachineNames, scopeOf } from "../../../components/core/names";
import { policyJson } from "../../../components/core/policy-document";
import { planEnvironment } from "../../../components/environment/plan";
import { type Grant, grantStatements } from "../../../components/iam/grants";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { startInterpreter } from "../../../sandbox/aws/interpreter/server";
import { readInputs } from "../../../stacks/inputs";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  ended,
  policy,
  REGION,
  serviceRole,
  startTestCloud,
} from "../../helpers/embedded-aws";
import { signIn } from "../signed-in-stack";

const NAMES = environmentNames(scopeOf({ blueprint: "shop", environment: "dev", account: ACCOUNT, region: REGION }));
const { machine: ORDERS, rollback: ROLLBACK } = NAMES.app("orders");

/** The command over the embedded AWS's own APIs, with an operator's rights as the environment grants them. */
describe("the rollback command, as IAM judges it", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let folder: string;

  const definition = (Comment: string, end: object = { Type: "Succeed" }) =>
    JSON.stringify({ Comment, QueryLanguage: "JSONata", StartAt: "End", States: { End: end } });

  /** Creates a machine with its alias. */
  async function deploy({ name }: MachineNames, roleArn: string, text: string): Promise<void> {
    const { stateMachineVersionArn } = await root.sfn.send(
      new CreateStateMachineCommand({ name, roleArn, definition: text, publish: true }),
    );
    const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
    await root.sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
  }

  /** Runs a machine to its end; returns the status. */
  async function runToEnd({ arn }: MachineNames, name: string): Promise<string | undefined> {
    const { executionArn } = await root.sfn.send(
      new StartExecutionCommand({ stateMachineArn: arn, name, input: '{"context": {}}' }),
    );
    return (await ended(root, executionArn)).status;
  }

  /** Writes the stack's file with the session of a role that has these grants. */
  const signInAs = (role: string, grants: readonly Grant[]) =>
    signIn(
      { cloud, folder, services: ["sfn", "sts", "cloudwatchlogs"] },
      role,
      grantStatements(grants, { names: NAMES, rollbacks: [NAMES.app("db").rollback, ROLLBACK] }),
    );

  const command = (...args: string[]) =>
    runCommand(rollbackCommand({ folder }), ["--stack", "dev", "--app", "orders", ...args]);
  const rollBackRun = (run: string) =>
    runCommand(rollbackCommand({ folder }), ["--stack", "dev", "--run", run, "--why", "orders are lost"]);

  async function records(): Promise<Record<string, unknown>[]> {
    const { events = [] } = await root.logs.send(
      new FilterLogEventsCommand({ logGroupName: NAMES.logGroup.name, logStreamNames: ["versions"] }),
    );
    return events.map(({ message = "" }) => JSON.parse(message));
  }

  async function live(): Promise<{ version: string | undefined; description: string | undefined }> {
    const { routingConfiguration, description } = await root.sfn.send(
      new DescribeStateMachineAliasCommand({ stateMachineAliasArn: ORDERS.aliasArn }),
    );
    return { version: routingConfiguration?.[0]?.stateMachineVersionArn?.replace(/^.*:/, ""), description };
  }

  before(async () => {
    cloud = await startTestCloud({ interpreter: startInterpreter, waitScale: 0.01 });
    root = clientsOf(cloud);
    folder = mkdtempSync(join(tmpdir(), "rollback-as-operator-"));
    const task = { kind: "lambda", function: "f" };
    const apps = { db: { task, rollback: { task } }, orders: { task, after: ["db"], rollback: { task } } };
    writeFileSync(join(folder, "blueprint.json"), JSON.stringify({ name: "shop", apps }));
    await root.logs.send(new CreateLogGroupCommand({ logGroupName: NAMES.logGroup.name }));
    const roleArn = await serviceRole(root, "machines", "states.amazonaws.com");
    const stateMachineArn = ORDERS.arn;
    await deploy(ORDERS, roleArn, definition("1"));
    const { stateMachineVersionArn } = await root.sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: definition("2"), publish: true }),
    );
    await root.sfn.send(
      new UpdateStateMachineAliasCommand({
        stateMachineAliasArn: ORDERS.aliasArn,
        routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
      }),
    );
    // Apps and parent end at once; what rolls a run back is the environment's own, with its own role.
    const fails = definition("1", { Type: "Fail", Error: "Broken", Cause: "on purpose" });
    await deploy(NAMES.parent, roleArn, fails);
    await deploy(NAMES.app("db").machine, roleArn, fails);
    await deploy(ROLLBACK, roleArn, definition("1"));
    await signInAs("reader", ["observe"]);
    const { runRollback } = planEnvironment(readInputs("dev", readStackFile(folder, "dev")));
    assert.ok(runRollback !== undefined);
    const { machine, machineRole } = NAMES.runRollback;
    const trust = { Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" };
    await root.iam.send(new CreateRoleCommand({ RoleName: machineRole.name, AssumeRolePolicyDocument: policy(trust) }));
    await root.iam.send(
      new PutRolePolicyCommand({
        RoleName: machineRole.name,
        PolicyName: "own",
        PolicyDocument: policyJson(runRollback.statements),
      }),
    );
    await deploy(machine, machineRole.arn, JSON.stringify(runRollback.definition));
  });
  after(async () => {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is refused to a viewer, who is allowed to list", async () => {
    await signInAs("viewer", ["observe"]);
    const listed = await command("--list");
    assert.deepEqual([listed.status, listed.stderr], [0, ""]);
    assert.match(listed.stdout, / 2 {2}\S+ {2}live\n +1 {2}\S+\n/);
    const { status, stderr } = await command("--to", "1", "--why", "I am curious");
    assert.equal(status, 1);
    assert.match(stderr, /orders was not moved.*AccessDeniedException.*states:UpdateStateMachineAlias/);
    assert.equal((await live()).version, "2");
  });

  it("moves the alias for an operator, and the log says who, from, to and why", async () => {
    await signInAs("operator", ["observe", "rollback"]);
    const { status, stdout, stderr } = await command("--to", "1", "--why", "checkout is slow", "--pin");
    assert.deepEqual([status, stderr], [0, ""], stdout);
    const { version, description } = await live();
    assert.equal(version, "1");
    const who = `arn:aws:sts::${ACCOUNT}:assumed-role/operator/ann`;
    assert.match(description ?? "", new RegExp(`^Rolled back from 2 to 1 at .* by ${who}: checkout is slow$`));
    const [record, ...more] = await records();
    assert.deepEqual(more, []);
    assert.deepEqual(
      [record?.type, record?.machine, record?.from, record?.to, record?.who, record?.why],
      ["AliasMoved", "orders", [{ version: 2, weight: 100 }], [{ version: 1, weight: 100 }], who, "checkout is slow"],
    );
    assert.match(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8"), /app-of-apps:pins:\n {4}orders: 1\n/);
  });

  it("rolls back a run for an operator, not for a viewer, and the log says who and why", async () => {
    const ends = await Promise.all(
      [ORDERS, NAMES.app("db").machine, NAMES.parent].map((one) => runToEnd(one, "release-7")),
    );
    assert.deepEqual(ends, ["SUCCEEDED", "FAILED", "FAILED"]);
    await signInAs("run-viewer", ["observe"]);
    const refused = await rollBackRun("release-7");
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /^AccessDeniedException: .*states:StartExecution.*shop-dev_rollback_run/);
    await signInAs("run-operator", ["observe", "rollback"]);
    const { status, stdout, stderr } = await rollBackRun("release-7");
    assert.deepEqual([status, stderr], [0, ""], stdout);
    assert.match(stdout, /\n {2}orders {2}rolled back\n {2}db {6}not released\n1 of 2 apps rolled back\.\n/);
    const { status: rolledBack } = await root.sfn.send(
      new DescribeExecutionCommand({ executionArn: `${ROLLBACK.executionPrefix}release-7` }),
    );
    assert.equal(rolledBack, "SUCCEEDED");
    const record = (await records()).at(-1);
    assert.deepEqual(
      [record?.type, record?.run, record?.execution, record?.who, record?.why],
      [
        "RunRollbackStarted",
        "release-7",
        `${NAMES.runRollback.machine.executionPrefix}release-7`,
        `arn:aws:sts::${ACCOUNT}:assumed-role/run-operator/ann`,
        "orders are lost",
      ],
    );
    const again = await rollBackRun("release-7");
    assert.deepEqual([again.status, again.stdout], [1, ""]);
    assert.match(again.stderr, /^Run release-7 has already been rolled back, by /);
  });

  it("reads what became of each app from the history of a rollback that failed", async () => {
    assert.equal(await runToEnd(ORDERS, "release-8"), "SUCCEEDED");
    assert.equal(await runToEnd(NAMES.parent, "release-8"), "FAILED");
    const fails = definition("2", { Type: "Fail", Error: "Broken", Cause: "on purpose" });
    const { stateMachineVersionArn } = await root.sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn: ROLLBACK.arn, definition: fails, publish: true }),
    );
    await root.sfn.send(
      new UpdateStateMachineAliasCommand({
        stateMachineAliasArn: ROLLBACK.aliasArn,
        routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
      }),
    );
    const { status, stdout, stderr } = await rollBackRun("release-8");
    assert.equal(status, 1);
    assert.match(stdout, /\n {2}orders {2}failed: States\.TaskFailed\n {2}db {6}unknown\n0 of 2 apps rolled back\.\n/);
    assert.match(stderr, /^Not rolled back: orders\. The execution ended FAILED\.\nNext: aws .*release-8\nThen start /);
  });
});
