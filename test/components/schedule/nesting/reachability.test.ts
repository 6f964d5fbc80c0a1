import assert from "node:assert/strict";
import fc from "fast-check";
import { graphOf } from "../../../../components/schedule/graph";
import { Reachability } from "../../../../components/schedule/nesting/reachability";
import { randomApps } from "../../definitions/samples";

describe("Reachability", () => {
  it("counts dependents less dependencies within a part", () => {
    fc.assert(
      fc.property(randomApps(70), fc.infiniteStream(fc.boolean()), (apps, picks) => {
        const graph = graphOf(apps);
        const nodes = Int32Array.from({ length: graph.size }, (_, node) => node).filter(() => picks.next().value);
        const above = graph.before.map((): Set<number> => new Set());
        graph.before.forEach((others, node) => {
          for (const other of others) {
            for (const one of [other, ...(above[other] ?? [])]) {
              above[node]?.add(one);
            }
          }
        });
        const balance = new Reachability(graph).balance(nodes);
        for (const node of nodes) {
          const dependencies = nodes.filter((other) => above[node]?.has(other)).length;
          const dependents = nodes.filter((other) => above[other]?.has(node)).length;
          assert.equal(balance[node], dependents - dependencies);
        }
      }),
    );
  });
});
