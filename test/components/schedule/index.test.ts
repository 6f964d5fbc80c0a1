import assert from "node:assert/strict";
import fc from "fast-check";
import { largeSamples } from "../../../bench/graphs";
import { graphOf } from "../../../components/schedule/graph";
import { planSchedule, type Scheduled } from "../../../components/schedule/index";
import { appsOf, type Plan } from "../../../components/schedule/plan";
import { planSeconds, planTimes } from "../../../components/schedule/plan-times";
import { stagePlan } from "../../../components/schedule/stages";
import { randomApps } from "../definitions/samples";

type Apps = Record<string, Scheduled>;

const seconds = (apps: Apps) => (app: string) => apps[app]?.expectedSeconds ?? 1;

/** A graph from `b: "a"` (b waits for a) with seconds after a colon: `"a c:5"` waits for both and takes 5. */
function graph(lines: Record<string, string>): Apps {
  return Object.fromEntries(
    Object.entries(lines).map(([app, line]) => {
      const [after = "", expected] = line.split(":");
      const list = after.split(" ").filter((other) => other !== "");
      return [app, { after: list, ...(expected === undefined ? {} : { expectedSeconds: Number(expected) }) }];
    }),
  );
}

/** A plan in short: `(a | (b, c)), d`. */
function shape(plan: Plan): string {
  if ("app" in plan) {
    return plan.app;
  }
  return "sequence" in plan ? `(${plan.sequence.map(shape).join(", ")})` : `(${plan.parallel.map(shape).join(" | ")})`;
}

/** Pairs of apps of which the plan puts the first before the second. */
function ordered(plan: Plan, pairs = new Set<string>()): Set<string> {
  if ("app" in plan) {
    return pairs;
  }
  const parts = "sequence" in plan ? plan.sequence : plan.parallel;
  for (const part of parts) {
    ordered(part, pairs);
  }
  if ("parallel" in plan) {
    return pairs;
  }
  parts.forEach((part, index) => {
    for (const later of parts.slice(index + 1).flatMap(appsOf)) {
      for (const app of appsOf(part)) {
        pairs.add(`${app} ${later}`);
      }
    }
  });
  return pairs;
}

function shuffled(apps: Apps): Apps {
  const entries = Object.entries(apps).map(
    ([app, { after, ...rest }]) => [app, { ...rest, after: [...after].reverse() }] as const,
  );
  return Object.fromEntries(entries.reverse());
}

