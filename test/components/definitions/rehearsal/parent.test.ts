import assert from "node:assert/strict";
import { runMachines } from "../../../../components/definitions/parent/index";
import { blueprintOf, lambda, names, shop } from "../samples";
import { causeOf, type Execution, entered, output, World } from "../world";

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
      "shop-test proven",
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
    assert.match(String(causeOf(run).cause), /^1 of 5 role chains are broken: carts \(/);
    assert.deepEqual(
      made.messages.map(({ Subject }) => Subject),
      ["[shop/test] shop-test failed: RehearsalFailed"],
    );
    const message = String(made.messages[0]?.Message);
    assert.doesNotMatch(message, /npm run rollback/);
    assert.match(message, /^Next: aws iam get-role --role-name shop-test_carts_task /m);
    assert.equal([...made.executions.values()].filter(({ end }) => end?.status === "SUCCEEDED").length, 4);
  });

  it("counts a child that cannot be started, or ends badly, as broken", async () => {
    const made = new World(shop);
    made.machines.delete(names.app("ui").machine.aliasArn);
    made.ends.orders = { status: "TIMED_OUT" };
    const run = await rehearse(made);
    const cause = String(causeOf(run).cause);
    assert.match(cause, /^2 of 5 role chains are broken: /);
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
    const machines = ["shop-test", "shop-test_part_1", "shop-test_undo_1"];
    const rows = rowsOf(await rehearse(made)).map(({ app }) => app);
    assert.deepEqual(rows.sort(), ["carts", "catalog", "orders", ...machines, "ui"]);
    const broken = new World(shop, undefined, 700);
    broken.cut.add(names.app("catalog").taskRole.name);
    const run = await rehearse(broken);
    assert.equal(run.end?.error, "RehearsalFailed");
    assert.match(String(causeOf(run).cause), /^1 of 7 role chains are broken: catalog /);
    assert.equal(broken.messages.length, 1);
    for (const [arn, { end }] of broken.executions)
      if (arn.includes("_part_")) assert.equal(end?.status, "SUCCEEDED", arn);
  });

  it("tells nobody where who asked reads the answer, and only of a rehearsal", async () => {
    const made = new World(shop);
    made.cut.add(names.app("carts").taskRole.name);
    const run = await made.start(names.parent.aliasArn, { rehearse: true, quiet: true });
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
    const broken = rowsOf(run).filter(({ verdict }) => verdict !== "proven");
    assert.deepEqual(
      broken.map(({ app, error }) => [app, error]),
      [["carts", "States.TaskFailed"]],
    );
    assert.deepEqual(made.messages, []);
    for (const quiet of ["true", 1, null]) {
      made.executions.clear();
      const loud = await made.start(names.parent.aliasArn, { rehearse: true, quiet });
      assert.equal(loud.end?.error, "RehearsalFailed");
    }
    made.executions.clear();
    made.messages.length = 0;
    const real = await made.release({ quiet: true });
    assert.equal(real.end?.status, "FAILED");
    assert.ok(made.messages.length > 0, "a run is never quiet");
  });

  it("does not ask apps that were proven a moment ago, nor do its parts", async () => {
    for (const room of [undefined, 700]) {
      const made = new World(shop, undefined, room);
      made.cut.add(names.app("carts").taskRole.name);
      const asked = { rehearse: true, quiet: true, proven: ["carts", "ui", "nobody"] };
      const rows = rowsOf(await made.start(names.parent.aliasArn, asked)).map(({ app }) => app);
      assert.deepEqual(rows.filter((app) => !app.includes("_")).sort(), ["catalog", "orders", "shop-test"]);
      assert.equal(made.of("carts"), undefined);
    }
  });

  for (const [machine, denied] of [
    ["shop-test", "states:StartExecution"],
    ["shop-test", "sns:Publish"],
    ["shop-test", "kms:GenerateDataKey"],
    ["shop-test_part_1", "states:DescribeExecution"],
    ["shop-test_undo_1", "states:StartExecution"],
  ] as const) {
    it(`finds that the role of ${machine} may not ${denied}, in every rehearsal`, async () => {
      const made = new World(shop, undefined, machine === "shop-test" ? undefined : 700);
      made.denied.add(`${machine}_machine ${denied}`);
      const row = rowsOf(await made.start(names.parent.aliasArn, { rehearse: true, quiet: true })).find(
        ({ app }) => app === machine,
      );
      assert.deepEqual([row?.verdict, row?.error], ["broken", "PermissionMissing"]);
      assert.ok(row?.cause?.startsWith(`${machine}_machine may not ${denied} on `), row?.cause);
      assert.deepEqual([made.payloads, made.messages], [[], []]);
    });
  }

  it("of a machine that undoes apps undoes nothing", async () => {
    const made = new World(shop, undefined, 700);
    await rehearse(made);
    const undone = [...made.executions.keys()].filter((arn) => arn.includes("_undo_"));
    assert.deepEqual(
      undone.map((arn) => arn.replace(/^.*execution:/, "")),
      ["shop-test_undo_1:run-1-rehearsal"],
    );
    assert.deepEqual(made.payloads, []);
  });

  it("asks 20 children at a time, and parts one after another", () => {
    const { parent, parts } = runMachines({ names, blueprint: wide(130), callerRoles: [] });
    for (const { States } of [parent, ...parts.map(({ definition }) => definition)]) {
      const waves = Object.entries(States).filter(([name]) => name.startsWith("Rehearse wave "));
      assert.ok(waves.length > 1);
      const sizes = waves.map(([, state]) => {
        assert.ok(state.Type === "Parallel");
        const parts = state.Branches.filter(({ StartAt }) => /^Rehearse part_/.test(StartAt)).length;
        assert.ok(parts === 0 || state.Branches.length === 1);
        return state.Branches.length;
      });
      assert.ok(Math.max(...sizes) <= 20);
    }
  });

  it("of 300 apps, all of them broken, still fits an execution's data and names what it can", async () => {
    const made = new World(wide(300));
    for (let index = 0; index < 300; index++) made.cut.add(names.app(`app-${index}`).taskRole.name);
    const run = await rehearse(made);
    assert.equal(run.end?.error, "RehearsalFailed", run.end?.cause);
    assert.match(String(causeOf(run).cause), /^300 of 306 role chains are broken: /);
    assert.equal(made.messages.length, 1);
  }).timeout(120_000);
});
