import assert from "node:assert/strict";
import fc from "fast-check";
import { topologicalOrder } from "../../../components/blueprint/dependencies";
import { findCycles } from "../../../components/blueprint/order";

const graph = (edges: Record<string, string[]>) => new Map(Object.entries(edges));

describe("findCycles", () => {
  it("returns each cycle once, from its first app, whatever the order of the keys", () => {
    const edges = { d: ["e"], e: ["d"], b: ["c"], a: ["b"], c: ["a"], z: ["a"], y: [] };
    const expected = [
      ["a", "b", "c", "a"],
      ["d", "e", "d"],
    ];
    assert.deepEqual(findCycles(graph(edges)), expected);
    assert.deepEqual(findCycles(new Map([...graph(edges)].reverse())), expected);
  });

  it("finds two that share an edge", () => {
    assert.deepEqual(findCycles(graph({ a: ["b"], b: ["a", "c"], c: ["a"] })), [
      ["a", "b", "a"],
      ["a", "b", "c", "a"],
    ]);
  });

  it("ignores self-dependencies and unknown apps", () =>
    assert.deepEqual(findCycles(graph({ a: ["a", "x"], b: ["a"] })), []));

  it("finds cycles exactly where there is no order, and none is left without their closing edges", () => {
    const nodes = ["a", "b", "c", "d", "e", "f"];
    const edges = fc.array(fc.tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes)), { maxLength: 14 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const after = new Map(
          nodes.map((node) => [node, pairs.filter(([from, to]) => from === node && to !== node).map(([, to]) => to)]),
        );
        const cycles = findCycles(after, 100);
        assert.equal(cycles.length === 0, topologicalOrder(after).length === nodes.length);
        for (const cycle of cycles) {
          for (const [index, app] of cycle.slice(1).entries()) {
            assert.ok(after.get(cycle[index] ?? "")?.includes(app));
          }
          assert.equal(new Set(cycle).size, cycle.length - 1);
        }
        const fixed = new Map(
          [...after].map(([app, list]) => [
            app,
            list.filter((other) => !cycles.some((cycle) => cycle.at(-2) === app && cycle[0] === other)),
          ]),
        );
        assert.equal(topologicalOrder(fixed).length, nodes.length);
        assert.equal(new Set(cycles.map((cycle) => cycle.join())).size, cycles.length);
      }),
      { numRuns: 500 },
    );
  });

  it("handles a cycle of 5,000 apps", () => {
    const ring = Array.from({ length: 5000 }, (_, index) => [`a${index}`, [`a${(index + 1) % 5000}`]] as const);
    assert.deepEqual(
      findCycles(new Map(ring)).map((cycle) => cycle.length),
      [5001],
    );
  });
});
