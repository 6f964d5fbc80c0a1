import assert from "node:assert/strict";
import fc from "fast-check";
import { largeSamples } from "../../../bench/graphs";
import { planSchedule, type Scheduled } from "../../../components/schedule/index";
import { appsOf, type Plan } from "../../../components/schedule/plan";
import { planSeconds } from "../../../components/schedule/plan-times";
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
  if ("app" in plan) return plan.app;
  return "sequence" in plan ? `(${plan.sequence.map(shape).join(", ")})` : `(${plan.parallel.map(shape).join(" | ")})`;
}

/** Pairs of apps of which the plan puts the first before the second. */
function ordered(plan: Plan, pairs = new Set<string>()): Set<string> {
  if ("app" in plan) return pairs;
  const parts = "sequence" in plan ? plan.sequence : plan.parallel;
  for (const part of parts) ordered(part, pairs);
  if ("parallel" in plan) return pairs;
  parts.forEach((part, index) => {
    for (const later of parts.slice(index + 1).flatMap(appsOf))
      for (const app of appsOf(part)) pairs.add(`${app} ${later}`);
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
    ["series and parallel without a needless barrier", { a: "", b: "a:20", c: "", d: "b c" }, "(((a, b) | c), d)"],
    ["edges that others imply", { a: "", b: "a", c: "a b", d: "a b c" }, "(a, b, c, d)"],
    ["two joined halves", { a: "", b: "", c: "a b", d: "a b", e: "c d" }, "((a | b), (c | d), e)"],
  ] as const) {
    it(`plans ${what}`, () => assert.equal(shape(planSchedule({ apps: graph(lines) }).plan), expected));
  }

  it("puts the barrier of an N where it costs least", () => {
    // c waits for a, d for a and b: no nesting has exactly these. Barriers: after a and b, or a before the rest.
    const lines = { a: ":1", b: ":10", c: "a:10", d: "a b:1" };
    const { plan, plannedSeconds, criticalPathSeconds, stageSeconds } = planSchedule(
      { apps: graph(lines) },
      { awaits: false },
    );
    assert.equal(shape(plan), "(((a, c) | b), d)");
    assert.deepEqual([plannedSeconds, criticalPathSeconds, stageSeconds], [12, 11, 20]);
  });

  it("finds the best plan of every graph of four apps as a search of all plans does", () => {
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
        const { plannedSeconds } = planSchedule({ apps: made }, { awaits: false });
        assert.equal(plannedSeconds, bestOf(names, made));
      }),
      { numRuns: 300 },
    );
  });

  it("has every app once, keeps every dependency, is never slower than stages, and does not depend on how the graph is written", () => {
    fc.assert(
      fc.property(randomApps(14), (apps) => {
        const { plan, plannedSeconds, criticalPathSeconds, stageSeconds } = planSchedule({ apps }, { awaits: false });
        assert.deepEqual(appsOf(plan).sort(), Object.keys(apps).sort());
        const pairs = ordered(plan);
        for (const [app, { after }] of Object.entries(apps))
          for (const other of after) assert.ok(pairs.has(`${other} ${app}`));
        assert.equal(planSeconds(plan, seconds(apps)), plannedSeconds);
        assert.ok(plannedSeconds <= stageSeconds && plannedSeconds >= criticalPathSeconds);
        assert.deepEqual(planSchedule({ apps: shuffled(apps) }, { awaits: false }).plan, plan);
      }),
      { numRuns: 200 },
    );
  });

  it("nests no sequence in a sequence and no parallel in a parallel", () => {
    const check = (plan: Plan): void => {
      if ("app" in plan) return;
      const parts = "sequence" in plan ? plan.sequence : plan.parallel;
      assert.ok(parts.length > 1);
      for (const part of parts) {
        assert.ok(!("sequence" in plan && "sequence" in part) && !("parallel" in plan && "parallel" in part));
        check(part);
      }
    };
    fc.assert(fc.property(randomApps(14), (apps) => check(planSchedule({ apps }).plan)));
  });

  it("refuses what has no order", () => {
    assert.throws(() => planSchedule({ apps: {} }), /at least one app/);
    assert.throws(() => planSchedule({ apps: graph({ a: "b", b: "a" }) }), /without a cycle/);
  });

  for (const { name, apps } of largeSamples()) {
    // How long it really takes is the bench's to say (less than two seconds on an idle machine); here nothing may grow out of hand.
    it(`plans ${Object.keys(apps).length} apps in seconds: ${name}`, () => {
      const used = [1, 2, 3].map(() => {
        const before = process.cpuUsage();
        assert.equal(appsOf(planSchedule({ apps }).plan).length, Object.keys(apps).length);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1e6;
      });
      // The least, for other work on the machine only adds to it.
      assert.ok(Math.min(...used) < 8, `${used.join(", ")} s of CPU`);
    }).timeout(120_000);
  }

  it("takes 5,000 apps without growing with their square", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`a${index}`, { after: index === 0 ? [] : [`a${index - 1}`] }]),
    );
    const wide = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `a${index}`,
        {
          after: index < 50 ? [] : [`a${(index * 7919) % index}`, `a${(index * 104_729) % index}`],
          expectedSeconds: 1 + (index % 13),
        },
      ]),
    );
    const started = process.cpuUsage().user;
    assert.equal(planSchedule({ apps: chain }).plannedSeconds, 5000);
    assert.equal(appsOf(planSchedule({ apps: wide }).plan).length, 5000);
    const used = (process.cpuUsage().user - started) / 1e6;
    assert.ok(used < 20, `${used} s of CPU`);
  }).timeout(120_000);
});

/** Least duration of any nesting, by trying every cut of every set. */
function bestOf(names: readonly string[], apps: Apps): number {
  const [only] = names;
  if (only !== undefined && names.length === 1) return seconds(apps)(only);
  let best = Number.POSITIVE_INFINITY;
  for (let mask = 1; mask < (1 << names.length) - 1; mask++) {
    const first = names.filter((_, index) => mask & (1 << index));
    const second = names.filter((_, index) => !(mask & (1 << index)));
    const waits = (a: readonly string[], b: readonly string[]) =>
      a.some((app) => apps[app]?.after.some((other) => b.includes(other)));
    const [x, y] = [bestOf(first, apps), bestOf(second, apps)];
    if (!waits(first, second)) best = Math.min(best, waits(second, first) ? x + y : Math.max(x, y));
  }
  return best;
}