describe("planSchedule", () => {
  for (const [what, lines, expected] of [
    ["one app", { a: "" }, "a"],
    ["a chain", { a: "", b: "a", c: "b" }, "(a, b, c)"],
    ["independent apps", { a: "", b: "" }, "(a | b)"],
    ["a diamond", { a: "", b: "a", c: "a", d: "b c" }, "(a, (b | c), d)"],
    ["series-parallel dependencies without a barrier", { a: "", b: "a:20", c: "", d: "b c" }, "(((a, b) | c), d)"],
    ["dependencies that others imply", { a: "", b: "a", c: "a b", d: "a b c" }, "(a, b, c, d)"],
    ["two joined halves", { a: "", b: "", c: "a b", d: "a b", e: "c d" }, "((a | b), (c | d), e)"],
  ] as const) {
    it(`plans ${what}`, () => assert.equal(shape(planSchedule({ apps: graph(lines) }).plan), expected));
  }

  it("places the barrier of N-shaped dependencies where it costs least", () => {
    // c depends on a, d on a and b: no nesting has exactly these. d last takes 15 s, a first 16 s, a and b first 21 s.
    const lines = { a: ":3", b: ":11", c: "a:10", d: "a b:2" };
    const { plan, plannedSeconds, criticalPathSeconds, stageSeconds } = planSchedule({ apps: graph(lines) });
    assert.equal(shape(plan), "(((a, c) | b), d)");
    assert.deepEqual([plannedSeconds, criticalPathSeconds, stageSeconds], [15, 13, 21]);
  });

  it("is as fast as the best of all nestings on graphs of four apps", () => {
    const apps = fc.record({
      edges: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(apps, ({ edges, weights }) => {
        const names = ["a", "b", "c", "d"];
        const pairs = names.flatMap((from, index) => names.slice(index + 1).map((to) => [from, to] as const));
        const made: Apps = Object.fromEntries(
          names.map((name, index) => [
            name,
            {
              expectedSeconds: weights[index] ?? 1,
              after: pairs.filter(([, to], at) => to === name && edges[at]).map(([from]) => from),
            },
          ]),
        );
        const { plannedSeconds } = planSchedule({ apps: made });
        assert.equal(plannedSeconds, bestOf(names, made));
      }),
      { numRuns: 300 },
    );
  });

  it("contains every app once and starts none before its dependencies", () => {
    fc.assert(
      fc.property(randomApps(14), (apps) => {
        const { plan } = planSchedule({ apps });
        assert.deepEqual(appsOf(plan).sort(), Object.keys(apps).sort());
        const pairs = ordered(plan);
        for (const [app, { after }] of Object.entries(apps)) {
          for (const other of after) {
            assert.ok(pairs.has(`${other} ${app}`), `${app} may start before ${other} ends`);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("is never slower than stage by stage nor faster than the critical path", () => {
    fc.assert(
      fc.property(randomApps(14), (apps) => {
        const { plan, plannedSeconds, criticalPathSeconds, stageSeconds } = planSchedule({ apps });
        assert.equal(planSeconds(plan, seconds(apps)), plannedSeconds);
        assert.equal(planSeconds(stagePlan(graphOf(apps)), seconds(apps)), stageSeconds);
        assert.ok(plannedSeconds <= stageSeconds && plannedSeconds >= criticalPathSeconds);
      }),
      { numRuns: 200 },
    );
  });

  it("returns the same plan whatever the order of apps and dependencies", () => {
    fc.assert(
      fc.property(randomApps(14), (apps) => {
        assert.deepEqual(planSchedule({ apps: shuffled(apps) }), planSchedule({ apps }));
      }),
      { numRuns: 100 },
    );
  });

  it("nests no sequence directly in a sequence and no parallel block in a parallel block", () => {
    const check = (plan: Plan): void => {
      if ("app" in plan) {
        return;
      }
      const parts = "sequence" in plan ? plan.sequence : plan.parallel;
      assert.ok(parts.length > 1);
      for (const part of parts) {
        assert.ok(!("sequence" in plan && "sequence" in part) && !("parallel" in plan && "parallel" in part));
        check(part);
      }
    };
    fc.assert(fc.property(randomApps(14), (apps) => check(planSchedule({ apps }).plan)));
  });

  it("rejects an empty graph and a cycle", () => {
    assert.throws(() => planSchedule({ apps: {} }), /at least one app/);
    assert.throws(() => planSchedule({ apps: graph({ a: "b", b: "a" }) }), /without a cycle/);
  });

  it("plans apps that are named like members of every object", () => {
    const apps = graph({ constructor: ":3", toString: "constructor", valueOf: "constructor:2", hasOwnProperty: "" });
    const { plan, criticalPath } = planSchedule({ apps });
    assert.equal(shape(plan), "((constructor, (toString | valueOf)) | hasOwnProperty)");
    assert.deepEqual(criticalPath, ["constructor", "valueOf"]);
  });

  for (const { name, apps } of [...largeSamples(), longChain(5000)]) {
    it(`plans ${Object.keys(apps).length} apps: ${name}`, () => {
      const { plan } = planSchedule({ apps });
      assert.deepEqual(appsOf(plan).sort(), Object.keys(apps).sort());
      const times = planTimes(plan, seconds(apps));
      for (const [app, { after }] of Object.entries(apps)) {
        for (const other of after) {
          assert.ok((times.get(other)?.end ?? 0) <= (times.get(app)?.start ?? 0), `${app} starts before ${other} ends`);
        }
      }
    }).timeout(120_000);
  }
});

/** Apps that each wait for the one before. */
function longChain(size: number) {
  const apps = Array.from({ length: size }, (_, index) => {
    return [`a${index}`, { after: index === 0 ? [] : [`a${index - 1}`], expectedSeconds: 1 }] as const;
  });
  return { name: "chain", apps: Object.fromEntries(apps) };
}

/** Least duration of any nesting, by trying every cut of every set. */
function bestOf(names: readonly string[], apps: Apps): number {
  const [only] = names;
  if (only !== undefined && names.length === 1) {
    return seconds(apps)(only);
  }
  let best = Number.POSITIVE_INFINITY;
  for (let mask = 1; mask < (1 << names.length) - 1; mask++) {
    const first = names.filter((_, index) => mask & (1 << index));
    const second = names.filter((_, index) => !(mask & (1 << index)));
    const waits = (a: readonly string[], b: readonly string[]) =>
      a.some((app) => apps[app]?.after.some((other) => b.includes(other)));
    const [x, y] = [bestOf(first, apps), bestOf(second, apps)];
    if (!waits(first, second)) {
      best = Math.min(best, waits(second, first) ? x + y : Math.max(x, y));
    }
  }
  return best;
}
