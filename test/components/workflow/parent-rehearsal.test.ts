import assert from "node:assert/strict";
import { blueprintOf, lambda, names, shop } from "./samples";
import { causeOf, type Execution, entered, output, World } from "./world";

interface Row {
  readonly app: string;
  readonly verdict: string;
  readonly role?: string | null;
  readonly chain?: string;
  readonly error?: string;
  readonly cause?: string;
}

const rowsOf = (run: Execution | undefined): readonly Row[] => Object(output(run)).rehearsal;
const wide = (count: number) =>
  blueprintOf(Object.fromEntries(Array.from({ length: count }, (_, index) => [`app-${index}`, { task: lambda("f") }])));

/** What nobody who may not start a run needs: a caller. */
const rehearse = (made: World) => made.start(names.parent.aliasArn, { rehearse: true });

describe("parent workflow, rehearsal", () => {
  it("asks every child, fires nothing, and ends with a table of what they found", async () => {
    const made = new World(shop);
    const run = await rehearse(made);
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
    assert.deepEqual(made.payloads, []);
    assert.deepEqual(made.rotations, []);
    assert.deepEqual(made.messages, []);
    const rows = rowsOf(run);
    assert.deepEqual(rows.map(({ app, verdict }) => `${app} ${verdict}`).sort(), [
      "carts proven",
      "catalog proven",
      "orders proven",
      "ui proven",
    ]);
    const carts = rows.find(({ app }) => app === "carts");
    assert.deepEqual(carts?.chain, `${names.app("carts").machineRole.name} -> ${names.app("carts").taskRole.name}`);
    assert.match(String(carts?.role), /assumed-role\/shop-test_carts_task\//);
    for (const app of ["carts", "catalog", "orders", "ui"]) assert.equal(made.of(app)?.input.rehearse, true);
    assert.ok(!entered(run).includes("Parallel 1"));
  });

  it("fails with the broken apps named, in one message, when a chain is broken; the others are asked all the same", async () => {
    const made = new World(shop);
    made.cut.add(names.app("carts").taskRole.name);
    const run = await rehearse(made);
    assert.deepEqual([run.end?.status, run.end?.error], ["FAILED", "RehearsalFailed"]);
    assert.match(String(causeOf(run).cause), /^1 of 4 role chains are broken: carts \(/);
    assert.deepEqual(
      made.messages.map(({ Subject }) => Subject),
      ["[shop/test] shop-test failed: RehearsalFailed"],
    );
    assert.doesNotMatch(String(made.messages[0]?.Message), /npm run rollback/);
    assert.equal([...made.executions.values()].filter(({ end }) => end?.status === "SUCCEEDED").length, 4);
  });

  it("counts a child that cannot be started, or ends badly, as broken", async () => {
    const made = new World(shop);
    made.machines.delete(names.app("ui").machine.aliasArn);
    made.ends.orders = { status: "TIMED_OUT" };
    const run = await rehearse(made);
    const cause = String(causeOf(run).cause);
    assert.match(cause, /^2 of 4 role chains are broken: /);
    assert.match(cause, /ui \(StepFunctions.StateMachineDoesNotExistException: /);
    assert.match(cause, /orders \(TIMED_OUT: /);
    assert.equal(made.messages.length, 1);
  });

  it("takes only the boolean true for a question, and asks no caller for it", async () => {
    for (const asked of ["true", 1, null, {}, [true]]) {
      const made = new World(shop);
      const run = await made.start(names.parent.aliasArn, { rehearse: asked });
      assert.equal(run.end?.error, "CallerNotAllowed", JSON.stringify(asked));
      assert.equal(made.executions.size, 1);
    }
  });

  it("goes through parts, which answer and do not judge", async () => {
    const made = new World(shop, undefined, 700);
    assert.ok([...made.machines.keys()].some((arn) => arn.includes("_part_1:")));
    assert.equal(rowsOf(await rehearse(made)).length, 4);
    const broken = new World(shop, undefined, 700);
    broken.cut.add(names.app("catalog").taskRole.name);
    const run = await rehearse(broken);
    assert.equal(run.end?.error, "RehearsalFailed");
    assert.match(String(causeOf(run).cause), /^1 of 4 role chains are broken: catalog /);
    assert.equal(broken.messages.length, 1);
    for (const [arn, { end }] of broken.executions)
      if (arn.includes("_part_")) assert.equal(end?.status, "SUCCEEDED", arn);
  });

  it("of 300 apps, all of them broken, still fits an execution's data and names what it can", async () => {
    const made = new World(wide(300));
    for (let index = 0; index < 300; index++) made.cut.add(names.app(`app-${index}`).taskRole.name);
    const run = await rehearse(made);
    assert.equal(run.end?.error, "RehearsalFailed", run.end?.cause);
    assert.match(String(causeOf(run).cause), /^300 of 300 role chains are broken: /);
    assert.equal(made.messages.length, 1);
  }).timeout(120_000);
});
