import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { conditionsOn, isExact, showCondition } from "../../../policies/iam/conditions";
import { statement } from "./statement";

const exact = (operator: string, value: unknown) =>
  conditionsOn(statement({ Condition: { [operator]: { K: value } } }), "k").some(isExact);

describe("iam/conditions", () => {
  for (const operator of [
    "StringEquals",
    "stringequals",
    "STRINGEQUALS",
    "StringEqualsIgnoreCase",
    "StringLike",
    "ArnEquals",
    "ArnLike",
    "NumericEquals",
    "ForAnyValue:StringEquals",
    "FORANYVALUE:stringLike",
  ]) {
    it(`takes ${operator} for exact where each value stands for itself`, () => {
      assert.ok(exact(operator, "a"));
      assert.ok(exact(operator, ["a", 1]));
      assert.ok(!exact(operator, "a*"));
      assert.ok(!exact(operator, ["a", "b?"]));
      assert.ok(!exact(operator, ["a", ""]));
      assert.ok(!exact(operator, []));
      assert.ok(!exact(operator, `\${aws:PrincipalTag/team}`));
    });
  }

  for (const operator of [
    "StringNotEquals",
    "StringNotLike",
    "ArnNotEquals",
    "StringEqualsIfExists",
    "stringlikeifexists",
    "ForAllValues:StringEquals",
    "ForAnyValue:StringNotEquals",
    "ForAnyValue:StringEqualsIfExists",
    "NumericLessThan",
    "IpAddress",
    "Null",
    "StringEqualsWhenever",
  ]) {
    it(`does not take ${operator} for exact`, () => assert.ok(!exact(operator, "a")));
  }

  it("takes a comparison that tolerates a missing key for exact where another one requires the key", () => {
    const both = (other: object) =>
      conditionsOn(statement({ Condition: { StringEqualsIfExists: { k: "a" }, ...other } }), "K").some(isExact);
    assert.ok(both({ Null: { K: "false" } }));
    assert.ok(both({ StringLike: { k: "*" } }));
    assert.ok(!both({ Null: { k: "true" } }));
    assert.ok(!both({ StringNotEquals: { k: "b" } }));
    assert.ok(!both({ Null: { other: "false" } }));
  });

  it("shows a condition as a message quotes it", () => {
    const [shown] = statement({ Condition: { "ForAnyValue:StringLikeIfExists": { k: ["a*"] } } }).conditions;
    assert.equal(shown && showCondition(shown), 'foranyvalue:stringlikeifexists ["a*"]');
  });
});
