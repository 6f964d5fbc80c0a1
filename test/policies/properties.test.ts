import assert from "node:assert/strict";
import * as fc from "fast-check";
import { describe, it } from "mocha";
import { parseDefinition } from "../../policies/definition/parse";
import { parsePolicy } from "../../policies/iam/document";
import { types } from "../../policies/kit/types";
import { rules } from "../../policies/pack";
import { randomCases } from "../helpers/random-cases";
import { value } from "./fuzz/values";
import { judge, type Sample } from "./judge";
import { machine } from "./machines";
import { compliantStack, machineWith } from "./samples";

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

const sample: fc.Arbitrary<Sample> = fc.record({
  type: fc.constantFrom(...Object.values(types)),
  name: fc.constantFrom("a", "b", "c"),
  props: fc.oneof(fc.dictionary(fc.constantFrom(...read), value, { maxKeys: 8 }), value),
  provider: value,
  from: fc.constantFrom({}, { secretId: ["a"], topic: ["b"], rule: ["a", "c"] }),
});

const machineRules = rules.filter((rule) => "validate" in rule && rule.types.includes(types.machine));
const sorted = (definition: unknown): string[] =>
  machineRules.flatMap((rule) => judge(rule, machineWith(definition)).messages).sort();

/** The rule's own fault, which it reports instead of throwing. */
const fault = /the rule could not judge this/;

describe("every rule, on anything", function () {
  this.timeout(Math.max(120_000, randomCases(500) * 500));

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
      { numRuns: randomCases(250) },
    );
  });

  it("reads any text as a definition or as a policy without a throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue()), (text) => {
        const given = typeof text === "string" ? text : JSON.stringify(text);
        assert.ok(["definition", "absent", "malformed"].includes(parseDefinition(given).kind));
        assert.ok(["statements", "absent", "malformed"].includes(parsePolicy(given).kind));
      }),
      { numRuns: randomCases(500) },
    );
  });

  it("judges very deep and very large definitions in seconds", () => {
    const levels = 3_000;
    const head = '{"StartAt":"X","States":{"X":{"Type":"Map","End":true,"ItemProcessor":'.repeat(levels);
    const text = `${head}{"StartAt":"X","States":{"X":{"Type":"Succeed"}}}${"}}}".repeat(levels)}`;
    const found = machineRules.flatMap((rule) => judge(rule, machineWith(text)).messages);
    assert.ok(found.length > 0 && found.every((message) => !fault.test(message)));

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
