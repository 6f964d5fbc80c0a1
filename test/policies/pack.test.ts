import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, it } from "mocha";
import { rules } from "../../policies/pack";
import { judge } from "./judge";
import { compliantStack } from "./samples";

const folder = join(__dirname, "../../policies/rules");

/** Names of the files below a folder that end so. */
function ruleNames(below: string, ending: string): string[] {
  return readdirSync(below, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => basename(file, ending))
    .sort();
}

describe("policy pack", () => {
  it("holds every file of the folder rules, one rule per file, named after it", () => {
    const files = ruleNames(folder, ".ts");
    assert.deepEqual(
      rules.map(({ name }) => name),
      files,
    );
  });

  it("has a test for every rule", () => {
    const tests = ruleNames(join(__dirname, "rules"), ".test.ts");
    assert.deepEqual(
      rules.map(({ name }) => name).filter((name) => !tests.includes(name)),
      [],
    );
  });

  for (const rule of rules) {
    it(`${rule.name} says what it is, what it rests on and what to do`, () => {
      assert.match(rule.name, /^[a-z][a-z-]+$/);
      assert.match(rule.description, /\.$/);
      assert.match(rule.remediationSteps, /\w{3}/);
      assert.match(rule.url, /^https:\/\/(docs\.aws\.amazon\.com|www\.pulumi\.com)\/\S+$/);
      assert.ok(["low", "medium", "high", "critical"].includes(rule.severity));
      assert.equal(rule.framework.name, "SOC 2");
      assert.match(rule.framework.reference, /^(CC\d\.\d|A1\.\d|PI1\.\d)$/);
      assert.ok(rule.types.length > 0);
      for (const [name, schema] of Object.entries(rule.settings ?? {})) {
        assert.ok(schema.description !== undefined && schema.default !== undefined, `setting ${name}`);
      }
    });

    it(`${rule.name} finds nothing in a compliant stack`, () => {
      for (const sample of "validateStack" in rule ? [compliantStack] : compliantStack) {
        assert.deepEqual(judge(rule, sample).messages, []);
      }
    });

    it(`${rule.name} does not apply to other types`, () => {
      const other = { type: "aws:s3/bucketObject:BucketObject", props: { policy: "{}", definition: "{}" } };
      const verdict = judge(rule, other);
      assert.deepEqual(verdict.messages, []);
      assert.notEqual(verdict.notApplicable, undefined);
    });
  }
});
