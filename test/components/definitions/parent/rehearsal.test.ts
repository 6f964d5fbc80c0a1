import assert from "node:assert/strict";
import { names, shop } from "../samples";
import { entered, output, World } from "../world";

const verdictsOf = (run: Parameters<typeof output>[0]) => {
  const { context } = output(run) as { context: Record<string, { verdict: string }> };
  return Object.fromEntries(Object.entries(context).map(([app, { verdict }]) => [app, verdict]));
};

describe("parent workflow, rehearsal", () => {
  it("rehearses every child and ends with their verdicts", async () => {
    const made = new World(shop);
    const run = await made.release({ rehearse: true });
    assert.deepEqual(verdictsOf(run), { carts: "proven", catalog: "proven", orders: "proven", ui: "proven" });
    assert.deepEqual([made.payloads, made.rotations, made.messages], [[], [], []]);
  });

  it("rehearses what comes after a broken app too, then fails with one message, and rolls nothing back", async () => {
    const made = new World(shop);
    made.cut.add("shop-test_catalog_task");
    made.cut.add("shop-test_ui_task");
    const run = await made.release({ rehearse: true });
    assert.deepEqual([run.end?.status, run.end?.error], ["FAILED", "RehearsalFailed"]);
    assert.equal(made.messages.length, 1);
    assert.match(
      String(made.messages[0]?.Message),
      /\nCause: Broken: catalog: States.TaskFailed, ui: States.TaskFailed\n/,
    );
    assert.equal(made.runRollback, undefined);
  });

  it("ends well with the verdicts and without a message where its caller reads them", async () => {
    const made = new World(shop);
    made.cut.add("shop-test_catalog_task");
    const run = await made.release({ rehearse: true, quiet: true });
    assert.deepEqual(verdictsOf(run), { carts: "proven", catalog: "broken", orders: "proven", ui: "proven" });
    assert.deepEqual(made.messages, []);
  });

  it("fails without a message where a child cannot be rehearsed and its caller reads the answer", async () => {
    const made = new World(shop);
    made.machines.delete(names.app("ui").machine.aliasArn);
    const run = await made.release({ rehearse: true, quiet: true });
    assert.equal(run.end?.status, "FAILED");
    assert.match(run.end?.cause ?? "", /^\[notified\] /);
    assert.deepEqual([made.messages, made.runRollback], [[], undefined]);
  });

  it("does not take a result that looks like a verdict for one", async () => {
    const made = new World(shop);
    made.work.ui = { result: { verdict: "broken" } };
    const run = await made.release();
    assert.deepEqual([run.end?.status, entered(run).at(-1)], ["SUCCEEDED", "Done"]);
  });
});
