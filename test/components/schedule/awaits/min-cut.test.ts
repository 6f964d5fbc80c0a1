import assert from "node:assert/strict";
import fc from "fast-check";
import { MinCutter } from "../../../../components/schedule/awaits/min-cut";
import { graphOf } from "../../../../components/schedule/graph";
import { reducedOf } from "../../../../components/schedule/reduction";
import { randomApps } from "../../definitions/samples";

/** Fewest edges between two sides of some nodes, by trying every side. */
function fewest(
  before: readonly (readonly number[])[],
  nodes: readonly number[],
  source: number,
  sink: number,
): number {
  let least = Number.POSITIVE_INFINITY;
  for (let mask = 0; mask < 1 << nodes.length; mask++) {
    const side = new Set(nodes.filter((_, index) => mask & (1 << index)));
    if (side.has(source) && !side.has(sink)) least = Math.min(least, between(before, nodes, side));
  }
  return least;
}

function between(before: readonly (readonly number[])[], nodes: readonly number[], side: ReadonlySet<number>): number {
  return nodes
    .map((node) => (before[node] ?? []).filter((one) => nodes.includes(one) && side.has(one) !== side.has(node)).length)
    .reduce((a, b) => a + b, 0);
}

describe("MinCutter", () => {
  it("finds sides with the fewest edges between them, within the nodes that it is given", () => {
    const draws = fc.record({ apps: randomApps(9), picks: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }) });
    fc.assert(
      fc.property(draws, ({ apps, picks }) => {
        const { before, size } = graphOf(apps);
        const nodes = Array.from({ length: size }, (_, node) => node).filter((node) => picks[node]);
        const [source, sink] = [nodes[0], nodes.at(-1)];
        if (source === undefined || sink === undefined || source === sink) return;
        const cutter = new MinCutter(before);
        const least = fewest(before, nodes, source, sink);
        // Twice, for the arrays are kept.
        for (const most of [99, least]) {
          const cut = cutter.cut(nodes, [source], [sink], most);
          assert.equal(cut?.edges, least);
          for (const side of cut?.sides ?? []) {
            assert.ok(side.includes(source) && !side.includes(sink));
            assert.equal(between(before, nodes, new Set(side)), least);
          }
        }
        if (least > 0) assert.equal(cutter.cut(nodes, [source], [sink], least - 1), undefined);
      }),
      { numRuns: 300 },
    );
  });

  it("gives the smallest and the largest of them", () => {
    // 0 - 1 - 2 - 3 in a row: each edge is a cut.
    const cutter = new MinCutter([[], [0], [1], [2]]);
    assert.deepEqual(cutter.cut([0, 1, 2, 3], [0], [3], 9), { edges: 1, sides: [[0], [0, 1, 2]] });
    assert.deepEqual(cutter.cut([0, 2, 3], [0], [3], 9), { edges: 0, sides: [[0]] });
    assert.deepEqual(cutter.cut([0, 1], [0], [1], 9), { edges: 1, sides: [[0]] });
  });

  it("finds the parts that no edge connects", () => {
    const cutter = new MinCutter([[], [0], [], [2], [1, 3]]);
    assert.deepEqual(cutter.components([0, 1, 2, 3]), [
      [0, 1],
      [2, 3],
    ]);
    assert.deepEqual(cutter.components([4, 0, 2, 3]), [[4, 2, 3], [0]]);
  });
});

describe("reducedOf", () => {
  it("leaves out what others imply, and nothing else", () => {
    const reach = (before: readonly (readonly number[])[]) => {
      const above: Set<number>[] = [];
      before.forEach((others, node) => {
        above[node] = new Set(others.flatMap((other) => [other, ...(above[other] ?? [])]));
      });
      return above;
    };
    fc.assert(
      fc.property(randomApps(60), (apps) => {
        const graph = graphOf(apps);
        const reduced = reducedOf(graph);
        const above = reach(graph.before);
        assert.deepEqual(reach(reduced), above);
        reduced.forEach((others, node) => {
          assert.deepEqual(
            [...others].sort((a, b) => a - b),
            others,
          );
          for (const other of others) {
            assert.ok(graph.before[node]?.includes(other));
            assert.ok(!others.some((one) => above[one]?.has(other)));
          }
        });
      }),
    );
  });
});
