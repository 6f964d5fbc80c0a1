import assert from "node:assert/strict";
import fc from "fast-check";
import { graphOf } from "../../../../components/schedule/graph";
import { Barriers, type Policy } from "../../../../components/schedule/nesting/barriers";
import { randomApps } from "../../definitions/samples";

const POLICIES: readonly Policy[] = [
  { by: "sum" },
  { by: "pairs", weight: 0.1 },
  { by: "smaller", weight: 0.1 },
  { by: "middle", weight: 1 },
];

const allOf = (graph: { readonly size: number }) => Int32Array.from({ length: graph.size }, (_, node) => node);

describe("Barriers", () => {
  it("puts no app before its dependencies, whatever the policy", () => {
    fc.assert(
      fc.property(randomApps(14), fc.constantFrom(...POLICIES), (apps, policy) => {
        const graph = graphOf(apps);
        const barriers = new Barriers(graph);
        for (const part of barriers.components(allOf(graph)).filter(({ length }) => length > 1)) {
          const found = barriers.best(part, 0, policy, 3);
          assert.ok(found.length > 0);
          for (const { first, second } of found) {
            assert.deepEqual(
              [...first, ...second].sort((a, b) => a - b),
              [...part],
            );
            assert.ok([...first].every((node) => !graph.before[node]?.some((other) => second.includes(other))));
          }
        }
      }),
    );
  });

  it("returns the longest chains of both sides as a barrier's seconds", () => {
    fc.assert(
      fc.property(randomApps(14), fc.constantFrom(...POLICIES), (apps, policy) => {
        const graph = graphOf(apps);
        const barriers = new Barriers(graph);
        for (const part of barriers.components(allOf(graph)).filter(({ length }) => length > 1)) {
          for (const { first, second, seconds } of barriers.best(part, 0, policy, 3)) {
            assert.ok(Math.abs(seconds - barriers.longest(first) - barriers.longest(second)) < 1e-9);
          }
        }
      }),
    );
  });

  it("returns different barriers, the one of the least score first", () => {
    // c depends on a, d on a and b. a | b c d and a b c | d make 12 s of 11 s; a b | c d makes 20 s.
    const graph = graphOf({
      a: { after: [], expectedSeconds: 1 },
      b: { after: [], expectedSeconds: 10 },
      c: { after: ["a"], expectedSeconds: 10 },
      d: { after: ["a", "b"], expectedSeconds: 1 },
    });
    const found = new Barriers(graph).best(allOf(graph), 0, { by: "pairs", weight: 0.001 }, 9);
    assert.deepEqual(
      found.map(({ seconds }) => seconds),
      [12, 12, 20],
    );
    assert.equal(new Set(found.map(({ first }) => first.join())).size, found.length);
  });

  it("divides a part into segments exactly where all of a segment depends on all of the one before", () => {
    fc.assert(
      fc.property(randomApps(10), (apps) => {
        const graph = graphOf(apps);
        const barriers = new Barriers(graph);
        const above = graph.before.map((): Set<number> => new Set());
        graph.before.forEach((others, node) => {
          for (const other of others) {
            for (const one of [other, ...(above[other] ?? [])]) {
              above[node]?.add(one);
            }
          }
        });
        for (const part of barriers.components(allOf(graph))) {
          const segments = barriers.segments(part);
          assert.deepEqual(
            segments.flatMap((segment) => [...segment]).sort((a, b) => a - b),
            [...part],
          );
          // A set is one side of a free barrier if every other app of the part depends on every app of it.
          const free = Array.from({ length: 2 ** part.length - 2 }, (_, mask) =>
            part.filter((_, index) => ((mask + 1) >> index) & 1),
          ).filter((first) =>
            part.every((node) => first.includes(node) || first.every((other) => above[node]?.has(other))),
          );
          assert.equal(segments.length, free.length + 1);
        }
      }),
    );
  });
});
