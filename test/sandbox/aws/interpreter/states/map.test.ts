import assert from "node:assert/strict";
import fc from "fast-check";
import { execute, fails, takes, task } from "../harness";

const each = (state: object, config?: object) => ({
  StartAt: "Each",
  States: { Each: state },
  ...(config ? { ProcessorConfig: config } : {}),
});
const map = (processor: object, more: object = {}) => ({ Type: "Map", ItemProcessor: processor, End: true, ...more });
const DISTRIBUTED = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };

describe("Map", () => {
  it("uses its input as items by default, and returns their outputs in order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), fc.nat(5), async (items, MaxConcurrency) => {
        const doubled = each({ Type: "Pass", Output: "{% $states.input * 2 %}", End: true });
        const run = await execute({ M: map(doubled, { MaxConcurrency }) }, { input: items });
        assert.deepEqual(
          run.output,
          items.map((item) => item * 2),
        );
      }),
      { numRuns: 30 },
    );
  });

  for (const [MaxConcurrency, seconds] of [
    [0, 10],
    [1, 50],
    [2, 30],
    ["{% 3 %}", 20],
  ] as const) {
    it(`MaxConcurrency ${MaxConcurrency}: five items of ten seconds take ${seconds}`, async () => {
      const run = await execute(
        { M: map(each(task("t")), { MaxConcurrency }) },
        { input: [1, 2, 3, 4, 5], tasks: { t: takes(10) } },
      );
      assert.equal(run.clock.elapsed, seconds);
    });
  }

  it("runs at most 40 iterations side by side", async () => {
    for (const MaxConcurrency of [0, 100]) {
      const run = await execute(
        { M: map(each(task("t")), { MaxConcurrency }) },
        { input: Array(81).fill(0), tasks: { t: takes(10) } },
      );
      assert.equal(run.clock.elapsed, 30);
    }
  });

  it("reads items from plain JSON with expressions in it, or from one expression that returns a list", async () => {
    const Output = "{% $states.input & $states.context.Map.Item.Value %}";
    const inner = each({ Type: "Pass", Output, End: true });
    for (const Items of [["a", "{% $v %}"], "{% ['a', $v] %}"]) {
      const run = await execute({ V: { Type: "Pass", Assign: { v: "b" }, Next: "M" }, M: map(inner, { Items }) });
      assert.deepEqual(run.output, ["aa", "bb"], JSON.stringify(Items));
    }
  });

  it("hands the members of an object on as keys and values", async () => {
    const run = await execute({ M: map(each({ Type: "Pass", End: true }), { Items: { a: 1, b: "{% 1 + 1 %}" } }) });
    assert.deepEqual(run.output, [
      { Key: "a", Value: 1 },
      { Key: "b", Value: 2 },
    ]);
  });

  it("the context object names the item, inside the iteration too", async () => {
    const inner = each({
      Type: "Pass",
      Output: "{% $states.context.Map.Item.Index & $states.context.Map.Item.Value %}",
      End: true,
    });
    const run = await execute({ M: map(inner, { ItemSelector: "{% {} %}" }) }, { input: ["a", "b"] });
    assert.deepEqual(run.output, ["0a", "1b"]);
  });

  it("refuses items that are neither array nor object", async () => {
    const run = await execute({ M: map(each({ Type: "Pass", End: true }), { Items: "{% 5 %}" }) });
    assert.equal(run.end.error, "States.QueryEvaluationError");
  });

  it("the first item that fails cancels the others", async () => {
    const state = {
      StartAt: "Is2",
      States: {
        Is2: { Type: "Choice", Choices: [{ Condition: "{% $states.input = 2 %}", Next: "Bad" }], Default: "Slow" },
        Bad: { Type: "Fail", Error: "Two" },
        Slow: { Type: "Wait", Seconds: 100, End: true },
      },
    };
    const run = await execute({ M: map(state) }, { input: [1, 2, 3] });
    assert.deepEqual([run.end.error, run.clock.elapsed], ["Two", 0]);
    const told = run.events.flatMap((event) => {
      const details = event[`mapIteration${event.type.replace("MapIteration", "")}EventDetails`] as
        | { index: number }
        | undefined;
      return details ? [`${event.type} ${details.index}`] : [];
    });
    assert.deepEqual(told.slice(0, 3), ["MapIterationStarted 0", "MapIterationStarted 1", "MapIterationStarted 2"]);
    assert.deepEqual(told.slice(3).sort(), ["MapIterationAborted 0", "MapIterationAborted 2", "MapIterationFailed 1"]);
    assert.deepEqual(run.types.slice(-2), ["MapStateFailed", "ExecutionFailed"]);
  });

  it("can be retried and caught", async () => {
    const more = {
      Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Told" }],
    };
    const run = await execute(
      { M: map(each(task("t")), more), Told: { Type: "Succeed" } },
      { input: [1], tasks: { t: fails("E", "c") } },
    );
    assert.deepEqual(run.output, { Error: "E", Cause: "c" });
    assert.equal(run.calls.length, 2);
  });

  it("fails with the computed error and cause of a Fail state inside", async () => {
    const Bad = {
      Type: "Fail",
      Error: "{% 'Item' & $states.context.Map.Item.Index %}",
      Cause: "{% $string({'app': $states.input}) %}",
    };
    const states = {
      M: map({ StartAt: "Bad", States: { Bad } }, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Seen" }] }),
      Seen: { Type: "Succeed" },
    };
    const run = await execute(states, { input: ["a"] });
    assert.deepEqual(run.output, { Error: "Item0", Cause: '{"app":"a"}' });
  });

  it("fails with States.DataLimitExceeded, which States.ALL does not catch, when its outputs exceed 256 KiB together", async () => {
    const big = each({ Type: "Pass", Output: "{% $pad('', 100000, 'x') %}", End: true });
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Seen" }];
    const states = { M: map(big, { Catch }), Seen: { Type: "Succeed" } };
    assert.equal((await execute(states, { input: [1, 2] })).end.status, "SUCCEEDED");
    assert.equal((await execute(states, { input: [1, 2, 3] })).end.error, "States.DataLimitExceeded");
    const small = { ...states, M: { ...states.M, Output: "{% $count($states.result) %}" } };
    assert.equal((await execute(small, { input: [1, 2, 3] })).output, 3);
  });

  it("an iteration cannot assign a variable of the machine", async () => {
    const inner = each({ Type: "Pass", Assign: { base: 1 }, End: true });
    const states = { B: { Type: "Pass", Assign: { base: 10 }, Next: "M" }, M: map(inner, { Items: [1] }) };
    assert.equal((await execute(states)).end.error, "States.Runtime");
  });

  it("iterations see the variables around the state, one another's never", async () => {
    const inner = {
      StartAt: "Set",
      States: {
        Set: { Type: "Pass", Assign: { own: "{% $states.input + $base %}" }, Next: "Get" },
        Get: { Type: "Pass", Output: "{% $own %}", End: true },
      },
    };
    const states = { B: { Type: "Pass", Assign: { base: 10 }, Next: "M" }, M: map(inner) };
    assert.deepEqual((await execute(states, { input: [1, 2, 3] })).output, [11, 12, 13]);
  });
});

