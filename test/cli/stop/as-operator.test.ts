import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { runCommand } from "../../../cli/command";
import { sfnStopApi } from "../../../cli/stop/aws";
import { stopCommand } from "../../../cli/stop/index";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { type Grant, grantStatements } from "../../../components/iam/grants";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { startInterpreter } from "../../../sandbox/aws/interpreter/server";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  REGION,
  refused,
  serviceRole,
  startTestCloud,
  user,
} from "../../helpers/embedded-aws";
import { stackConfig } from "../../helpers/stack-config";

const NAMES = environmentNames(scopeOf({ blueprint: "shop", environment: "dev", account: ACCOUNT, region: REGION }));

/** The command over the embedded AWS's own APIs, with the rights of the access map. */
describe("the stop command, as IAM judges it", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let folder: string;

  before(async function () {
    this.timeout(60_000);
    cloud = await startTestCloud({ interpreter: startInterpreter });
    root = clientsOf(cloud);
    folder = mkdtempSync(join(tmpdir(), "stop-as-operator-"));
    const task = { kind: "lambda", function: "f" };
    writeFileSync(
      join(folder, "blueprint.json"),
      JSON.stringify({ name: "shop", apps: { db: { task }, orders: { task } } }),
    );
    const roleArn = await serviceRole(root, "machines", "states.amazonaws.com");
    const hour = { QueryLanguage: "JSONata", StartAt: "W", States: { W: { Type: "Wait", Seconds: 3600, End: true } } };
    // orders is in the blueprint and not deployed.
    for (const { name, arn: stateMachineArn } of [NAMES.parent, NAMES.app("db").machine]) {
      await root.sfn.send(new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(hour) }));
      await root.sfn.send(new StartExecutionCommand({ stateMachineArn, name: "long" }));
    }
  });
  after(async () => {
    await cloud?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The command as a user with these rights. */
  async function stop(name: string, grants: readonly Grant[], ...args: string[]) {
    const key = await user(root, name, grantStatements(grants, { names: NAMES, rollbacks: [] }));
    const settings = new Map(
      Object.entries({
        ...stackConfig("dev"),
        "aws:region": REGION,
        "aws:allowedAccountIds": JSON.stringify([ACCOUNT]),
        "app-of-apps:blueprint": join(folder, "blueprint.json"),
      }),
    );
    const command = stopCommand({
      settings: () => ({ get: (one) => settings.get(one), keys: () => [...settings.keys()] }),
      api: () => sfnStopApi(clientsOf(cloud, key).sfn),
    });
    return await runCommand(command, ["--stack", "dev", ...args]);
  }

  it("refuses a stop without a reason", async () => {
    const { status, stderr } = await stop("hasty", ["stop"]);
    assert.equal(status, 2);
    assert.match(stderr, /^--why is required/);
  });

  it("lists what runs for an observer, who may not stop it", async () => {
    const listed = await stop("observer", ["observe"], "--dry-run");
    assert.equal(listed.status, 0, listed.stderr);
    assert.equal(listed.stdout, "_parent  long  running\ndb       long  running\n2 running; nothing was stopped\n");
    const { status, stdout } = await stop("observer-2", ["observe"], "--why", "no right");
    assert.equal(status, 1);
    assert.match(stdout, /^_parent {2}long {2}refused: .*not authorized/);
  });

  it("ends everything with the reason, after which a machine that waited for its deletion is gone", async () => {
    const stateMachineArn = NAMES.parent.arn;
    await root.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: NAMES.app("db").machine.arn }));
    const { status, stdout, stderr } = await stop("operator", ["observe", "stop"], "--why", "the environment goes");
    assert.equal(status, 0, stderr);
    assert.equal(stdout, "_parent  long  stopped\ndb       long  stopped\n2 of 2 stopped\n");
    const executionArn = `${NAMES.parent.executionPrefix}long`;
    const run = await root.sfn.send(new DescribeExecutionCommand({ executionArn }));
    assert.deepEqual([run.status, run.cause], ["ABORTED", "the environment goes"]);
    const db = new DescribeStateMachineCommand({ stateMachineArn: NAMES.app("db").machine.arn });
    await refused(root.sfn.send(db), "StateMachineDoesNotExist", /db/);
    assert.equal((await root.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).status, "ACTIVE");
  });
});
