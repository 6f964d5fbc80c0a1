import assert from "node:assert/strict";
import fc from "fast-check";
import { grafted, movedBehind } from "../../../../components/schedule/awaits/move-branch";
import { Pieces } from "../../../../components/schedule/awaits/pieces";
import { blockOf, leavesIn, planOf, type Tree } from "../../../../components/schedule/awaits/tree";
import { graphOf } from "../../../../components/schedule/graph";
import { planTimes } from "../../../../components/schedule/plan-times";
import { reducedOf } from "../../../../components/schedule/reduction";
import { randomApps } from "../../definitions/samples";

type Before = readonly (readonly number[])[];

const names = (before: Before) => before.map((_, node) => `app-${node}`);

/** Dependencies that a tree leaves to awaits. */
function awaitsIn(tree: Tree, before: Before): Map<number, string[]> {
  const pieces = new Pieces();
  pieces.add(tree, -1, 0, 0);
  const awaits = new Map<number, string[]>();
  before.forEach((others, node) => {
    const awaited = others.filter((other) => pieces.sideBySide(other, node));
    if (awaited.length > 0)
      awaits.set(
        node,
        awaited.map((other) => `app-${other}`),
      );
  });
  return awaits;
}

const planned = (tree: Tree, before: Before) => planOf(tree, names(before), awaitsIn(tree, before));
const awaitCount = (tree: Tree, before: Before) => [...awaitsIn(tree, before).values()].flat().length;

const S = (...parts: (number | Tree)[]) => blockOf("sequence", parts.map(treeIn)) as Tree;
const P = (...parts: (number | Tree)[]) => blockOf("parallel", parts.map(treeIn)) as Tree;
const treeIn = (part: number | Tree): Tree => (typeof part === "number" ? { node: part } : part);

/** Nodes in the order of their numbers, nested at random: what stands in a sequence keeps that order, the rest is left to awaits. */
function nestedAtRandom(nodes: readonly number[], draw: () => number): Tree {
  const [node] = nodes;
  if (node !== undefined && nodes.length === 1) return { node };
  const pick = draw();
  const at = 1 + (pick % (nodes.length - 1));
  const sides =
    pick % 3 === 0
      ? [nodes.slice(0, at), nodes.slice(at)]
      : [nodes.filter((_, index) => index % at === 0), nodes.filter((_, index) => index % at !== 0)];
  const parts = sides.filter(({ length }) => length > 0).map((side) => nestedAtRandom(side, draw));
  return blockOf(pick % 3 === 0 ? "sequence" : "parallel", parts) as Tree;
}

describe("grafted", () => {
  const cases: readonly (readonly [what: string, before: Before, from: Tree, to: Tree])[] = [
    ["puts an app behind the one that it awaits", [[], [], [0]], P(S(0, 1), 2), P(S(0, P(1, 2)))],
    ["puts a sequence behind what its first app awaits", [[], [], [0], [2]], P(S(0, 1), S(2, 3)), S(0, P(1, S(2, 3)))],
    ["puts apps behind what all of them await", [[], [], [0], [0]], P(S(0, 1), S(P(2, 3))), S(0, P(1, 2, 3))],
    ["leaves no block where nothing is left beside", [[], [0]], P(0, 1), S(0, 1)],
    ["joins what stands beside the rest already", [[], [0], [0], [0]], P(S(0, P(1, 2)), 3), S(0, P(1, 2, 3))],
    [
      "moves on into the rest, behind what is awaited there too",
      [[], [0], [1], [0, 1], []],
      P(S(0, 1, 2), 3, 4),
      P(S(0, 1, P(2, 3)), 4),
    ],
    ["looks into sequences", [[], [], [1], []], S(0, P(S(1, 3), 2)), S(0, 1, P(3, 2))],
  ];
  for (const [what, before, from, to] of cases) {
    it(what, () => {
      assert.deepEqual(planOf(grafted(from, before), names(before), new Map()), planOf(to, names(before), new Map()));
      assert.ok(awaitCount(grafted(from, before), before) < awaitCount(from, before));
    });
  }

  const kept: readonly (readonly [what: string, before: Before, tree: Tree])[] = [
    ["what is awaited stands beside others, and a barrier would cost", [[], [], [0], [0]], P(S(P(0, 1), 2), 3)],
    ["only some of a branch's first apps await", [[], [], [0], []], P(S(0, 1), S(P(2, 3), 4))],
    ["a later app of the branch awaits", [[], [], [], [0, 2]], P(S(0, 1), S(2, 3))],
    ["nothing is awaited", [[], [], []], P(S(0, 1), 2)],
  ];
  for (const [why, before, tree] of kept) {
    it(`moves nothing where ${why}`, () => assert.equal(grafted(tree, before), tree));
  }

  it("starts every app when it started before, whatever the apps take, with no more awaits", () => {
    let moved = 0;
    fc.assert(
      fc.property(randomApps(14), fc.infiniteStream(fc.nat(1000)), (apps, stream) => {
        const draw = () => stream.next().value ?? 0;
        const graph = graphOf(apps);
        const before = reducedOf(graph);
        const tree = nestedAtRandom([...graph.name.keys()], draw);
        const made = grafted(tree, before);
        if (made !== tree) moved++;
        assert.deepEqual(leavesIn(made).sort(), leavesIn(tree).sort());
        assert.ok(awaitCount(made, before) <= awaitCount(tree, before));
        assert.equal(grafted(made, before), made, "something is left to move");
        const taken = graph.name.map(draw);
        const seconds = (app: string) => taken[Number(app.slice(4))] ?? 0;
        const starts = (one: Tree) =>
          [...planTimes(planned(one, before), seconds)].map(([app, { start }]) => [app, start]).sort();
        assert.deepEqual(starts(made), starts(tree));
      }),
      { numRuns: 1000 },
    );
    assert.ok(moved > 30, `moved ${moved} times`);
  });
});

