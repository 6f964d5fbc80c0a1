import assert from "node:assert/strict";
import { rehearsalOutput, rehearseEnvironment } from "../../../../components/versions/rehearsal/environment";
import type { RehearsedApp } from "../../../../components/versions/rehearsal/table";
import type { ExecutionState } from "../../../../components/versions/step-functions-api";
import { names } from "../../definitions/samples";
import { FakeControl, named } from "../fake-control";

const ARN = `${names.parent.arn}:4`;
const APPS = ["carts", "orders"];
const chain = (app: string) => `shop-test_${app}_machine -> shop-test_${app}_task`;
const verdict = (app: string, more: object = {}) => ({
  app,
  verdict: "proven",
  role: "r",
  chain: chain(app),
  secrets: [],
  ...more,
});

/** A rehearsal of the parent that ends like this, one after the other; children by app, as their own executions ended. */
async function rehearse(
  end: ExecutionState | Error | ExecutionState[],
  children: Record<string, ExecutionState> = {},
  proven = new Map<string, RehearsedApp>(),
) {
  const control = new FakeControl();
  if (end instanceof Error) control.refusals.set(ARN, [end]);
  else control.ends.set(ARN, Array.isArray(end) ? [...end] : [end]);
  const look = control.look.bind(control);
  control.look = async (execution) => {
    const app = APPS.find((one) => execution.startsWith(names.app(one).machine.executionPrefix));
    return app === undefined ? await look(execution) : children[app];
  };
  const wait = async () => {};
  return { control, rows: await rehearseEnvironment({ control, wait }, { names, apps: APPS, arn: ARN, proven }) };
}

const succeeded = (...verdicts: object[]) => ({ status: "SUCCEEDED", output: JSON.stringify({ rehearsal: verdicts }) });
const child = (app: string, found: object) => ({
  status: "SUCCEEDED",
  output: JSON.stringify({ context: { [app]: verdict(app, found) } }),
});
const FAILED = { status: "FAILED", error: "RehearsalFailed", cause: "1 of 2 role chains are broken" };

