import assert from "node:assert/strict";
import { graphOf } from "../../../../components/schedule/graph";
import { scenariosOf } from "../../../../components/schedule/nesting/scenarios";

describe("scenariosOf", () => {
  const apps = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`a${index}`, { after: [] }]));

  it("draws the same scenarios for the same graph, each with a critical path of 1", () => {
    const scenarios = scenariosOf(graphOf(apps));
    assert.deepEqual(scenarios, scenariosOf(graphOf(apps)));
    assert.equal(new Set(scenarios.map((seconds) => seconds.join())).size, scenarios.length);
    for (const seconds of scenarios) {
      assert.equal(Math.max(...seconds), 1);
    }
  });

  it("draws seconds that differ between apps as much as those of real workflows", () => {
    const logs = [...(scenariosOf(graphOf(apps))[0] ?? [])].map(Math.log);
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    const deviation = Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logs.length);
    assert.ok(deviation > 1.2 && deviation < 1.8, `${deviation}`);
  });
});
