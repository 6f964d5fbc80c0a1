import assert from "node:assert/strict";
import { moveDescription, moveRecord } from "../../../../components/versions/rollback/audit-record";
import { type MachineState, planRollback, sharesText } from "../../../../components/versions/rollback/plan";
import { names } from "../../definitions/samples";

const day = (number: number) => new Date(Date.UTC(2026, 0, number));

/** A machine with versions published on those days of January, the alias on the first of `live`. */
function machine(key: string, versions: Record<number, number>, live: readonly [number, number][]): MachineState {
  const { machine: named } = names.app(key);
  return {
    key,
    machine: named,
    versions: Object.entries(versions)
      .map(([version, at]) => ({ version: Number(version), createdAt: day(at) }))
      .reverse(),
    live: {
      routes: live.map(([version, weight]) => ({ stateMachineVersionArn: `${named.arn}:${version}`, weight })),
      description: "",
    },
  };
}

const orders = machine("orders", { 1: 2, 2: 5, 3: 9 }, [[3, 100]]);
const ui = machine("ui", { 1: 7 }, [[1, 100]]);
const shown = (plan: ReturnType<typeof planRollback>) =>
  plan.moves.map(({ key, from, to }) => `${key}: ${sharesText(from)} -> ${to}`);

describe("planRollback", () => {
  it("moves one machine to a version that is there", () => {
    assert.deepEqual(shown(planRollback([orders], { version: 1 })), ["orders: 3 -> 1"]);
  });

  it("moves every machine to what was newest at a time; what had no version then stays", () => {
    const plan = planRollback([orders, ui], { at: day(5) });
    assert.deepEqual(shown(plan), ["orders: 3 -> 2"]);
    assert.deepEqual(plan.stays, [{ key: "ui", why: "it had no version then" }]);
  });

  it("leaves a machine that is there already, and takes it back from a canary", () => {
    assert.deepEqual(planRollback([ui], { version: 1 }).stays, [{ key: "ui", why: "it is at version 1" }]);
    const canary = machine("orders", { 1: 2, 2: 5 }, [
      [2, 10],
      [1, 90],
    ]);
    assert.deepEqual(shown(planRollback([canary], { version: 1 })), ["orders: 1 (90 %), 2 (10 %) -> 1"]);
  });

  it("says which versions there are, and that there is no alias", () => {
    const { problems, moves } = planRollback([orders, { ...ui, live: undefined }], { version: 9 });
    assert.deepEqual(moves, []);
    assert.deepEqual(
      problems.map(({ place, message }) => `${place}: ${message}`),
      ["--to: orders has no version 9", `ui: ${names.app("ui").machine.aliasArn} is not there`],
    );
    assert.match(problems[0]?.fix ?? "", /name one of 3, 2, 1/);
  });
});

describe("evidence of a move", () => {
  const [move] = planRollback([orders], { version: 1 }).moves;
  assert.ok(move);
  const reason = { who: "arn:aws:sts::1:assumed-role/operator/ann", why: "checkout is slow", at: day(10) };

  it("says who, from, to, why and when", () => {
    assert.deepEqual(moveRecord(names, move, reason), {
      type: "AliasMoved",
      environment: "shop/test",
      machine: "orders",
      aliasArn: names.app("orders").machine.aliasArn,
      from: [{ version: 3, weight: 100 }],
      to: [{ version: 1, weight: 100 }],
      who: reason.who,
      why: reason.why,
      at: "2026-01-10T00:00:00.000Z",
    });
    assert.equal(
      moveDescription(move, reason),
      `Rolled back from 3 to 1 at 2026-01-10T00:00:00.000Z by ${reason.who}: checkout is slow`,
    );
  });

  it("fits an alias's description, however long the reason is", () => {
    const text = moveDescription(move, { ...reason, why: "x".repeat(900) });
    assert.ok(text.length === 256 && text.endsWith("..."), String(text.length));
  });
});
