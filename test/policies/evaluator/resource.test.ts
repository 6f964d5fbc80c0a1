import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { matchesResource } from "../../../policies/evaluator/resource";
import { MANY, PART, signsOf, Text } from "../../../policies/evaluator/text";
import { UnknownBecause } from "../../../policies/evaluator/truth";

const topic = "arn:aws:sns:eu-central-1:111122223333:t";
const machine = "arn:aws:states:eu-central-1:111122223333:stateMachine:orders";

/** `?` where the answer is unknown. */
const table: readonly (readonly [pattern: string, resource: string | Text, expected: boolean | "?"])[] = [
  [topic, topic, true],
  ["*", topic, true],
  ["*", "*", true],
  ["arn:*", topic, true],
  ["arn:aws:sns:*", topic, true],
  ["arn:aws:sns:eu-*", topic, true],
  ["arn:aws:sns:*:*:t", topic, true],
  ["arn:aws:sns:*:111122223333:*", topic, true],
  ["arn:aws:sns:eu-central-?:111122223333:?", topic, true],
  ["arn:aws:s*s:*:*:t", topic, true],
  // As one text these match.
  ["arn:aws:sns:*t", topic, "?"],
  ["arn:aws:sns:*:t", topic, "?"],
  ["arn:aws:sns:eu*3:t", topic, "?"],
  ["*:t", topic, "?"],
  ["arn:aws:sns?eu-central-1:111122223333:t", topic, "?"],
  ["arn:aws:states:*:stateMachine:orders", machine, "?"],
  ["arn:a?s:*s", `${topic}s`, "?"],
  ["arn:a?s:s*:*", topic, true],
  ["arn:a?s:sns:eu-*:t*", topic, "?"],
  ["arn:a?s:sns", topic, false],
  ["arn:a?s:sns:*:*:*:*", topic, false],
  ["arn:a?s:sns:eu*c*", topic, true],
  // Only the last asterisk goes on to the end.
  ["arn:aws:sns:eu*3?t*", topic, "?"],
  ["arn:aws:sns:eu*3:t*", topic, "?"],
  ["arn:aws:sns:*:*", topic, true],
  ["arn:aws:sns:*u", topic, false],
  ["arn:aws:sns:*:u", topic, false],
  // Colons of the last part are text like any other.
  ["arn:aws:states:*:*:*", machine, true],
  ["arn:aws:states:*:*:*:orders", machine, true],
  ["arn:aws:states:*:*:state*orders", machine, true],
  ["arn:aws:states:*:*:stateMachine", machine, false],
  // What is not known of a resource may hold colons, unless it is known to hold none.
  ["arn:aws:sns:*:*:t", new Text("arn:aws:sns:", PART, ":", PART, ":t"), true],
  ["arn:aws:sns:*:*:t", new Text("arn:aws:sns:", MANY, ":", MANY, ":t"), "?"],
  ["arn:aws:sns:*t", new Text("arn:aws:sns:", PART, ":", PART, ":t"), "?"],
  ["arn:aws:sns:*:*:t*", new Text("arn:aws:sns:a:1:t", MANY), true],
  ["arn:aws:states:*:stateMachine:orders", new Text("arn:aws:states:", MANY, ":stateMachine:orders"), "?"],
  ["arn:aws:sns:*", new Text("arn:aws:sns:", MANY), true],
  ["*", new Text(MANY), true],
  ["arn:aws:sns:*", new Text(MANY), "?"],
];

describe("evaluator, resources and their wildcards", () => {
  for (const [pattern, resource, expected] of table) {
    it(`${pattern} ${{ true: "matches", false: "does not match", "?": "may match" }[String(expected)]} ${resource}`, () => {
      const found = matchesResource(signsOf(pattern, true), resource instanceof Text ? resource : new Text(resource));
      assert.equal(found instanceof UnknownBecause ? "?" : found, expected);
    });
  }

  it("says why it cannot say", () => {
    const found = matchesResource(signsOf("arn:aws:sns:*t", true), new Text(topic));
    assert.equal(
      found instanceof UnknownBecause && found.why,
      `whether a wildcard reaches over a colon to match "${topic}" is not known`,
    );
  });
});
