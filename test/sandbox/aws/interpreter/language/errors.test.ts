import assert from "node:assert/strict";
import { covers } from "../../../../../sandbox/aws/interpreter/language/errors";

describe("what a name in ErrorEquals covers", () => {
  // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
  const table: readonly (readonly [name: string, error: string, covered: boolean])[] = [
    ["OutOfStock", "OutOfStock", true],
    ["OutOfStock", "OutOfStockException", false],
    ["States.ALL", "OutOfStock", true],
    ["States.ALL", "States.Timeout", true],
    ["States.ALL", "States.QueryEvaluationError", true],
    ["States.ALL", "States.DataLimitExceeded", false],
    ["States.ALL", "States.Runtime", false],
    ["States.Runtime", "States.Runtime", false],
    ["States.DataLimitExceeded", "States.DataLimitExceeded", true],
    ["States.TaskFailed", "OutOfStock", true],
    ["States.TaskFailed", "States.TaskFailed", true],
    ["States.TaskFailed", "States.Timeout", false],
    ["States.TaskFailed", "States.HeartbeatTimeout", true],
    ["States.TaskFailed", "States.DataLimitExceeded", false],
    ["States.TaskFailed", "States.Runtime", false],
    ["States.Timeout", "States.Timeout", true],
    ["States.Timeout", "States.HeartbeatTimeout", true],
    ["States.HeartbeatTimeout", "States.Timeout", false],
    ["States.Timeout", "OutOfStock", false],
    ["States.BranchFailed", "OutOfStock", false],
  ];
  for (const [name, error, covered] of table) {
    it(`${name} ${covered ? "covers" : "does not cover"} ${error}`, () => {
      assert.equal(covers([name], error), covered);
      assert.equal(covers(["Else", name], error), covered);
    });
  }

  it("States.BranchFailed covers what failed inside a Parallel or Map", () => {
    assert.equal(covers(["States.BranchFailed"], "OutOfStock", true), true);
    assert.equal(covers(["States.BranchFailed"], "States.Runtime", true), false);
  });
});
