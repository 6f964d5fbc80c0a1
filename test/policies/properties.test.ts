import assert from "node:assert/strict";
import * as fc from "fast-check";
import { describe, it } from "mocha";
import { parseDefinition } from "../../policies/definition/parse";
import { parsePolicy } from "../../policies/iam/document";
import { types } from "../../policies/kit/types";
import { rules } from "../../policies/pack";
import { judge, type Sample, unknown } from "./judge";
import { machine, plain, rotating } from "./machines";
import { compliant, compliantStack, machineWith } from "./samples";

/** Cases per property; `FUZZ=20` makes twenty times as many. */
const runs = (count: number): number => Math.round(count * Number(process.env.FUZZ ?? 1));

/** Inputs of every rule: properties that some rule reads, and any JSON in them. */
const read = [
  ...new Set(compliantStack.flatMap(({ props }) => Object.keys(props as object))),
  "inlinePolicies",
  "managedPolicyArns",
  "metricQueries",
  "redrivePolicy",
  "policyArn",
  "path",
];

/** Any JSON, with unknown values and texts that are themselves documents. */
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(
      null,
      true,
      false,
      0,
      -1,
      1e308,
      "",
      "*",
      "{",
      "[]",
      "{}",
      unknown,
      "States.ALL",
      "arn:aws:iam::1:root",
    ),
    fc.string(),
    fc.double(),
    fc.json(),
  ),
  any: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom("Statement", "Action", "Condition", "policy", "__proto__", "level")),
      tie("any"),
      { maxKeys: 4 },
    ),
  ),
})).any;

const sample: fc.Arbitrary<Sample> = fc.record({
  type: fc.constantFrom(...Object.values(types)),
  name: fc.constantFrom("a", "b", "c"),
  props: fc.oneof(fc.dictionary(fc.constantFrom(...read), value, { maxKeys: 8 }), value),
  provider: value,
  from: fc.constantFrom({}, { secretId: ["a"], topic: ["b"], rule: ["a", "c"] }),
});

/** Words that definitions are made of; wrong ones among them. */
const word = fc.constantFrom("A", "B", "C", "D", "Gone");
const catcher = fc.record(
  { ErrorEquals: fc.oneof(fc.subarray(["States.ALL", "X", "States.TaskFailed"]), value), Next: word },
  { requiredKeys: [] },
);
const { state } = fc.letrec((tie) => ({
  scope: fc.record(
    { StartAt: word, States: fc.dictionary(word, tie("state"), { maxKeys: 4 }) },
    { requiredKeys: ["States"] },
  ),
  state: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record(
      {
        Type: fc.constantFrom("Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Nap"),
        Resource: fc.constantFrom(
          "arn:aws:states:::sns:publish",
          "arn:aws:states:::aws-sdk:secretsmanager:rotateSecret",
          "arn:aws:states:::aws-sdk:secretsmanager:describeSecret",
          "arn:aws:states:::lambda:invoke",
          7,
        ),
        Next: word,
        Default: word,
        End: fc.boolean(),
        Choices: fc.array(fc.record({ Next: word, Condition: fc.constantFrom("{% $age %}", "[notified]", 1) }), {
          maxLength: 3,
        }),
        Catch: fc.array(catcher, { maxLength: 3 }),
        Cause: fc.constantFrom("[notified] x", "{% $cause %}"),
        Assign: fc.constantFrom({ age: "{% LastRotatedDate %}" }, { cause: "[notified]" }, 3),
        Retry: value,
      },
      { requiredKeys: ["Type"] },
    ),
    fc.record({
      Type: fc.constantFrom("Parallel", "Map"),
      Branches: fc.array(tie("scope"), { maxLength: 2 }),
      ItemProcessor: tie("scope"),
      Next: word,
      Catch: fc.array(catcher, { maxLength: 2 }),
      ToleratedFailurePercentage: fc.constantFrom(0, 5),
    }),
  ),
}));
const definition = fc.record({
  StartAt: word,
  States: fc.dictionary(word, state, { maxKeys: 5 }),
  TimeoutSeconds: value,
});

/** A copy with the keys of every object in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(reordered);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, each]) => [key, reordered(each)]),
      )
    : value;
}

/** One field of a document changed, dropped or exchanged, anywhere in it. */
function mutated(document: unknown, path: readonly number[], instead: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof document !== "object" || document === null) {
    return instead;
  }
  const keys = Object.keys(document);
  const key = keys[step % Math.max(1, keys.length)];
  const copy = structuredClone(document) as Record<string, unknown>;
  if (key !== undefined) {
    copy[key] = mutated(copy[key], rest, instead);
  }
  return copy;
}

