import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { eventCounted } from "../../../policies/events/filter-pattern";
import { Unknown } from "../../../policies/kit/value";

const PATTERNS: readonly (readonly [pattern: string, counts: boolean | "open"])[] = [
  ['{ $.type = "ExecutionFailed" }', true],
  ["{ $.type = ExecutionFailed }", true],
  ['{ ($.type = "ExecutionAborted") || ($.type = "ExecutionFailed") }', true],
  ['{ $.type = "Execution*" }', true],
  ['{ $.type = "*Failed" }', true],
  ['{ $.type = "Execution*ed" && $.details.cause = "x" }', true],
  ['{ $.type = "TaskFailed" }', false],
  ['{ $.type = "executionfailed" }', false],
  ['{ $.type != "ExecutionFailed" }', false],
  ['{ $.type != "ExecutionSucceeded" }', "open"],
  ["ExecutionFailed", true],
  ["?ExecutionFailed ?ExecutionAborted", true],
  ["-ExecutionFailed", false],
  ["ExecutionFailedTwice", false],
  ["%Execution(Failed|Aborted)%", "open"],
  ["", "open"],
];

describe("events/filter-pattern", () => {
  for (const [pattern, counts] of PATTERNS) {
    it(`${counts === "open" ? "cannot say of" : counts ? "counts with" : "does not count with"} ${JSON.stringify(pattern)}`, () => {
      const answer = eventCounted(pattern, "ExecutionFailed");
      assert.equal(answer instanceof Unknown ? "open" : answer, counts);
    });
  }

  it("counts nothing without a pattern, and leaves open one that is not known yet", () => {
    const unknown = new Unknown(new Error("not yet"));
    assert.equal(eventCounted(undefined, "ExecutionFailed"), false);
    assert.equal(eventCounted(unknown, "ExecutionFailed"), unknown);
  });
});