describe("movedBehind", () => {
  const moved = (tree: Tree, awaited: number, waiter: number, before: Before) => {
    const made = movedBehind(tree, awaited, waiter, before);
    return made && planOf(made, names(before), new Map());
  };

  it("moves an app and what follows it, and leaves what stood before it to an await", () => {
    const before = [[], [0], [], [0, 2], [3]];
    const made = moved(P(S(0, 1), S(2, 3, 4)), 0, 3, before);
    assert.deepEqual(made, planOf(P(S(0, P(1, S(3, 4))), 2), names(before), new Map()));
  });

  it("takes it out of blocks within its branch, and what stands beside it there stays", () => {
    const before = [[], [0], [], [0, 2], [2], [4]];
    const made = moved(P(S(0, 1), S(2, P(S(3), 4), 5)), 0, 3, before);
    assert.deepEqual(made, planOf(P(S(0, P(1, 3)), S(2, 4, 5)), names(before), new Map()));
  });

  it("finds the branches inside a sequence", () => {
    const before = [[], [], [1], [], [1, 3]];
    const made = moved(S(0, P(S(1, 2), S(3, 4))), 1, 4, before);
    assert.deepEqual(made, planOf(S(0, P(S(1, P(2, 4)), 3)), names(before), new Map()));
  });

  it("moves nothing where the awaited app stands beside others, or before the waiter", () => {
    assert.equal(moved(P(S(P(0, 1), 2), S(3, 4)), 0, 4, [[], [], [0], [], [0, 3]]), undefined);
    assert.equal(moved(S(0, 1), 0, 1, [[], [0]]), undefined);
  });

  it("starts no app later than before, whatever the apps take, and leaves no need for the await", () => {
    let made = 0;
    fc.assert(
      fc.property(randomApps(14), fc.infiniteStream(fc.nat(1000)), (apps, stream) => {
        const draw = () => stream.next().value ?? 0;
        const graph = graphOf(apps);
        const before = reducedOf(graph);
        const tree = nestedAtRandom([...graph.name.keys()], draw);
        const taken = graph.name.map(draw);
        const seconds = (app: string) => taken[Number(app.slice(4))] ?? 0;
        const times = planTimes(planned(tree, before), seconds);
        for (const [waiter, others] of awaitsIn(tree, before)) {
          for (const other of others) {
            const awaited = Number(other.slice(4));
            const after = movedBehind(tree, awaited, waiter, before);
            if (after === undefined) continue;
            made++;
            assert.deepEqual(leavesIn(after).sort(), leavesIn(tree).sort());
            assert.ok(!awaitsIn(after, before).get(waiter)?.includes(other), "it is awaited still");
            for (const [app, { start }] of planTimes(planned(after, before), seconds))
              assert.ok(start <= (times.get(app)?.start ?? 0), `${app} starts later`);
          }
        }
      }),
      { numRuns: 1000 },
    );
    assert.ok(made > 100, `moved ${made} times`);
  });
});