describe("rehearseEnvironment", () => {
  it("reads one row for every app from what the parent puts out", async () => {
    const { rows, control } = await rehearse(succeeded(verdict("orders"), verdict("carts")));
    assert.deepEqual(
      rows.map(({ app, verdict: found, chain: walked }) => [app, found, walked]),
      APPS.map((app) => [app, "proven", chain(app)]),
    );
    // Who asks reads the answer: on-call does not hear of it.
    assert.deepEqual(
      control.started.map(({ input }) => input),
      [{ rehearse: true, quiet: true }],
    );
  });

  const missing = { verdict: "broken", error: "PermissionMissing", cause: "task may not x", next: "show task" };

  it("asks again while a permission is missing, for what is not proven yet", async () => {
    const first = succeeded(verdict("orders"), verdict("carts", missing));
    const { rows, control } = await rehearse([first, succeeded(verdict("carts"))]);
    assert.deepEqual(
      rows.map(({ app, verdict: found }) => [app, found]),
      [
        ["carts", "proven"],
        ["orders", "proven"],
      ],
    );
    assert.deepEqual(
      control.started.map(({ input }) => input),
      [
        { rehearse: true, quiet: true },
        { rehearse: true, quiet: true, proven: ["orders"] },
      ],
    );
  });

  it("gives up after three tries, with what is missing and what to run next", async () => {
    const { rows, control } = await rehearse(succeeded(verdict("orders"), verdict("carts", missing)));
    assert.equal(control.started.length, 3);
    assert.deepEqual(
      rows.map(({ app, error, next }) => [app, error, next]),
      [
        ["carts", "PermissionMissing", "show task"],
        ["orders", undefined, undefined],
      ],
    );
  });

  it("does not ask again for what does not pass by itself, nor a parent that failed: it would tell of it each time", async () => {
    const cut = { verdict: "broken", role: null, error: "States.TaskFailed", cause: "not authorized" };
    const { control } = await rehearse(succeeded(verdict("orders"), verdict("carts", cut)));
    assert.equal(control.started.length, 1);
    const failed = await rehearse(FAILED, { carts: child("carts", missing), orders: child("orders", {}) });
    assert.equal(failed.control.started.length, 1);
  });

  it("takes the word of a moment ago for apps that the parent is told not to ask", async () => {
    const known = new Map([["carts", { app: "carts", verdict: "proven" as const, role: "r", chain: "c" }]]);
    const { rows, control } = await rehearse(succeeded(verdict("orders")), {}, known);
    assert.deepEqual(control.started[0]?.input, { rehearse: true, quiet: true, proven: ["carts"] });
    assert.deepEqual(
      rows.map(({ app, chain: walked }) => [app, walked]),
      [
        ["carts", "c"],
        ["orders", chain("orders")],
      ],
    );
  });

  it("has a row for a machine that is broken, and none for one that is proven", async () => {
    const machine = (name: string, more: object) => ({ ...verdict(name, more), chain: `${name}_machine` });
    const machines = [machine("shop-test", {}), machine("shop-test_part_1", missing)];
    const { rows } = await rehearse(succeeded(...machines, verdict("orders"), verdict("carts")));
    assert.deepEqual(
      rows.map(({ app, chain: walked }) => [app, walked]),
      [
        ["carts", chain("carts")],
        ["orders", chain("orders")],
        ["shop-test_part_1", "shop-test_part_1_machine"],
      ],
    );
  });

  it("asks a part only about itself where its apps are proven", async () => {
    const control = new FakeControl();
    const arn = `${names.part(1).machine.arn}:2`;
    const row = { app: "carts", verdict: "proven" as const, role: null, chain: "" };
    const args = { names, apps: [], arn, label: "shop-test_part_1", proven: new Map([["carts", row]]) };
    control.ends.set(arn, [succeeded(verdict("shop-test_part_1"))]);
    assert.deepEqual(await rehearseEnvironment({ control }, args), []);
    control.ends.set(arn, [{ status: "ABORTED" }]);
    const [broken] = await rehearseEnvironment({ control }, args);
    assert.deepEqual([broken?.app, broken?.error], ["shop-test_part_1", "ABORTED"]);
  });

  it("takes verdicts that a large environment has shortened", async () => {
    const { rows } = await rehearse(
      succeeded({ app: "carts", verdict: "proven" }, { app: "orders", verdict: "proven" }),
    );
    assert.deepEqual(
      rows.map(({ verdict: found, chain: walked }) => [found, walked]),
      APPS.map((app) => ["proven", chain(app)]),
    );
  });

  it("takes an app that the parent does not speak of for broken", async () => {
    const { rows } = await rehearse(succeeded(verdict("orders")));
    assert.deepEqual(
      rows.map(({ app, error }) => [app, error]),
      [
        ["carts", "NoVerdict"],
        ["orders", undefined],
      ],
    );
  });

  it("reads the children's own executions where the parent fails", async () => {
    const broken = { verdict: "broken", role: null, error: "States.TaskFailed", cause: "not authorized" };
    const { rows } = await rehearse(FAILED, { carts: child("carts", {}), orders: child("orders", broken) });
    assert.deepEqual(
      rows.map(({ app, verdict: found, error }) => [app, found, error]),
      [
        ["carts", "proven", undefined],
        ["orders", "broken", "States.TaskFailed"],
      ],
    );
  });

  it("says that a child was not even started", async () => {
    const { rows } = await rehearse(FAILED, { carts: child("carts", {}) });
    assert.deepEqual(
      rows.map(({ app, error }) => [app, error]),
      [
        ["carts", undefined],
        ["orders", "NotStarted"],
      ],
    );
  });

  it("blames the parent where every child is proven", async () => {
    const { rows } = await rehearse(FAILED, { carts: child("carts", {}), orders: child("orders", {}) });
    assert.deepEqual(
      rows.map(({ app, verdict: found, error }) => [app, found, error]),
      [
        ["carts", "proven", undefined],
        ["orders", "proven", undefined],
        ["shop-test", "broken", "RehearsalFailed"],
      ],
    );
  });

  it("blames the parent that cannot be started, or not in time", async () => {
    const refused = await rehearse(named("AccessDeniedException", "not authorized"));
    assert.deepEqual(
      refused.rows.map(({ app, error, cause }) => [app, error, cause]),
      [["shop-test", "AccessDeniedException", "not authorized"]],
    );
    const late = await rehearse({ status: "RUNNING" }, { carts: child("carts", {}), orders: child("orders", {}) });
    assert.equal(late.rows.at(-1)?.error, "RehearsalTimedOut");
  });

  it("never starts a parent that knows no rehearsal: it would release", async () => {
    const control = new FakeControl();
    control.definitions.set(ARN, "{}");
    const [row] = await rehearseEnvironment({ control }, { names, apps: APPS, arn: ARN });
    assert.deepEqual([row?.app, row?.error, control.started], ["shop-test", "CannotRehearse", []]);
  });
});

describe("rehearsalOutput", () => {
  it("holds nothing that changes from one proven up to the next, in the order of names", () => {
    assert.deepEqual(rehearsalOutput(names, ["ui", "carts"]), [
      { app: "carts", chain: chain("carts"), verdict: "proven" },
      { app: "ui", chain: chain("ui"), verdict: "proven" },
    ]);
  });
});
