import assert from "node:assert/strict";
import * as fc from "fast-check";
import { describe, it } from "mocha";
import { Hole, MANY, matches, ONE, PART, type Sign, signsOf, Text } from "../../../policies/evaluator/text";
import { UnknownBecause } from "../../../policies/evaluator/truth";

const letters = fc.string({ unit: fc.constantFrom("a", "b", ":"), maxLength: 8 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", ":", "*", "?"), maxLength: 8 });

/** The same by a regular expression: the naive way. */
function naive(wanted: string, text: string): boolean {
  return new RegExp(`^${wanted.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`).test(text);
}

const unknownLetters = fc.array(fc.constantFrom<string | typeof ONE | typeof MANY>("a", "b", ":", ONE, MANY), {
  maxLength: 6,
});

/** Texts that letters may stand for: each unknown part filled in in several ways. */
function fillings(parts: readonly (string | typeof ONE | typeof MANY)[]): string[] {
  const ways = { [ONE]: ["a", "b", ":", "z"], [MANY]: ["", "a", "b:", "zz"] };
  return parts.reduce<string[]>(
    (made, part) => {
      const choices = typeof part === "string" ? [part] : ways[part as typeof ONE];
      return made.flatMap((text) => choices.map((choice) => text + choice)).slice(0, 4_096);
    },
    [""],
  );
}

describe("evaluator, texts and wildcards", () => {
  it("knows that a region or an account that is not known has no colon", () => {
    const arn = new Text("arn:aws:states:", PART, ":", PART, ":stateMachine:orders");
    const asked = (wanted: string) => matches(signsOf(wanted, true), arn);
    assert.equal(asked("arn:aws:states:*:*:stateMachine:x*"), false);
    assert.equal(asked("arn:aws:states:a:b:c:d"), false);
    assert.equal(asked("arn:aws:states:*:*:stateMachine:o*"), true);
    assert.ok(asked("arn:aws:states:eu-west-1:*:stateMachine:o*") instanceof UnknownBecause);
  });

  it("matches as a regular expression does", () => {
    fc.assert(
      fc.property(pattern, letters, (wanted, text) => {
        assert.equal(matches(signsOf(wanted, true), new Text(text)), naive(wanted, text));
      }),
      { numRuns: 5_000 },
    );
  });

  it("answers for a text with unknown parts only what holds for every text it may be", () => {
    let certain = 0;
    fc.assert(
      fc.property(pattern, unknownLetters, (wanted, parts) => {
        const answer = matches(signsOf(wanted, true), new Text(...parts));
        if (!(answer instanceof UnknownBecause)) {
          certain++;
          assert.deepEqual(
            fillings(parts).filter((text) => naive(wanted, text) !== answer),
            [],
          );
        }
      }),
      { numRuns: 5_000 },
    );
    assert.ok(certain > 2_000, `only ${certain} of 5000 answers were certain`);
  });

  it("is certain where the known parts decide", () => {
    const arn = "arn:aws:states:eu-central-1:1:execution:orders:";
    const named = new Text(arn, MANY);
    const cases: readonly [string, boolean | string][] = [
      [`${arn}*`, true],
      ["*", true],
      ["arn:aws:states:*:execution:orders:*", true],
      ["arn:aws:states:eu-central-1:1:execution:other:*", false],
      [`${arn}one`, '"arn:aws:states:eu-central-1:1:execution:orders:<?>" is not known in full'],
    ];
    for (const [wanted, expected] of cases) {
      const answer = matches(signsOf(wanted, true), named);
      assert.deepEqual(answer instanceof UnknownBecause ? answer.why : answer, expected, wanted);
    }
    const secret = new Text("secret:db-", ONE, ONE);
    assert.equal(matches(signsOf("secret:db-??", true), secret), true);
    assert.equal(matches(signsOf("secret:db-???", true), secret), false);
    assert.ok(matches(signsOf("secret:db-a?", true), secret) instanceof UnknownBecause);
  });

  it("keeps a hole in a pattern open, unless no text in it could match", () => {
    const holed: readonly Sign[] = [..."queue/", new Hole("the team is not known")];
    assert.deepEqual(matches(holed, new Text("queue/a")), new UnknownBecause("the team is not known"));
    assert.equal(matches(holed, new Text("topic/a")), false);
  });

  it("matches long texts in a moment", () => {
    const started = process.cpuUsage();
    assert.equal(matches(signsOf(`${"a*".repeat(2_000)}b`, true), new Text("a".repeat(20_000))), false);
    assert.ok(matches(signsOf("*a".repeat(5_000), true), new Text("a".repeat(5_000), MANY)) instanceof UnknownBecause);
    assert.ok(process.cpuUsage(started).user < 5e6);
  });
});
