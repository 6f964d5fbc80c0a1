import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { soc2 } from "../../../policies/kit/frameworks";
import { toPolicy } from "../../../policies/kit/policy";
import type { ResourceRule, StackRule } from "../../../policies/kit/rule";
import { Unknown } from "../../../policies/kit/value";
import { judge, unknown } from "../judge";

const about = {
  description: "A rule.",
  severity: "low",
  framework: soc2("CC7.2"),
  remediationSteps: "Do it.",
  url: "https://docs.aws.amazon.com/x",
} as const;

const strict: ResourceRule = {
  ...about,
  name: "size",
  types: ["t:i:A", "t:i:B"],
  settings: { most: { type: "integer", default: 3, description: "The most." } },
  validate(subject, report, settings) {
    const size = subject.get("size");
    if (size instanceof Unknown) {
      report.unknown(size);
    }
    if (typeof size === "number" && size > settings.number("most")) {
      report.finding(subject, { at: "size", found: `it is ${size}`, fix: "Make it smaller" });
    }
    if (subject.get("name") === undefined) {
      report.finding(subject, { found: "it has no name", fix: "Name it" });
    }
  },
};

const sample = (props: object, name = "a") => ({ type: "t:i:A", name, props: { name, ...props } });
const excuse = (expires: string, resource = "a", reason = "it moves") => ({
  exceptions: [{ resource, reason, expires }],
});

