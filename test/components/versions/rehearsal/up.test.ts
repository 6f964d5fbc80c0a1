import assert from "node:assert/strict";
import { keyedMachines } from "../../../../components/versions/machine-keys";
import { UpRehearsal } from "../../../../components/versions/rehearsal/up";
import { names } from "../../definitions/samples";
import { FakeControl } from "../fake-control";

const APPS = { carts: { rollback: {} }, orders: {} };
const verdict = (app: string, more: object = {}) => ({
  app,
  verdict: "proven",
  role: "r",
  chain: "a -> b",
  ...more,
});
const missing = { verdict: "broken", error: "PermissionMissing", cause: "may not" };
const child = (app: string, more: object = {}) => ({
  status: "SUCCEEDED",
  output: JSON.stringify({ context: { [app]: verdict(app, more) } }),
});
const parent = (...rows: object[]) => ({ status: "SUCCEEDED", output: JSON.stringify({ rehearsal: rows }) });
const version = (arn: string) => `${arn}:7`;
const carts = names.app("carts");

/** An `up`; `held` are the keys of machines with a pin or a canary. */
function up(...held: string[]) {
  const control = new FakeControl();
  control.ends.set(version(carts.machine.arn), [child("carts")]);
  control.ends.set(version(carts.rollback.arn), [child("carts")]);
  control.ends.set(version(names.parent.arn), [parent(verdict("carts"), verdict("orders"))]);
  control.ends.set(names.parent.aliasArn, [parent(verdict("carts"), verdict("orders"))]);
  const machines = keyedMachines(names, APPS, [names.part(1), names.undo(1)]);
  const leadsToNewest = (key: string) => !held.includes(key);
  const desk = { control, wait: async () => {} };
  const rehearsals = new UpRehearsal(desk, { names, apps: Object.keys(APPS), machines, leadsToNewest });
  const started = () => control.started.map(({ arn, input }) => [arn.replace(/^.*:stateMachine:/, ""), input]);
  return { control, rehearsals, started };
}

const quiet = { rehearse: true, quiet: true };

describe("UpRehearsal", () => {
  it("rehearses the environment at the end where no alias has moved", async () => {
    const { rehearsals, started } = up();
    assert.deepEqual(await rehearsals.broken(), []);
    assert.deepEqual(started(), [["shop-test:live", quiet]]);
  });

  it("asks no app twice, and nothing again once the parent has proven the rest", async () => {
    const { rehearsals, started } = up();
    await rehearsals.version(version(carts.machine.arn));
    await rehearsals.version(version(names.parent.arn));
    assert.deepEqual(await rehearsals.broken(), []);
    assert.deepEqual(started(), [
      ["shop-test_carts:7", { rehearse: true }],
      ["shop-test:7", { ...quiet, proven: ["carts"] }],
    ]);
  });

  it("takes no proof from an alias that leads elsewhere, too, nor from the machine that undoes an app", async () => {
    const pinned = up("carts", "_parent");
    await pinned.rehearsals.version(version(carts.machine.arn));
    await pinned.rehearsals.version(version(names.parent.arn));
    await pinned.rehearsals.broken();
    assert.deepEqual(pinned.started().slice(1), [
      ["shop-test:7", quiet],
      ["shop-test:live", quiet],
    ]);
    const undone = up();
    await undone.rehearsals.version(version(carts.rollback.arn));
    await undone.rehearsals.broken();
    assert.deepEqual(undone.started()[1], ["shop-test:live", quiet]);
  });

  it("asks again for what a hook has found broken", async () => {
    const { control, rehearsals, started } = up();
    control.ends.set(version(carts.machine.arn), [child("carts", missing)]);
    assert.equal((await rehearsals.version(version(carts.machine.arn)))[0]?.error, "PermissionMissing");
    control.ends.set(version(names.parent.arn), [parent(verdict("carts", missing), verdict("orders"))]);
    await rehearsals.version(version(names.parent.arn));
    control.ends.set(names.parent.aliasArn, [parent(verdict("carts", missing), verdict("orders"))]);
    assert.deepEqual(
      (await rehearsals.broken()).map(({ app }) => app),
      ["carts"],
    );
    assert.deepEqual(started()[3], ["shop-test:7", quiet]);
  });

  for (const { machine } of [names.part(1), names.undo(1)]) {
    it(`asks ${machine.name} about its own role before its alias moves`, async () => {
      const { control, rehearsals, started } = up();
      control.ends.set(version(machine.arn), [parent(verdict(machine.name))]);
      assert.deepEqual(await rehearsals.version(version(machine.arn)), []);
      assert.deepEqual(started(), [[`${machine.name}:7`, { ...quiet, proven: ["carts", "orders"] }]]);
      control.ends.set(version(machine.arn), [parent(verdict(machine.name, missing))]);
      const [row] = await rehearsals.version(version(machine.arn));
      assert.deepEqual([row?.app, row?.error], [machine.name, "PermissionMissing"]);
    });
  }

  it("has nothing to say of a machine that is not the environment's", async () => {
    assert.deepEqual(await up().rehearsals.version("arn:aws:states:eu-central-1:1:stateMachine:other:1"), []);
  });
});