describe("Map, distributed", () => {
  const some = each(
    { Type: "Choice", Choices: [{ Condition: "{% $states.input < 0 %}", Next: "Bad" }], Default: "Good" },
    DISTRIBUTED,
  );
  const processor = {
    ...some,
    States: { ...some.States, Bad: { Type: "Fail", Error: "Negative" }, Good: { Type: "Succeed" } },
  };

  it("sees no variables from outside", async () => {
    const states = {
      B: { Type: "Pass", Assign: { base: 10 }, Next: "M" },
      M: map(each({ Type: "Pass", Output: "{% $exists($base) %}", End: true }, DISTRIBUTED)),
    };
    assert.deepEqual((await execute(states, { input: [1] })).output, [false]);
  });

  for (const [limits, items, succeeds] of [
    [{}, [1, 2], true],
    [{}, [1, -2], false],
    [{ ToleratedFailureCount: 1 }, [1, -2, 3], true],
    [{ ToleratedFailureCount: 1 }, [1, -2, -3], false],
    [{ ToleratedFailurePercentage: 50 }, [1, -2], true],
    [{ ToleratedFailurePercentage: 49 }, [1, -2], false],
    [{ ToleratedFailureCount: 2, ToleratedFailurePercentage: 10 }, [1, -2, 3], false],
  ] as const) {
    it(`${JSON.stringify(limits)} on ${items} ${succeeds ? "succeeds" : "fails"}`, async () => {
      const run = await execute({ M: map(processor, limits) }, { input: [...items] });
      if (succeeds) {
        assert.deepEqual(
          run.output,
          items.filter((item) => item >= 0),
        );
      } else {
        assert.equal(run.end.error, "States.ExceedToleratedFailureThreshold");
      }
    });
  }

  it("refuses what would need S3", async () => {
    const run = await execute({ M: map(processor, { ItemReader: { Resource: "arn:aws:states:::s3:getObject" } }) });
    assert.equal(run.end.error, "States.Runtime");
    assert.match(run.end.cause ?? "", /no Map state with ItemReader/);
  });
});