describe("kit/policy", () => {
  it("renders resource, place, value and fix", () => {
    assert.deepEqual(judge(strict, sample({ size: 4 })), { messages: ['A "a", size: it is 4. Make it smaller.'] });
  });

  it("takes a setting, and the default where the configured value is of no use", () => {
    assert.deepEqual(judge(strict, sample({ size: 4 }), { most: 4 }).messages, []);
    assert.equal(judge(strict, sample({ size: 4 }), { most: "many" }).messages.length, 1);
    assert.equal(judge(strict, sample({ size: 4 }), { most: null }).messages.length, 1);
  });

  it("reports what it found and lets the SDK say what is not known yet", () => {
    const verdict = judge(strict, { type: "t:i:A", name: "a", props: { size: unknown } });
    assert.deepEqual(verdict, {
      messages: ['A "a": it has no name. Name it.'],
      advisory: "string value at .size can't be known during preview",
    });
  });

  it("says why a rule does not apply, unless it found something", () => {
    const reasons = (findings: number, ...given: readonly string[]): ResourceRule => ({
      ...strict,
      validate(subject, report) {
        for (const reason of given) {
          report.notApplicable(reason);
        }
        for (let count = 0; count < findings; count++) {
          report.finding(subject, { found: "here", fix: "Go" });
        }
      },
    });
    assert.deepEqual(judge(reasons(0, "first", "second"), sample({})), { messages: [], notApplicable: "first" });
    assert.deepEqual(judge(reasons(1, "first"), sample({})), { messages: ['A "a": here. Go.'] });
    assert.deepEqual(judge(reasons(0), sample({})), { messages: [] });
  });

  it("says that a stack has nothing to judge", () => {
    const none: StackRule = { ...about, name: "none", types: ["t:i:A", "t:i:B"], validateStack: () => undefined };
    assert.deepEqual(judge(none, [{ type: "t:i:C", props: {} }]), {
      messages: [],
      notApplicable: "the stack has no t:i:A, t:i:B",
    });
  });

  it("reports a fault of its own about a stack, at its first resource", () => {
    const broken: StackRule = {
      ...about,
      name: "broken",
      types: ["t:i:A"],
      validateStack() {
        throw "no such thing";
      },
    };
    assert.deepEqual(judge(broken, [sample({}, "b"), sample({}, "a")]).messages, [
      'A "a": the rule could not judge this (no such thing). Report this as a fault of the policy pack.',
    ]);
  });

  it("tells the SDK its one type beforehand, so that nothing is copied for others", () => {
    const typeOf = (rule: ResourceRule) => {
      const { validateResource } = toPolicy(rule) as { validateResource?: { __pulumiType?: string } };
      return validateResource?.__pulumiType;
    };
    assert.equal(typeOf({ ...strict, types: ["t:i:A"] }), "t:i:A");
    assert.equal(typeOf(strict), undefined);
    assert.equal(typeOf({ ...strict, types: [] }), undefined);
    assert.deepEqual(judge({ ...strict, types: ["t:i:A"] }, sample({ size: 4 })).messages, [
      'A "a", size: it is 4. Make it smaller.',
    ]);
  });

  it("is mandatory where it says nothing else", () => {
    assert.equal(toPolicy(strict).enforcementLevel, "mandatory");
  });

  it("says that it does not apply to other types", () => {
    assert.deepEqual(judge(strict, { type: "t:i:C", props: {} }), {
      messages: [],
      notApplicable: "applies to t:i:A, t:i:B",
    });
  });

  it("reports its own fault instead of stopping the preview", () => {
    const broken: ResourceRule = {
      ...strict,
      validate() {
        throw new TypeError("no such thing");
      },
    };
    assert.deepEqual(judge(broken, sample({})).messages, [
      'A "a": the rule could not judge this (no such thing). Report this as a fault of the policy pack.',
    ]);
  });

  describe("exceptions", () => {
    it("excuse the resource they name, by name or URN, until their day has passed", () => {
      assert.deepEqual(judge(strict, sample({ size: 4 }), excuse("2999-01-01")).messages, []);
      assert.deepEqual(
        judge(strict, sample({ size: 4 }), excuse("2999-01-01", "urn:pulumi:test::test::t:i:A::a")).messages,
        [],
      );
      assert.equal(judge(strict, sample({ size: 4 }), excuse("2999-01-01", "b")).messages.length, 1);
      const today = new Date().toISOString().slice(0, 10);
      assert.deepEqual(judge(strict, sample({ size: 4 }), excuse(today)).messages, []);
    });

    it("are findings themselves once they have expired, even where nothing else is wrong", () => {
      const expired =
        'A "a": its exception expired on 2020-01-01 (reason given: it moves). Fix the resource, or renew the exception with its owner.';
      assert.deepEqual(judge(strict, sample({ size: 4 }), excuse("2020-01-01")).messages, [
        'A "a", size: it is 4. Make it smaller.',
        expired,
      ]);
      assert.deepEqual(judge(strict, sample({ size: 1 }), excuse("2020-01-01")).messages, [expired]);
    });

    it("excuse nothing without a reason or a day", () => {
      const messages = (config: object) => judge(strict, sample({ size: 1 }), config).messages;
      const fix = "Fix the resource, or renew the exception with its owner.";
      assert.deepEqual(messages(excuse("2999-01-01", "a", " ")), [`A "a": its exception has no reason. ${fix}`]);
      for (const day of ["soon", "2999-13-45", ""]) {
        assert.deepEqual(messages(excuse(day)), [
          `A "a": its exception has no day YYYY-MM-DD on which it expires. ${fix}`,
        ]);
      }
      assert.deepEqual(messages({ exceptions: "all" }), []);
    });
  });

  it("gives the SDK everything a rule says about itself", () => {
    const { validateResource, configSchema, ...policy } = toPolicy({
      ...strict,
      level: "advisory",
    }) as unknown as Record<string, unknown>;
    const { description, severity, framework, remediationSteps, url } = about;
    const expected = {
      name: "size",
      description,
      enforcementLevel: "advisory",
      severity,
      framework,
      remediationSteps,
      url,
    };
    assert.deepEqual(policy, expected);
    assert.equal(typeof validateResource, "function");
    assert.deepEqual(Object.keys((configSchema as { properties: object }).properties), ["most", "exceptions"]);
  });

  it("judges a stack in the order of URNs", () => {
    const every: StackRule = {
      ...about,
      name: "every",
      types: ["t:i:A"],
      validateStack(stack, report) {
        for (const subject of stack.ofType("t:i:A")) {
          report.finding(subject, { found: "here", fix: "Go" });
        }
      },
    };
    const { messages } = judge(every, [
      ...["c", "a", "e", "d"].map((name) => sample({}, name)),
      { ...sample({}, "b"), type: "t:i:B" },
    ]);
    assert.deepEqual(
      messages,
      ["a", "c", "d", "e"].map((name) => `A "${name}": here. Go.`),
    );
  });
});
