import assert from "node:assert/strict";
import fc from "fast-check";
import type { ContextEntry, PermissionCheck } from "../../../../components/definitions/rehearsal/permission-checks";
import { asksOf } from "../../../../components/definitions/rehearsal/simulator-calls";

const role = { name: "shop-test_orders_machine", arn: "arn:aws:iam::1:role/shop-test_orders_machine" };
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
const tls = { ContextKeyName: "aws:SecureTransport", ContextKeyType: "boolean", ContextKeyValues: ["true"] };

/** Actions of each call. */
const calls = (...checks: PermissionCheck[]) =>
  asksOf([{ role, checks }]).map((ask) => ask.checks.flatMap(({ actions }) => actions).join(" "));

describe("asksOf", () => {
  it("puts what one role needs into one call, over TLS, and keeps what belongs together", () => {
    const two = [check(["sns:Publish"], ["t"]), check(["kms:Decrypt", "kms:GenerateDataKey"], ["k"], via)];
    assert.deepEqual(asksOf([{ role, checks: two }]), [
      {
        role: role.name,
        context: [tls, via],
        checks: [
          { actions: ["sns:Publish"], resources: ["t"] },
          { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: ["k"] },
        ],
      },
    ]);
  });

  it("asks about each role on its own", () => {
    const other = { ...role, name: "other" };
    const checks = [check(["sns:Publish"], ["t"])];
    const roles = asksOf([
      { role, checks },
      { role: other, checks },
    ]).map((ask) => ask.role);
    assert.deepEqual(roles, [role.name, "other"]);
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

  it("asks about everything once, in calls whose answers a state can hold", () => {
    const name = fc.integer({ min: 0, max: 300 }).map(String);
    const some = (prefix: string, most: number) =>
      fc.uniqueArray(name, { minLength: 1, maxLength: most }).map((list) => list.map((one) => `${prefix}${one}`));
    const checks = fc.array(fc.record({ actions: some("s:a", 9), resources: some("r", 200) }), { maxLength: 12 });
    fc.assert(
      fc.property(checks, (list) => {
        const given = list.map(({ actions, resources }) => check(actions, resources));
        const asks = asksOf([{ role, checks: given }]);
        const pairs = (all: readonly Pick<PermissionCheck, "actions" | "resources">[]) =>
          all.flatMap(({ actions, resources }) => actions.flatMap((a) => resources.map((r) => `${a} ${r}`))).sort();
        assert.deepEqual(pairs(asks.flatMap((ask) => ask.checks)), pairs(given));
        for (const ask of asks) {
          const actions = new Set(ask.checks.flatMap((one) => one.actions));
          const resources = new Set(ask.checks.flatMap((one) => one.resources));
          assert.ok(actions.size * resources.size <= 128);
        }
      }),
      { numRuns: 200 },
    );
  });
});
