import assert from "node:assert/strict";
import { execute, type FakeTask, fails, functionArn, task } from "../harness";
import { testExamples } from "./examples";

const end = { Type: "Succeed" };

/** The retriers and the catcher of the page's complex example. */
const complexRetry = {
  X: task("X", {
    Next: "Y",
    Retry: [
      { ErrorEquals: ["ErrorA", "ErrorB"], IntervalSeconds: 1, BackoffRate: 2.0, MaxAttempts: 2 },
      { ErrorEquals: ["ErrorC"], IntervalSeconds: 5 },
    ],
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "Z" }],
  }),
  Y: end,
  Z: end,
};

const inTurn =
  (...turns: FakeTask[]): FakeTask =>
  (...args) =>
    (turns.shift() ?? fails("NoMoreTurns"))(...args);

describe("examples of the AWS documentation: variables, retries, catchers, context", () => {
  testExamples([
    {
      page: "workflow-variables.html",
      title: "a value is stored in one state and read in a later one",
      states: {
        "Step 1": task("api", {
          Assign: { x: "{% $states.result.value %}", count: 42, available: true },
          Next: "Step 2",
        }),
        "Step 2": { Type: "Pass", Output: "nothing of it", Next: "Step 5" },
        "Step 5": {
          Type: "Pass",
          Output: { x: "{% $x %}", count: "{% $count %}", available: "{% $available %}" },
          End: true,
        },
      },
      tasks: { api: () => ({ value: "v" }) },
      output: { x: "v", count: 42, available: true },
    },
    {
      page: "workflow-variables.html",
      title: "all expressions of an Assign see the values from before the state",
      states: {
        Set: { Type: "Pass", Assign: { x: 3, a: 6 }, Next: "Swap" },
        Swap: { Type: "Pass", Assign: { x: "{% $a %}", nextX: "{% $x %}" }, Output: "{% $x %}", Next: "Read" },
        Read: { Type: "Pass", Output: "{% [$states.input, $x, $nextX] %}", End: true },
      },
      output: [3, 6, 3],
    },
    {
      page: "concepts-error-handling.html",
      title: "retries after 3, 6 and 12 seconds, then fails",
      states: {
        T: task("F", {
          Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 3 }],
          End: true,
        }),
      },
      tasks: { F: fails("Down", "still") },
      failure: ["Down", "still"],
      seconds: 21,
    },
    {
      page: "concepts-error-handling.html",
      title: "MaxDelaySeconds bounds the growth",
      states: {
        T: task("F", {
          Retry: [
            { ErrorEquals: ["States.ALL"], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 3, MaxDelaySeconds: 5 },
          ],
          End: true,
        }),
      },
      tasks: { F: fails("Down") },
      failure: ["Down"],
      seconds: 13,
    },
    {
      page: "concepts-error-handling.html",
      title: "MaxAttempts 0: never retried, however later retriers read",
      states: {
        T: task("F", {
          Retry: [
            { ErrorEquals: ["States.Timeout"], MaxAttempts: 0 },
            { ErrorEquals: ["States.ALL"], MaxAttempts: 2 },
          ],
          End: true,
        }),
      },
      tasks: { F: fails("States.Timeout") },
      failure: ["States.Timeout"],
      seconds: 0,
    },
    {
      page: "concepts-error-handling.html",
      title: "complex retry: each retrier counts for itself, then the catcher",
      states: complexRetry,
      tasks: { X: inTurn(fails("ErrorA"), fails("ErrorB"), fails("ErrorC"), fails("ErrorB", "last")) },
      path: ["X", "Z"],
      output: { Error: "ErrorB", Cause: "last" },
      seconds: 1 + 2 + 5,
    },
    {
      page: "concepts-error-handling.html",
      title: "the first catcher that covers the error is taken",
      states: {
        CreateAccount: task("CreateAccount", {
          Next: "CreateProfile",
          Catch: [
            {
              ErrorEquals: ["AccountAlreadyExistsError"],
              Next: "AlreadyThere",
              Assign: { why: "{% $states.errorOutput.Cause %}" },
              Output: { old: "{% $states.input.account %}" },
            },
            { ErrorEquals: ["States.TaskFailed"], Next: "Else" },
            { ErrorEquals: ["States.ALL"], Next: "Else" },
          ],
        }),
        CreateProfile: end,
        AlreadyThere: { Type: "Pass", Output: "{% [$states.input, $why] %}", End: true },
        Else: end,
      },
      input: { account: "bob" },
      tasks: { CreateAccount: fails("AccountAlreadyExistsError", "bob is there") },
      path: ["CreateAccount", "AlreadyThere"],
      output: [{ old: "bob" }, "bob is there"],
    },
  ]);

  it("input-output-contextobject.html: the whole context object", async () => {
    const seen = await execute(
      { T: task("F", { Arguments: "{% $states.context %}", End: true }) },
      { input: { a: 1 }, tasks: { F: (args) => args } },
    );
    assert.deepEqual(seen.output, {
      Execution: {
        Id: "arn:aws:states:us-east-1:123456789012:execution:machine:run",
        Input: { a: 1 },
        Name: "run",
        RoleArn: "arn:aws:iam::123456789012:role/machine",
        StartTime: "2024-03-14T01:00:00.000Z",
        RedriveCount: 0,
      },
      StateMachine: { Id: "arn:aws:states:us-east-1:123456789012:stateMachine:machine", Name: "machine" },
      State: { Name: "T", EnteredTime: "2024-03-14T01:00:00.000Z", RetryCount: 0 },
    });
    assert.equal(seen.calls[0]?.call.resource.arn, functionArn("F"));
  });
});
