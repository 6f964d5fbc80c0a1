import assert from "node:assert/strict";
import { rehearsalOutput, rehearseEnvironment } from "../../../components/versions/environment-rehearsal";
import type { ExecutionState } from "../../../components/versions/machine-control";
import { names } from "../workflow/samples";
import { FakeControl, named } from "./fake-control";

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

/** A rehearsal of the parent that ends like this; children by app, as their own executions ended. */
async function rehearse(end: ExecutionState | Error, children: Record<string, ExecutionState> = {}) {
  const control = new FakeControl();
  if (end instanceof Error) control.refusals.set(ARN, [end]);
  else control.ends.set(ARN, [end]);
  const look = control.look.bind(control);
  control.look = async (execution) => {
    const app = APPS.find((one) => execution.startsWith(names.app(one).machine.executionPrefix));
    return app === undefined ? await look(execution) : children[app];
  };
  const wait = async () => {};
  return { control, rows: await rehearseEnvironment({ control, wait }, { names, apps: APPS, arn: ARN }) };
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
    assert.deepEqual(control.started[0]?.input, { rehearse: true });
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
