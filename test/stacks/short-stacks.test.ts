import assert from "node:assert/strict";
import { keepStacksShort } from "../../stacks/short-stacks";

describe("stacks of errors", () => {
  const before = Error.stackTraceLimit;
  beforeEach(() => {
    Error.stackTraceLimit = 10;
  });
  afterEach(() => {
    Error.stackTraceLimit = before;
  });
  const deep = (depth: number): Error => (depth === 0 ? new Error("here") : deep(depth - 1));
  const frames = () => deep(20).stack?.match(/^\s+at /gm)?.length;

  it("are short, and name the place", () => {
    keepStacksShort({});
    assert.equal(frames(), 3);
    assert.match(String(deep(0).stack), /short-stacks\.test\.ts/);
  });

  it("are complete where leaked promises are traced", () => {
    keepStacksShort({ PULUMI_DEBUG_PROMISE_LEAKS: "1" });
    assert.equal(frames(), 10);
  });
});
