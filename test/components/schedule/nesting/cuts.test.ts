import assert from "node:assert/strict";
import fc from "fast-check";
import { graphOf } from "../../../../components/schedule/graph";
import { Cutter, LEAST_SUM, ORDERS, type Policy } from "../../../../components/schedule/nesting/cuts";
import { Closure } from "../../../../components/schedule/nesting/reachability";
import { scenariosOf } from "../../../../components/schedule/nesting/scenarios";
import { randomApps } from "../../definitions/samples";

const KINDS: readonly Policy["kind"][] = ["sum", "even", "halves", "sparse", "balanced", "robust"];

describe("Closure", () => {
  it("counts what comes after and before within a part", () => {
    fc.assert(
      fc.property(randomApps(40), fc.infiniteStream(fc.boolean()), (apps, picks) => {
        const graph = graphOf(apps);
        const nodes = Int32Array.from({ length: graph.size }, (_, node) => node).filter(
          () => picks.next().value === true,
        );
        const above = graph.before.map((): Set<number> => new Set());
        graph.before.forEach((others, node) => {
          for (const other of others) for (const one of [other, ...(above[other] ?? [])]) above[node]?.add(one);
        });
        const balance = new Int32Array(graph.size);
        new Closure(graph).balance(nodes, balance);
        for (const node of nodes) {
          const before = nodes.filter((other) => above[node]?.has(other)).length;
          const after = nodes.filter((other) => above[other]?.has(node)).length;
          assert.equal(balance[node], after - before);
        }
      }),
    );
  });
});

describe("cuts", () => {
  it("put no app before one that it waits for, whatever the policy, and say what they take", () => {
    fc.assert(
      fc.property(randomApps(14), fc.constantFrom(...KINDS), (apps, kind) => {
        const graph = graphOf(apps);
        const cutter = new Cutter(graph, scenariosOf(graph));
        for (const part of cutter.components(Int32Array.from({ length: graph.size }, (_, node) => node))) {
          for (const { first, second, seconds } of cutter.cuts(part, 0, { kind, weight: 0.1, orders: ORDERS }, 3)) {
            assert.deepEqual(
              [...first, ...second].sort((a, b) => a - b),
              [...part],
            );
            for (const node of first) assert.ok(!graph.before[node]?.some((other) => second.includes(other)));
            assert.ok(Math.abs(seconds - cutter.bound(first) - cutter.bound(second)) < 1e-9);
          }
        }
      }),
    );
  });

  it("give the least sum first", () => {
    // c waits for a, d for a and b: cut after a, or before d; both lose 1 of 11.
    const apps = { a: { after: [], expectedSeconds: 1 }, b: { after: [], expectedSeconds: 10 } };
    const graph = graphOf({
      ...apps,
      c: { after: ["a"], expectedSeconds: 10 },
      d: { after: ["a", "b"], expectedSeconds: 1 },
    });
    const cutter = new Cutter(graph, scenariosOf(graph));
    const cuts = cutter.cuts(Int32Array.from([0, 1, 2, 3]), 0, LEAST_SUM, 9);
    assert.deepEqual(
      cuts.map(({ seconds }) => seconds),
      [...cuts.map(({ seconds }) => seconds)].sort((a, b) => a - b),
    );
    assert.equal(cuts[0]?.seconds, 12);
  });
});

describe("scenariosOf", () => {
  it("makes each as long as the others, the same for the same graph, and spreads more where nothing is expected", () => {
    const apps = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`a${index}`, { after: [] }]));
    const spread = (of: typeof apps) => {
      const scenarios = scenariosOf(graphOf(of));
      assert.deepEqual(scenarios, scenariosOf(graphOf(of)));
      for (const seconds of scenarios) assert.equal(Math.max(...seconds), 1);
      const logs = [...(scenarios[0] ?? [])].map(Math.log);
      const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
      return Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logs.length);
    };
    const unknown = spread(apps);
    const known = spread({ ...apps, a0: { after: [], expectedSeconds: 1.01 } as { after: never[] } });
    assert.ok(unknown > 1.2 && unknown < 1.8, `${unknown}`);
    assert.ok(known > 0.2 && known < 0.4, `${known}`);
  });
});
