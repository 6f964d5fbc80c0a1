import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { DescribeExecutionCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { runCommand } from "../../cli/command";
import { rollbackCommand } from "../../cli/rollback/index";
import { pruneVersions } from "../../components/versions/prune";
import { type SmallEnvironment, smallEnvironment } from "../helpers/small-environment";

const PINS = "app-of-apps:pins";
const CANARY = "app-of-apps:canary";

/** Executions by which a canary's share is measured. */
const STARTS = 200;

describe("versions on the real engine and the embedded cloud", function () {
  this.timeout(600_000);
  let environment: SmallEnvironment;

  const up = async (options: { refresh?: boolean } = {}) => {
    const { summary } = await environment.stack.up(options);
    const { same: _, ...changes } = summary.resourceChanges ?? {};
    return changes;
  };
  const set = (key: string, value: object) => environment.stack.setConfig(key, { value: JSON.stringify(value) });
  const orders = () => environment.names.app("orders").machine;

  /** Moves the alias back as the command does, by the stack's own settings, without its file. */
  async function rollBackTo(version: number): Promise<void> {
    const { stepFunctions } = environment;
    const source = await environment.stack.getAllConfig();
    const rollback = rollbackCommand({
      settings: () => ({ get: (key) => source[key]?.value, keys: () => Object.keys(source) }),
      clients: () => ({
        stepFunctions,
        mapOutput: async () => undefined,
        caller: async () => "the caller",
        record: async () => {},
        keep: async () => {},
      }),
    });
    const args = ["--stack", "sandbox", "--app", "orders", "--to", String(version), "--why", "a test"];
    const { status, stderr } = await runCommand(rollback, args);
    assert.equal(status, 0, stderr);
  }

  before(async () => {
    environment = await smallEnvironment();
    await environment.stack.up();
    await environment.write(61);
    await environment.stack.up();
  });
  after(() => environment.close());

  it("up publishes a version and moves the alias to it", async () => {
    assert.equal(await environment.live(), "2");
  });

  it("a pin holds the alias, shows it in a preview, and a second up changes nothing", async () => {
    await set(PINS, { orders: 1 });
    // The alias, and the inputs of the two components that it is in.
    assert.deepEqual((await environment.stack.preview()).changeSummary.update, 3);
    assert.deepEqual(await up(), { update: 3 });
    assert.equal(await environment.live(), "1");
    await environment.write(62);
    await up();
    assert.equal(await environment.live(), "1", "a new version is published and the alias is held");
    assert.deepEqual(
      (await environment.stepFunctions.listVersions(orders().arn)).map(({ version }) => version),
      [3, 2, 1],
    );
    assert.deepEqual(await up(), {});
  });

  it("refuses a pin and a canary of the same app before anything is done", async () => {
    await set(CANARY, { orders: { from: 1, percent: 20 } });
    assert.match(await environment.refusal(), /app-of-apps:canary\.orders: orders is pinned to version 1 as well/);
  });

  it("a canary splits the traffic by weight", async () => {
    await set(PINS, {});
    await up();
    assert.equal(await environment.live(), "3 (20 %), 1 (80 %)");
    const { sfn } = environment;
    const versions = await Promise.all(
      Array.from({ length: STARTS }, async () => {
        const start = { stateMachineArn: orders().aliasArn, input: JSON.stringify({ rehearse: true }) };
        const { executionArn } = await sfn.send(new StartExecutionCommand(start));
        const { stateMachineVersionArn } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        return stateMachineVersionArn?.replace(/^.*:/, "");
      }),
    );
    const newest = versions.filter((version) => version === "3").length;
    assert.equal(versions.filter((version) => version === "1").length, STARTS - newest);
    // 40 expected, standard deviation 5.7: five of them either way.
    assert.ok(newest > 11 && newest < 69, `${newest} of ${STARTS}`);
    await set(CANARY, {});
    await up();
    assert.equal(await environment.live(), "3");
  });

  it("a rollback stays through an up, and is moved forward by one that refreshes", async () => {
    await rollBackTo(1);
    assert.equal(await environment.live(), "1");
    assert.deepEqual(await up(), {});
    assert.equal(await environment.live(), "1", "nothing of the machine has changed, so its alias is left alone");
    assert.deepEqual(await up({ refresh: true }), { update: 1 });
    assert.equal(await environment.live(), "3");
  });

  it("a rollback that is pinned stays whatever comes", async () => {
    await rollBackTo(1);
    await set(PINS, { orders: 1 });
    await up();
    assert.deepEqual(await up({ refresh: true }), {});
    await environment.write(63);
    await up();
    assert.equal(await environment.live(), "1");
  });

  it("prunes what no alias leads to and no setting names", async () => {
    const { stepFunctions } = environment;
    assert.deepEqual(await pruneVersions(stepFunctions, orders().arn, { keep: [2], newest: 1 }), [3]);
    await pause(100);
    assert.deepEqual(
      (await stepFunctions.listVersions(orders().arn)).map(({ version }) => version),
      [4, 2, 1],
    );
    assert.deepEqual(await pruneVersions(stepFunctions, orders().arn, { keep: [2], newest: 1 }), []);
    assert.equal(await environment.live(), "1");
  });
});
