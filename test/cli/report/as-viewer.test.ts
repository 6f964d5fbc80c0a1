import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateStateMachineCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { runCommand } from "../../../cli/command";
import { reportCommand } from "../../../cli/report/index";
import { type Grant, grantStatements } from "../../../components/iam/grants";
import { ended, nodeFunction, serviceRole } from "../../helpers/embedded-aws";
import { TaskCloud } from "../../helpers/task-cloud";
import { signIn } from "../signed-in-stack";

/** A child that ran and one that failed, read over AWS's API under the permissions that the right `observe` stands for. */
describe("the report command, on the embedded cloud", function () {
  this.timeout(120_000);
  let cloud: TaskCloud;
  let folder: string;

  const file = () => join(folder, "run.html");
  const run = () => runCommand(reportCommand({ folder }), ["--stack", "test", "--out", file()]);
  const row = (app: string) =>
    new RegExp(`<tr[^>]* id="app-${app}"[\\s\\S]*?</tr>`).exec(readFileSync(file(), "utf8"))?.[0] ?? assert.fail(app);

  /** Writes the stack's file with the session of a role that has these rights, for single apps or for all. */
  const signInAs = (name: string, rights: readonly Grant[], apps?: readonly string[]) =>
    signIn(
      { cloud: cloud.cloud, folder, stack: "test", services: ["sfn"] },
      name,
      grantStatements(rights, { names: cloud.names, rollbacks: [], apps }),
    );

  before(async () => {
    cloud = await TaskCloud.start();
    folder = mkdtempSync(join(tmpdir(), "report-as-viewer-"));
    const { clients, names } = cloud;
    const task = { kind: "lambda", function: "runs" } as const;
    const apps = { db: { task }, ui: { task, after: ["db"] }, mail: { task } };
    writeFileSync(join(folder, "blueprint.json"), JSON.stringify({ name: "shop", apps }));
    const code = `exports.handler = async ({ app }) => { if (app === "ui") throw new Error("no <b>answer</b>"); return {}; };`;
    await nodeFunction(clients, "runs", await serviceRole(clients, "f", "lambda.amazonaws.com"), code);
    const definition = JSON.stringify({
      QueryLanguage: "JSONata",
      StartAt: "Failed",
      States: {
        Failed: { Type: "Fail", Error: "Error", Cause: '[notified] {"app": "ui", "error": "Error", "cause": "x"}' },
      },
    });
    const roleArn = await cloud.role("parent", { Service: "states.amazonaws.com" }, []);
    await clients.sfn.send(new CreateStateMachineCommand({ name: names.parent.name, definition, roleArn }));
    const machines = [await cloud.app("db", task), await cloud.app("ui", task), names.parent.arn];
    await cloud.app("mail", task);
    for (const stateMachineArn of machines) {
      const start = { stateMachineArn, name: "release-1", input: '{"context": {}}' };
      const { executionArn } = await clients.sfn.send(new StartExecutionCommand(start));
      await ended(clients, executionArn);
    }
  });
  after(async () => {
    await cloud?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("writes what children did: verified roles, attempts, messages, and what was not started", async () => {
    await signInAs("viewer", ["observe"]);
    const { status, stdout, stderr } = await run();
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /run release-1, FAILED, read from histories of the executions/);
    assert.match(row("db"), /data-status="SUCCEEDED"[\s\S]*>1<[\s\S]*>verified</);
    assert.match(row("ui"), /data-status="FAILED"[\s\S]*>verified</);
    assert.match(row("mail"), /data-status="NOT_STARTED"/);
    assert.match(
      readFileSync(file(), "utf8"),
      /<pre class="message" tabindex="0">no &lt;b&gt;answer&lt;\/b&gt;<\/pre>/,
    );
  });

  it("is refused to an observer of single apps, who may not list runs", async () => {
    await signInAs("db-team", ["observe"], ["db"]);
    const { status, stderr } = await run();
    assert.equal(status, 1);
    assert.match(stderr, /^AccessDeniedException: .*states:ListExecutions/);
  });
});
