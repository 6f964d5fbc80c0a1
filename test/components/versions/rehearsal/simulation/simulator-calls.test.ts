import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  ContextEntry,
  PermissionCheck,
} from "../../../../../components/versions/rehearsal/simulation/permission-checks";
import {
  pairsOf,
  simulatorCalls,
  singleActionCalls,
} from "../../../../../components/versions/rehearsal/simulation/simulator-calls";

const check = (actions: string[], resources: string[], ...context: ContextEntry[]): PermissionCheck => ({
  actions,
  resources,
  context,
});
const entry = (name: string, value: string): ContextEntry => ({
  ContextKeyName: name,
  ContextKeyType: "string",
  ContextKeyValues: [value],
});
const via = entry("kms:ViaService", "sns.eu-central-1.amazonaws.com");
const tls = { ContextKeyName: "aws:SecureTransport", ContextKeyType: "boolean" as const, ContextKeyValues: ["true"] };

/** Actions of each call. */
const calls = (...checks: PermissionCheck[]) =>
  simulatorCalls(checks).map((call) => call.checks.flatMap(({ actions }) => actions).join(" "));

describe("simulatorCalls", () => {
  it("puts what a role needs into one call, over TLS, and keeps what belongs together", () => {
    const two = [check(["sns:Publish"], ["t"]), check(["kms:Decrypt", "kms:GenerateDataKey"], ["k"], via)];
    assert.deepEqual(simulatorCalls(two), [
      {
        context: [tls, via],
        checks: [
          { actions: ["sns:Publish"], resources: ["t"] },
          { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: ["k"] },
        ],
      },
    ]);
  });

  it("lends no action a condition key that its own request would not bring", () => {
    const plain = check(["kms:Encrypt"], ["k"]);
    assert.deepEqual(calls(check(["kms:Decrypt"], ["k"], via), plain), ["kms:Decrypt", "kms:Encrypt"]);
    const passed = (service: string) => check([`iam:PassRole`], [service], entry("iam:PassedToService", service));
    assert.equal(calls(passed("ecs"), passed("glue")).length, 2);
    const region = entry("aws:RequestedRegion", "eu-central-1");
    assert.equal(calls(check(["sns:Publish"], ["t"], region), check(["sqs:SendMessage"], ["q"])).length, 2);
    const same = [check(["sns:Publish"], ["t"], region), check(["sqs:SendMessage"], ["q"], region)];
    assert.equal(calls(...same).length, 1);
  });

  it("simulates everything once, in calls of at most 128 pairs", () => {
    const name = fc.integer({ min: 0, max: 300 }).map(String);
    const some = (prefix: string, most: number) =>
      fc.uniqueArray(name, { minLength: 1, maxLength: most }).map((list) => list.map((one) => `${prefix}${one}`));
    const checks = fc.array(fc.record({ actions: some("s:a", 9), resources: some("r", 200) }), { maxLength: 12 });
    fc.assert(
      fc.property(checks, (list) => {
        const given = list.map(({ actions, resources }) => check(actions, resources));
        const asked = simulatorCalls(given);
        const pairs = (all: readonly Pick<PermissionCheck, "actions" | "resources">[]) =>
          all.flatMap(({ actions, resources }) => actions.flatMap((a) => resources.map((r) => `${a} ${r}`))).sort();
        assert.deepEqual(pairs(asked.flatMap((call) => call.checks)), pairs(given));
        for (const call of asked) {
          const actions = new Set(call.checks.flatMap((one) => one.actions));
          const resources = new Set(call.checks.flatMap((one) => one.resources));
          assert.ok(actions.size * resources.size <= 128);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("a call", () => {
  const call = { context: [tls], checks: [check(["a:One", "a:Two"], ["x", "y"]), check(["b:One"], ["z"])] };

  it("is about every action of a check on every of its resources", () => assert.equal(pairsOf(call.checks), 5));

  it("can be taken apart into one for each action", () => {
    assert.deepEqual(singleActionCalls(call), [
      { context: [tls], checks: [{ actions: ["a:One"], resources: ["x", "y"] }] },
      { context: [tls], checks: [{ actions: ["a:Two"], resources: ["x", "y"] }] },
      { context: [tls], checks: [{ actions: ["b:One"], resources: ["z"] }] },
    ]);
  });
});
