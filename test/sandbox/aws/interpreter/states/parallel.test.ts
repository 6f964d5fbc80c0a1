import assert from "node:assert/strict";
import { execute, fails, takes, task } from "../harness";

const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
const parallel = (branches: object[], more: object = { End: true }) => ({
  Type: "Parallel",
  Branches: branches,
  ...more,
});

describe("Parallel", () => {
  it("runs its branches side by side", async () => {
    const run = await execute(
      { P: parallel([branch("A", task("a")), branch("B", task("b"))]) },
      { tasks: { a: takes(5, "a"), b: takes(3, "b") } },
    );
    assert.deepEqual(run.output, ["a", "b"]);
    assert.equal(run.clock.elapsed, 5);
  });

  it("cancels all other branches as soon as one fails, and fails with that one's error", async () => {
    const inner = parallel([branch("C", { Type: "Wait", Seconds: 50, End: true })]);
    const run = await execute(
      { P: parallel([branch("A", task("a")), branch("B", task("b")), branch("I", inner)]) },
      {
        tasks: {
          a: takes(100),
          b: async (...args) => fails("Broken", "at 3 s")(await takes(3)(...args), args[1], args[2]),
        },
      },
    );
    assert.deepEqual([run.end.error, run.end.cause, run.clock.elapsed], ["Broken", "at 3 s", 3]);
    const tail = run.types.slice(run.types.indexOf("LambdaFunctionFailed"));
    assert.deepEqual(tail.slice(-2), ["ParallelStateFailed", "ExecutionFailed"]);
    assert.deepEqual(tail.slice(1, -2).sort(), ["ParallelStateAborted", "TaskStateAborted", "WaitStateAborted"]);
  });

  it("a cancelled branch neither retries nor catches", async () => {
    const stubborn = task("a", {
      Retry: [{ ErrorEquals: ["States.ALL"] }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "A2" }],
      End: true,
    });
    const first = { StartAt: "A", States: { A: stubborn, A2: { Type: "Pass", End: true } } };
    const run = await execute(
      { P: parallel([first, branch("F", { Type: "Fail", Error: "Now" })]) },
      { tasks: { a: takes(100) } },
    );
    assert.equal(run.end.error, "Now");
    assert.equal(run.calls.length <= 1, true);
    assert.ok(!run.types.includes("PassStateEntered"));
  });

  it("retries all branches, then catches; States.BranchFailed covers whatever failed inside", async () => {
    const run = await execute(
      {
        P: parallel([branch("A", task("a")), branch("B", { Type: "Pass", End: true })], {
          Retry: [{ ErrorEquals: ["Broken"], IntervalSeconds: 2, MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ["States.BranchFailed"], Output: "{% $states.errorOutput %}", Next: "Told" }],
          End: true,
        }),
        Told: { Type: "Succeed" },
      },
      { tasks: { a: fails("Broken", "again") } },
    );
    assert.deepEqual(run.output, { Error: "Broken", Cause: "again" });
    assert.deepEqual(
      run.calls.map(({ at }) => at),
      [0, 2],
    );
    assert.equal(run.types.filter((type) => type === "ParallelStateStarted").length, 2);
  });

  it("branches read the variables around them, have their own, and return none", async () => {
    const inner = (name: string) => ({
      StartAt: `${name}1`,
      States: {
        [`${name}1`]: { Type: "Pass", Assign: { mine: `{% $outer & '${name}' %}` }, Next: `${name}2` },
        [`${name}2`]: { Type: "Pass", Output: "{% $mine %}", End: true },
      },
    });
    const states = {
      Set: { Type: "Pass", Assign: { outer: "o" }, Next: "P" },
      P: parallel([inner("x"), inner("y")], { Assign: { both: "{% $states.result %}" }, Next: "Read" }),
      Read: { Type: "Pass", Output: { both: "{% $both %}", leaked: "{% $exists($mine) %}" }, End: true },
    };
    assert.deepEqual((await execute(states)).output, { both: ["ox", "oy"], leaked: false });
  });

  it("a branch cannot assign a variable of the flow around it", async () => {
    const states = {
      Set: { Type: "Pass", Assign: { outer: 1 }, Next: "P" },
      P: parallel([branch("A", { Type: "Pass", Assign: { outer: 2 }, End: true })]),
    };
    const run = await execute(states);
    assert.equal(run.end.error, "States.Runtime");
    assert.match(run.end.cause ?? "", /'outer' belongs to an outer scope/);
  });
});
