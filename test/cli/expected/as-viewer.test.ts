import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DescribeExecutionOutput, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { runCommand } from "../../../cli/command";
import { sfnHistory } from "../../../cli/expected/aws";
import { expectedCommand } from "../../../cli/expected/index";
import { medianOf, stableSeconds } from "../../../cli/expected/learned-seconds";
import { pastSeconds } from "../../../cli/expected/past-runs";
import { readStackFile } from "../../../cli/stack-file";
import { rehearsalName } from "../../../components/definitions/rehearsal/protocol";
import { planEnvironment } from "../../../components/environment/plan";
import { type Grant, grantStatements } from "../../../components/iam/grants";
import { readInputs } from "../../../stacks/inputs";
import { ended, nodeFunction, serviceRole } from "../../helpers/embedded-aws";
import { TaskCloud } from "../../helpers/task-cloud";
import { signIn } from "../signed-in-stack";

/** A function that takes as many seconds as the context says, and fails if that says so. */
const SLEEPS = `exports.handler = async ({ context }) => {
  if (context.fails) throw new Error("as asked");
  await new Promise((resolve) => setTimeout(resolve, 1000 * context.seconds));
  return {};
};`;

/** Children that ran, read over AWS's API with a viewer's permissions as the environment grants them. */
describe("the command that learns expected seconds, on the embedded cloud", function () {
  this.timeout(120_000);
  let cloud: TaskCloud;
  let folder: string;
  let db: string;
  /** Runs of `db` that count, newest first. */
  let runs: DescribeExecutionOutput[];

  const task = { kind: "lambda", function: "sleeps" } as const;
  const command = (...args: string[]) => runCommand(expectedCommand({ folder }), ["--stack", "test", ...args]);
  const tookSeconds = ({ startDate, stopDate }: DescribeExecutionOutput) =>
    ((stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0)) / 1000;

  /** Writes the stack's file with the session of a role that has these rights. */
  const signInAs = (name: string, rights: readonly Grant[], settings = {}) =>
    signIn(
      { cloud: cloud.cloud, folder, stack: "test", services: ["sfn"], settings },
      name,
      grantStatements(rights, { names: cloud.names, rollbacks: [] }),
    );

  /** A rehearsal under this name, or under one that Step Functions chooses. */
  async function rehearse(name?: string): Promise<void> {
    const start = { stateMachineArn: db, name, input: '{"rehearse": true}' };
    const { executionArn } = await cloud.clients.sfn.send(new StartExecutionCommand(start));
    assert.equal((await ended(cloud.clients, executionArn)).status, "SUCCEEDED");
  }

  before(async () => {
    cloud = await TaskCloud.start();
    folder = mkdtempSync(join(tmpdir(), "expected-as-viewer-"));
    const apps = { db: { task }, mail: { task }, ui: { task, after: ["db"], expectedSeconds: 0.5 } };
    writeFileSync(join(folder, "blueprint.json"), JSON.stringify({ name: "shop", apps }));
    await nodeFunction(cloud.clients, "sleeps", await serviceRole(cloud.clients, "f", "lambda.amazonaws.com"), SLEEPS);
    db = await cloud.app("db", task);
    await cloud.app("ui", task);
    runs = [];
    for (const seconds of [3, 1.5, 0]) {
      const run = await cloud.run(db, { seconds });
      assert.equal(run.status, "SUCCEEDED", run.cause);
      runs.unshift(run);
    }
    assert.ok(runs.every((run) => tookSeconds(run) > 0));
    assert.equal((await cloud.run(db, { fails: true })).status, "FAILED");
    await rehearse(rehearsalName("0f8fad5b-d9cb-469f-a165-70867728950e"));
    await rehearse("a-name-of-my-own");
    await rehearse();
  });
  after(async () => {
    await cloud?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is refused to a role that is not allowed to list runs", async () => {
    await signInAs("starter", ["start"]);
    const { status, stdout, stderr } = await command();
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /^AccessDeniedException: .*states:ListExecutions/);
  });

  it("finds the runs that count for a viewer, and none of rehearsals, of failures and of apps that were never deployed", async () => {
    await signInAs("viewer", ["observe"]);
    const { status, stdout, stderr } = await command("--json");
    assert.deepEqual([status, stderr], [0, ""]);
    const seconds = runs.map(tookSeconds);
    const median = medianOf(seconds) ?? assert.fail();
    assert.ok(median >= 1.5, `${median}`);
    assert.deepEqual(JSON.parse(stdout).apps, [
      { app: "db", runs: 3, medianSeconds: median, longestSeconds: Math.max(...seconds), write: stableSeconds(median) },
      { app: "mail", runs: 0 },
      { app: "ui", expectedSeconds: 0.5, by: "blueprint", runs: 0 },
    ]);
    const newest = JSON.parse((await command("--json", "--app", "db", "--runs", "1")).stdout);
    assert.equal(newest.apps[0].longestSeconds, seconds[0]);
  });

  it("finds the same page by page", async () => {
    assert.deepEqual(await pastSeconds(sfnHistory(cloud.clients.sfn, 1), db, 20), runs.map(tookSeconds));
  });

  it("writes what it learned; the plan of the environment has it, and a second time there is nothing to write", async () => {
    await signInAs("writer", ["observe"], { "app-of-apps:expectedSeconds": { ui: 4.5 } });
    const before = readFileSync(join(folder, "Pulumi.test.yaml"), "utf8");
    const { status, stdout } = await command("--write");
    assert.equal(status, 0);
    assert.match(stdout, /1 value written to Pulumi\.test\.yaml/);
    const learned = stableSeconds(medianOf(runs.map(tookSeconds)) ?? 0);
    const after = readFileSync(join(folder, "Pulumi.test.yaml"), "utf8");
    assert.equal(after, before.replace("ui: 4.5\n", `ui: 4.5\n    db: ${learned}\n`));
    const { schedule, apps } = planEnvironment(readInputs("test", readStackFile(folder, "test")));
    assert.equal(schedule.criticalPathSeconds, learned + 4.5);
    assert.deepEqual([apps.db?.spec.expectedSeconds, apps.mail?.spec.expectedSeconds], [learned, undefined]);
    assert.match((await command("--write")).stdout, /There is nothing to write\.\n$/);
    assert.equal(readFileSync(join(folder, "Pulumi.test.yaml"), "utf8"), after);
  });
});
