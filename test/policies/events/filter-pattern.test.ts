import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { eventCounted } from "../../../policies/events/filter-pattern";
import { Unknown } from "../../../policies/kit/value";

const PATTERNS: readonly (readonly [pattern: string, counts: boolean | "open"])[] = [
  ['{ $.type = "ExecutionFailed" }', true],
  ["{ $.type = ExecutionFailed }", true],
  ['{ ($.type = "ExecutionAborted") || ($.type = "ExecutionFailed") }', true],
  // Of every execution, too: the alarm is on already when one fails.
  ['{ $.type = "Execution*" }', "open"],
  ["{ $.type = * }", "open"],
  ['{ $.type = "*Failed" }', true],
  ['{ $.type = "*Failed" && $.details.cause = "x" }', false],
  ['{ $.type = "*Failed" && $.details.cause = "*" }', false],
  ['{ $.type = "*Failed" && ($.details.cause = "*" || $.details.cause NOT EXISTS) }', true],
  ['{ $.type = "*Failed" && ($.details.cause != "[notified]*" || $.details.cause NOT EXISTS) }', true],
  ['{ $.type = "*Failed" && ($.details.cause != "*" || $.details.cause NOT EXISTS) }', false],
  ['{ $.type = "*Failed" && $.details.error = "States.TaskFailed" }', false],
  ['{ $.type = "*Failed" && ($.details.error = "A*" || $.details.error = "B*") }', false],
  ['{ $.type = "*Failed" || ($.details.error = "A" && $.details.cause = "x") }', true],
  ['{ ($.type = "*Failed") && ($.details[\'error\'] = "A") }', false],
  ["{ $.['type'] = \"ExecutionFailed\" }", true],
  ['{ $.type = "*Failed" && $.execution_arn = "*:orders:*" }', true],
  ['{ $.type = "*Failed" && $.execution_arn = "*:orders:*" && $.details.error = "A" }', false],
  ['{ $.details.cause = "x" && $.id > 5 }', false],
  ["{ $.id > 5 }", "open"],
  ['{ $.type = "TaskFailed" || $.details.cause = "x" }', false],
  ['{ $.type = "TaskFailed" || $.id > 5 }', "open"],
  ['{ $.type = "*Failed" || $.details.cause = "x" }', true],
  ['{ $.type = "ExecutionFailed" && $.type = "ExecutionAborted" }', false],
  ['{ $.type = "TaskFailed" && $.details.cause = "x" || $.type = "ExecutionFailed" }', true],
  ['{ $.type = "TaskFailed" && ($.details.cause = "x" || $.type = "ExecutionFailed") }', false],
  ['{ $.type = "ExecutionFailed" && $.details.cause NOT EXISTS }', false],
  ['{ $.type = "ExecutionFailed" && $.details IS NULL }', true],
  ['{ $.type = "ExecutionFailed" && $.id > 5 }', true],
  ['{($.type="ExecutionAborted")||($.type="ExecutionFailed")}', true],
  ['{ $.type = "ExecutionFailed"', "open"],
  ['{ $.type = "ExecutionFailed" || }', "open"],
  ['{ ($.type = "ExecutionFailed" }', "open"],
  ["{ $.type ~ ExecutionFailed }", "open"],
  [`{ ${"(".repeat(50_000)}$.type = ExecutionFailed${")".repeat(50_000)} }`, "open"],
  ['{ $.type = "TaskFailed" }', false],
  ['{ $.type = "executionfailed" }', false],
  ['{ $.type != "ExecutionFailed" }', false],
  ['{ $.type != "ExecutionSucceeded" }', "open"],
  ["ExecutionFailed", true],
  ["?ExecutionFailed ?ExecutionAborted", true],
  ["ExecutionFailed ExecutionAborted", false],
  ["ExecutionFailed orders", true],
  ["ExecutionFailed ?orders", true],
  ["?TaskFailed ?orders", "open"],
  ['"ExecutionFailed" -orders', true],
  ["ExecutionFailed -ExecutionAborted", true],
  ["-ExecutionSucceeded", "open"],
  ["[time, type = ExecutionFailed]", "open"],
  ["-ExecutionFailed", false],
  ["ExecutionFailedTwice", false],
  ["%Execution(Failed|Aborted)%", "open"],
  ["", "open"],
];

describe("events/filter-pattern", () => {
  for (const [pattern, counts] of PATTERNS) {
    it(`${counts === "open" ? "cannot say of" : counts ? "counts with" : "does not count with"} ${JSON.stringify(pattern.slice(0, 100))}`, () => {
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
