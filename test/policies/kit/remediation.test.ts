import assert from "node:assert/strict";
import { type ResourceValidationPolicy, Secret } from "@pulumi/policy";
import { describe, it } from "mocha";
import { soc2 } from "../../../policies/kit/frameworks";
import { toPolicy } from "../../../policies/kit/policy";
import type { Remedy, ResourceRule } from "../../../policies/kit/rule";
import { rules } from "../../../policies/pack";
import { judge, type Sample, unknown } from "../judge";
import { fixed } from "../remedies";

/** Sets `size` at most to the setting, in a block. */
const rule: ResourceRule = {
  name: "size",
  description: "A rule.",
  severity: "low",
  framework: soc2("CC7.2"),
  remediationSteps: "Do it.",
  url: "https://docs.aws.amazon.com/x",
  types: ["t:i:A", "t:i:B"],
  settings: { most: { type: "integer", default: 3, description: "The most." } },
  validate(subject, report) {
    report.finding(subject, { found: "it is wrong", fix: "Fix it" });
  },
  remedy: (_, settings) => ({ at: ["block", "inner", "size"], value: settings.number("most") }),
};

const choosing = (remedy: Remedy | undefined): ResourceRule => ({ ...rule, remedy: () => remedy });
const sample = (props: unknown): Sample => ({ type: "t:i:A", name: "a", props });
const excuse = (expires: string) => ({ exceptions: [{ resource: "a", reason: "it moves", expires }] });

/** How a secret goes over the wire. https://www.pulumi.com/docs/iac/extending-pulumi/build-a-provider */
const secret = (value: unknown) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });

describe("kit/remediation", () => {
  it("makes the blocks on the way, and leaves everything else", async () => {
    assert.deepEqual(await fixed(rule, sample({ name: "a", list: [1, { deep: null }] })), {
      name: "a",
      list: [1, { deep: null }],
      block: { inner: { size: 3 } },
    });
    assert.deepEqual(await fixed(rule, sample({ block: { other: 1, inner: null } })), {
      block: { other: 1, inner: { size: 3 } },
    });
    assert.deepEqual(await fixed(rule, sample({ block: { inner: { size: 9, other: true } } })), {
      block: { inner: { size: 3, other: true } },
    });
  });

  it("takes a list of one for the block in it", async () => {
    assert.deepEqual(await fixed(rule, sample({ block: [{ inner: [{ size: 9 }] }] })), {
      block: [{ inner: [{ size: 3 }] }],
    });
  });

  it("leaves a resource alone that has something else where a block should be", async () => {
    for (const block of ["text", 7, true, [], ["text"], [null]]) {
      assert.equal(await fixed(rule, sample({ block })), undefined, JSON.stringify(block));
    }
  });

  it("leaves a resource alone whose block is not known yet", async () => {
    assert.equal(await fixed(rule, sample({ block: unknown })), undefined);
    assert.equal(await fixed(rule, sample({ block: { inner: unknown } })), undefined);
  });

  it("hands what is not known yet back as it came", async () => {
    assert.deepEqual(
      await fixed(choosing({ at: ["size"], value: 1 }), sample({ other: unknown, in: { deep: unknown } })),
      {
        other: unknown,
        in: { deep: unknown },
        size: 1,
      },
    );
  });

  it("keeps secrets secret, also the one it changes", async () => {
    const props = {
      token: new Secret("t"),
      block: new Secret({ inner: { size: 9 } }),
      in: { deep: [new Secret("d")] },
    };
    assert.deepEqual(await fixed(rule, sample(props)), {
      token: secret("t"),
      block: secret({ inner: { size: 3 } }),
      in: { deep: [secret("d")] },
    });
    assert.deepEqual(await fixed(choosing({ at: ["token"], value: "new" }), sample({ token: new Secret("old") })), {
      token: secret("new"),
    });
  });

  it("takes settings", async () => {
    assert.deepEqual(await fixed(rule, sample({}), { most: 5 }), { block: { inner: { size: 5 } } });
  });

  it("leaves other types alone, and what has no remedy", async () => {
    assert.equal(await fixed(rule, { ...sample({}), type: "t:i:C" }), undefined);
    assert.deepEqual(await fixed(rule, { ...sample({}), type: "t:i:B" }), { block: { inner: { size: 3 } } });
    assert.equal(await fixed(choosing(undefined), sample({})), undefined);
  });

  it("leaves an excused resource alone until its exception has expired", async () => {
    assert.equal(await fixed(rule, sample({}), excuse("2999-01-01")), undefined);
    assert.deepEqual(await fixed(rule, sample({}), excuse("2020-01-01")), { block: { inner: { size: 3 } } });
    assert.deepEqual(await fixed(rule, { ...sample({}), name: "b" }, excuse("2999-01-01")), {
      block: { inner: { size: 3 } },
    });
  });

  it("leaves a resource alone where the remedy itself fails: the finding stays", async () => {
    const broken: ResourceRule = {
      ...rule,
      remedy() {
        throw new TypeError("no such thing");
      },
    };
    assert.equal(await fixed(broken, sample({})), undefined);
    assert.deepEqual(judge(broken, sample({})).messages, ['A "a": it is wrong. Fix it.']);
  });

  it("is offered to the SDK by the rules that have a remedy, and by no other", () => {
    const offered = rules.filter((each) => "remediateResource" in toPolicy(each)).map(({ name }) => name);
    assert.deepEqual(offered, [
      "log-group-retention",
      "machine-logging",
      "machine-timeout",
      "machine-tracing",
      "topic-encryption",
    ]);
    assert.deepEqual(
      rules.filter((each) => "remedy" in each).map(({ name }) => name),
      offered,
    );
  });

  it("is not what a rule does by itself: no rule has the level remediate", () => {
    for (const each of rules) {
      assert.notEqual((toPolicy(each) as ResourceValidationPolicy).enforcementLevel, "remediate", each.name);
    }
  });
});
