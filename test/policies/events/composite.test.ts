import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { goesOffWith } from "../../../policies/events/composite";

const rules: readonly (readonly [rule: string, goesOff: boolean])[] = [
  ["ALARM(a)", true],
  ['ALARM("a")', true],
  ["ALARM('a')", true],
  ["alarm( a )", true],
  ["ALARM(arn:aws:cloudwatch:eu-central-1:111122223333:alarm:a)", true],
  ["ALARM(b)", false],
  ["ALARM(b) OR ALARM(a)", true],
  ["ALARM(a) AND ALARM(b)", false],
  ["ALARM(a) AND NOT ALARM(b)", true],
  ["ALARM(a) AND OK(b)", true],
  ["ALARM(b) AND ALARM(c) OR ALARM(a)", true],
  ["ALARM(b) AND (ALARM(c) OR ALARM(a))", false],
  ["(ALARM(c) OR (ALARM(a)))", true],
  ["NOT (NOT ALARM(a))", true],
  ["NOT OK(a)", true],
  ["NOT ALARM(a)", false],
  ["OK(a)", false],
  ["TRUE", false],
  ["FALSE", false],
  ["ALARM(a) OR TRUE", false],
  ["ALARM(a) AND TRUE", true],
  ["ALARM(a) OR FALSE", true],
  ["INSUFFICIENT_DATA(a)", false],
  ["ALARM(a) OR INSUFFICIENT_DATA(b)", true],
  [" ALARM(a) \n OR\n ALARM(b) ", true],
  ["ALARM(a", false],
  ["(ALARM(a)", false],
  ["ALARM(a))", false],
  ["ALARM(a) ALARM(b)", false],
  ["ALARM(a) OR", false],
  ["ALARM(a) XOR ALARM(b)", false],
  ["ALARM(a) ORALARM(b)", false],
  ["NOT", false],
  ["", false],
  ["a", false],
];

describe("events/composite", () => {
  for (const [rule, goesOff] of rules) {
    it(`${goesOff ? "goes" : "does not go"} off with a: ${JSON.stringify(rule)}`, () =>
      assert.equal(goesOffWith(rule, "a"), goesOff));
  }

  it("reads no rule that is deeper than anybody writes", () => {
    const nested = (levels: number) => `${"(".repeat(levels)}ALARM(a)${")".repeat(levels)}`;
    assert.ok(goesOffWith(nested(50), "a"));
    assert.ok(!goesOffWith(nested(50_000), "a"));
    assert.ok(!goesOffWith(`${"NOT ".repeat(50_000)}ALARM(a)`, "a"));
  });
});
