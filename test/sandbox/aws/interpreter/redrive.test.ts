import assert from "node:assert/strict";
import { StateError } from "../../../../sandbox/aws/interpreter/language/errors";
import { executeDefinition, type FakeTask, fails, type Run, type RunOptions, task } from "./harness";

/** Runs states and, once they have failed, redrives them with other tasks. */
async function redriven(
  states: Record<string, object>,
  first: RunOptions,
  second: RunOptions,
): Promise<{ readonly before: Run; readonly after: Run }> {
  const definition = { QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states };
  const before = await executeDefinition(definition, first);
  assert.notEqual(before.end.status, "SUCCEEDED");
  const { progress } = before;
  const after = await executeDefinition(definition, {
    ...second,
    // As the launcher keeps it: as JSON.
    request: { progress: JSON.parse(JSON.stringify(progress)), events: before.events.length, redriveCount: 1 },
  });
  return { before, after };
}

const works: FakeTask = () => "done";
const called = (run: Run) => run.calls.map(({ resource }) => resource);

describe("the interpreter: redrive", () => {
  it("goes on from the state that failed, with its input and the variables as they were", async () => {
    const states = {
      One: task("one", { Assign: { kept: "{% $states.result %}" }, Next: "Two" }),
      Two: task("two", { Output: "{% $kept & ' and ' & $states.result & ' of ' & $states.input %}", End: true }),
    };
    const { before, after } = await redriven(
      states,
      { tasks: { one: () => "first", two: fails("Broken") } },
      { tasks: { two: () => "second" } },
    );
    assert.deepEqual(called(before), ["one", "two"]);
    assert.deepEqual(called(after), ["two"]);
    assert.equal(after.output, "first and second of first");
  });

  it("begins with ExecutionRedriven, numbered after what the history has", async () => {
    const { before, after } = await redriven(
      { One: task("one") },
      { tasks: { one: fails("Broken") } },
      { tasks: { one: works } },
    );
    assert.equal(after.events[0]?.type, "ExecutionRedriven");
    assert.deepEqual(after.events[0]?.executionRedrivenEventDetails, { redriveCount: 1 });
    assert.equal(after.events[0]?.id, before.events.length + 1);
    assert.deepEqual(after.types.slice(1), [
      ...["TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded"],
      ...["TaskStateExited", "ExecutionSucceeded"],
    ]);
  });

  it("walks only those branches again that had not ended, each from where it was", async () => {
    const states = {
      Both: {
        Type: "Parallel",
        Branches: [
          { StartAt: "Good", States: { Good: task("good") } },
          { StartAt: "Before", States: { Before: task("before", { Next: "Bad" }), Bad: task("bad") } },
          { StartAt: "Slow", States: { Slow: task("slow") } },
        ],
        End: true,
      },
    };
    const slow: FakeTask = async (_, { signal }, { clock }) => {
      await clock.sleep(5000, signal);
      return "slow";
    };
    const bad: FakeTask = async (_, { signal }, { clock }) => {
      await clock.sleep(1000, signal);
      throw new StateError("Broken");
    };
    const { after } = await redriven(
      states,
      { tasks: { good: () => "good", before: works, bad, slow } },
      { tasks: { bad: () => "fixed", slow } },
    );
    assert.deepEqual(called(after), ["bad", "slow"]);
    assert.deepEqual(after.output, ["good", "fixed", "slow"]);
  });

  it("runs only those iterations of a Map again that had not ended, with no events of the others", async () => {
    const states = {
      Each: {
        Type: "Map",
        Items: ["good", "bad", "never"],
        MaxConcurrency: 1,
        ItemProcessor: {
          StartAt: "First",
          States: {
            First: task("first", { Arguments: "{% $states.input %}", Output: "{% $states.input %}", Next: "Second" }),
            Second: task("second"),
          },
        },
        End: true,
      },
    };
    const first: FakeTask = (args) => args;
    const { before, after } = await redriven(
      states,
      { tasks: { first, second: (args, ...rest) => (args === "bad" ? fails("Broken")(args, ...rest) : args) } },
      { tasks: { first, second: (args) => args } },
    );
    assert.deepEqual(called(before), ["first", "second", "first", "second"]);
    assert.deepEqual(called(after), ["second", "first", "second"]);
    assert.deepEqual(after.output, ["good", "bad", "never"]);
    const indexes = after.events.flatMap(({ mapIterationStartedEventDetails: details }) =>
      details === undefined ? [] : [(details as { index: number }).index],
    );
    assert.deepEqual(indexes, [1, 2]);
  });

  for (const [type, more] of [
    ["Parallel", { Branches: [{ StartAt: "One", States: { One: task("one") } }] }],
    ["Map", { Items: [1], ItemProcessor: { StartAt: "One", States: { One: task("one") } } }],
  ] as const) {
    it(`runs a whole ${type} state again that had exceeded a data limit`, async () => {
      const Output = "{% $pad('', $states.result[0], 'x') %}";
      const states = { Inner: { Type: type, ...more, Output, End: true } };
      const { before, after } = await redriven(states, { tasks: { one: () => 300_000 } }, { tasks: { one: () => 3 } });
      assert.equal(before.end.error, "States.DataLimitExceeded");
      assert.deepEqual([called(after), after.output], [["one"], "xxx"]);
    });
  }

  it("goes on after an abort and after a time-out, whose clock begins anew", async () => {
    const states = {
      One: task("one", { Next: "Rest" }),
      Rest: { Type: "Wait", Seconds: 50, Next: "Two" },
      Two: task("two"),
    };
    const tasks = { one: works, two: works };
    const { before, after } = await redriven(states, { tasks, stopAt: 10 }, { tasks });
    assert.equal(before.end.status, "ABORTED");
    assert.deepEqual([after.end.status, called(after)], ["SUCCEEDED", ["two"]]);
    assert.equal(after.clock.elapsed, 50, "a Wait that was cut short waits its whole time");
  });

  it("repeats only the Fail where a failure was caught: what is caught is not fixed by a redrive", async () => {
    const states = {
      One: task("one", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }], End: true }),
      Failed: { Type: "Fail", Error: "Caught" },
    };
    const { after } = await redriven(states, { tasks: { one: fails("Broken") } }, { tasks: {} });
    assert.deepEqual([after.end.status, after.end.error, called(after)], ["FAILED", "Caught", []]);
  });

  it("can be redriven again", async () => {
    const states = { One: task("one", { Next: "Two" }), Two: task("two") };
    const definition = { QueryLanguage: "JSONata", StartAt: "One", States: states };
    const { after } = await redriven(
      states,
      { tasks: { one: fails("Broken") } },
      { tasks: { one: works, two: fails("Again") } },
    );
    assert.equal(after.end.status, "FAILED");
    const { progress } = after;
    const last = await executeDefinition(definition, {
      tasks: { two: works },
      request: { progress, events: after.events.length + 5, redriveCount: 2 },
    });
    assert.deepEqual([last.end.status, called(last)], ["SUCCEEDED", ["two"]]);
  });
});