const machineRules = rules.filter((rule) => "validate" in rule && rule.types.includes(types.machine));
const sorted = (definition: unknown): string[] =>
  machineRules.flatMap((rule) => judge(rule, machineWith(definition)).messages).sort();

/** The rule's own fault, which it reports instead of throwing. */
const fault = /the rule could not judge this/;

describe("every rule, on anything", function () {
  this.timeout(120_000 * Number(process.env.FUZZ ?? 1));

  it("neither throws nor breaks on any inputs, known or not", () => {
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 4 }), value, (samples, config) => {
        for (const rule of rules) {
          for (const each of "validateStack" in rule ? [samples] : samples) {
            for (const message of judge(rule, each, config as object).messages) {
              assert.doesNotMatch(message, fault);
            }
          }
        }
      }),
      { numRuns: runs(250) },
    );
  });

  it("neither throws nor hangs on any definition, and finds the same in any order of keys", () => {
    fc.assert(
      fc.property(definition, (made) => {
        const findings = sorted(made);
        assert.ok(findings.every((message) => !fault.test(message)));
        assert.deepEqual(sorted(reordered(made)), findings);
      }),
      { numRuns: runs(500) },
    );
  });

  it("neither throws nor hangs on good definitions with one thing wrong", () => {
    const good = fc.constantFrom(plain(), rotating());
    fc.assert(
      fc.property(good, fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }), value, (start, path, instead) => {
        const findings = sorted(mutated(start, path, instead));
        assert.ok(findings.every((message) => !fault.test(message)));
      }),
      { numRuns: runs(500) },
    );
  });

  it("finds the same in a policy document whatever the order of its keys", () => {
    const action = fc.constantFrom(
      "*",
      "s3:*",
      "sts:AssumeRole",
      "iam:PassRole",
      "xray:PutTraceSegments",
      "kms:Decrypt",
    );
    const statement = fc.record(
      {
        Effect: fc.constantFrom("Allow", "Deny"),
        Principal: fc.constantFrom("*", { AWS: "*" }, { Federated: "arn:aws:iam::1:oidc-provider/x" }),
        Action: fc.array(action),
        Resource: fc.constantFrom("*", ["arn:aws:s3:::a/*"], "arn:aws:iam::1:role/*"),
        Condition: fc.constantFrom({ StringEquals: { "x:aud": "a", "x:sub": "b" } }, { StringLike: { "x:sub": "*" } }),
        NotAction: action,
      },
      { requiredKeys: ["Effect"] },
    );
    const all = (policy: object): string[] =>
      rules.flatMap((rule) =>
        "validate" in rule
          ? [
              { ...compliant.rolePolicy, props: { policy: JSON.stringify(policy) } },
              { ...compliant.role, props: { assumeRolePolicy: JSON.stringify(policy) } },
              { ...compliant.topicPolicy, props: { policy: JSON.stringify(policy) } },
            ].flatMap((each) => judge(rule, each).messages)
          : [],
      );
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 3 }), (statements) => {
        const policy = { Version: "2012-10-17", Statement: statements };
        assert.deepEqual(all(reordered(policy) as object), all(policy));
      }),
      { numRuns: runs(100) },
    );
  });

  it("reads any text as a definition or as a policy without a throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue()), (text) => {
        const given = typeof text === "string" ? text : JSON.stringify(text);
        assert.ok(["definition", "absent", "malformed"].includes(parseDefinition(given).kind));
        assert.ok(["statements", "absent", "malformed"].includes(parsePolicy(given).kind));
      }),
      { numRuns: runs(500) },
    );
  });

  it("judges very deep and very large definitions in seconds", () => {
    const levels = 3_000;
    const head = '{"StartAt":"X","States":{"X":{"Type":"Map","End":true,"ItemProcessor":'.repeat(levels);
    const text = `${head}{"StartAt":"X","States":{"X":{"Type":"Succeed"}}}${"}}}".repeat(levels)}`;
    const told = machineRules.flatMap((rule) => judge(rule, machineWith(text)).messages);
    assert.ok(told.length > 0 && told.every((message) => !fault.test(message)));

    const states: Record<string, unknown> = {};
    for (let index = 0; index < 2_000; index++) {
      states[`S${index}`] = {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        TimeoutSeconds: 5,
        Catch: [{ ErrorEquals: ["States.ALL"], Next: `S${(index * 7) % 2_000}` }],
        Next: `S${index + 1}`,
      };
    }
    const started = process.cpuUsage();
    const wide = machine("S0", { ...(states as object), S2000: { Type: "Pass", End: true } } as Parameters<
      typeof machine
    >[1]);
    assert.equal(sorted(wide).filter((message) => message.includes("is swallowed")).length, 2_000);
    assert.ok(process.cpuUsage(started).user < 30e6);
  });
});
