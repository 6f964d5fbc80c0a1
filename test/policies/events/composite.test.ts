import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Alarming, goesOffWith } from "../../../policies/events/composite";
import { Unknown } from "../../../policies/kit/value";

/** Alarms that are named as their name, or by any ARN that ends in it. */
const alarming = (...names: readonly string[]): Alarming => ({
  names,
  has: (written) => names.includes(written.split(":").at(-1) ?? ""),
});

const rules: readonly (readonly [rule: string, goesOff: boolean | "open"])[] = [
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
  ["ALARM(a", "open"],
  ["(ALARM(a)", "open"],
  ["ALARM(a))", "open"],
  ["ALARM(a) ALARM(b)", "open"],
  ["ALARM(a) OR", "open"],
  ["ALARM(a) XOR ALARM(b)", "open"],
  ["ALARM(a) ORALARM(b)", "open"],
  ["AT_LEAST(1, ALARM, (a, b, c))", true],
  ["AT_LEAST(2, ALARM, (a, b, c))", false],
  ["at_least( 1 , alarm , ( b , a ) )", true],
  ["AT_LEAST(1, ALARM, (b, c))", false],
  ["AT_LEAST(50%, ALARM, (a, b))", true],
  ["AT_LEAST(51%, ALARM, (a, b))", false],
  ["AT_LEAST(1%, ALARM, (a, b, c))", true],
  ["AT_LEAST(100%, ALARM, (a))", true],
  ["AT_LEAST(1, NOT OK, (a, b))", true],
  ["AT_LEAST(1, NOT ALARM, (a, b))", false],
  ["AT_LEAST(2, OK, (a, b))", false],
  ["NOT AT_LEAST(2, OK, (a, b))", true],
  ["AT_LEAST(1, INSUFFICIENT_DATA, (a, b))", false],
  ['AT_LEAST(1, ALARM, ("a", "b, c"))', true],
  ["AT_LEAST(1, ALARM, (arn:aws:cloudwatch:eu-central-1:111122223333:alarm:a))", true],
  ["AT_LEAST(1, ALARM, (a, b)) AND OK(b)", true],
  ["AT_LEAST(1, ALARM, (b)) OR ALARM(a)", true],
  ["AT_LEAST(1, ALARM, a)", "open"],
  ["AT_LEAST(ALARM, (a))", "open"],
  ["AT_LEAST(1, WARM, (a))", "open"],
  ["AT_LEAST(1, ALARM, ())", false],
  ["AT_LEAST(1, ALARM, (a)", "open"],
  ["AT_LEAST(1, ALARM, (b,))", false],
  ["ALARM(OK-a) OR ALARM(a)", true],
  ["ALARM(a b) OR ALARM(b)", false],
  ["ALARM()", false],
  ["NOT", false],
  ["", false],
  ["a", "open"],
];

const asked = (rule: string) => {
  const answer = goesOffWith(rule, alarming("a"));
  return answer instanceof Unknown ? "open" : answer;
};

describe("events/composite", () => {
  for (const [rule, goesOff] of rules) {
    it(`${goesOff === "open" ? "cannot say whether it goes" : goesOff ? "goes" : "does not go"} off with a: ${JSON.stringify(rule)}`, () =>
      assert.equal(asked(rule), goesOff));
  }

  it("goes off with an alarm whose name has spaces", () => {
    assert.equal(goesOffWith("ALARM(my alarm) OR ALARM(b)", alarming("my alarm")), true);
    assert.equal(goesOffWith("AT_LEAST(1, ALARM, (my alarm, b))", alarming("my alarm")), true);
  });

  it("leaves open a rule that is deeper than anybody writes", () => {
    const nested = (levels: number) => `${"(".repeat(levels)}ALARM(a)${")".repeat(levels)}`;
    assert.equal(asked(nested(50)), true);
    assert.equal(asked(nested(50_000)), "open");
    assert.equal(asked(`${"NOT ".repeat(50_000)}ALARM(a)`), "open");
  });
});
