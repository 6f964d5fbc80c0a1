import assert from "node:assert/strict";
import { execute, executeDefinition, fails, takes, task } from "./harness";

const WHOLE = { truncated: false };
const wait = (Seconds: number) => ({ Type: "Wait", Seconds, End: true });

describe("execution: history", () => {
  const strip = (events: readonly { id: number; previousEventId: number; type: string }[]) =>
    events.map(({ id, previousEventId, type }) => `${id} <- ${previousEventId} ${type}`);

  it("of a task that is retried and a fail, whole", async () => {
    const Resource = "arn:aws:states:::aws-sdk:sts:getCallerIdentity";
    let attempts = 0;
    const run = await execute(
      {
        Who: {
          Type: "Task",
          Resource,
          TimeoutSeconds: 9,
          Retry: [{ ErrorEquals: ["Sts.StsException"], MaxAttempts: 1 }],
          Assign: { me: "{% $states.result.Arn %}" },
          Output: {},
          Next: "Stop",
        },
        Stop: { Type: "Fail", Error: "Enough", Cause: "{% $me %}" },
      },
      {
        input: { a: 1 },
        tasks: {
          [Resource]: (...args) => {
            attempts += 1;
            return attempts === 1 ? fails("Sts.StsException", "no")(...args) : { Arn: "arn:me" };
          },
        },
      },
    );
    const start = Date.parse("2024-03-14T01:00:00Z");
    const where = { resourceType: "aws-sdk:sts", resource: "getCallerIdentity" };
    const scheduled = { ...where, region: "us-east-1", parameters: "{}", timeoutInSeconds: 9 };
    const expected = [
      [
        0,
        "ExecutionStarted",
        0,
        { input: '{"a":1}', inputDetails: WHOLE, roleArn: "arn:aws:iam::123456789012:role/machine" },
      ],
      [0, "TaskStateEntered", 0, { name: "Who", input: '{"a":1}', inputDetails: WHOLE }],
      [2, "TaskScheduled", 0, scheduled],
      [3, "TaskStarted", 0, where],
      [4, "TaskFailed", 0, { ...where, error: "Sts.StsException", cause: "no" }],
      [5, "TaskScheduled", 1, scheduled],
      [6, "TaskStarted", 1, where],
      [7, "TaskSucceeded", 1, { ...where, output: '{"Arn":"arn:me"}', outputDetails: WHOLE }],
      [
        8,
        "TaskStateExited",
        1,
        {
          name: "Who",
          output: "{}",
          outputDetails: WHOLE,
          assignedVariables: { me: '"arn:me"' },
          assignedVariablesDetails: WHOLE,
        },
      ],
      [9, "FailStateEntered", 1, { name: "Stop", input: "{}", inputDetails: WHOLE }],
      [10, "ExecutionFailed", 1, { error: "Enough", cause: "arn:me" }],
    ] as const;
    const member = (type: string) =>
      type.endsWith("StateEntered")
        ? "stateEnteredEventDetails"
        : type.endsWith("StateExited")
          ? "stateExitedEventDetails"
          : `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
    assert.deepEqual(
      run.events,
      expected.map(([previousEventId, type, second, details], index) => ({
        id: index + 1,
        previousEventId,
        timestamp: start + second * 1000,
        type,
        [member(type)]: details,
      })),
    );
  });

  it("of a Parallel: each branch starts from ParallelStateStarted", async () => {
    const run = await execute({
      P: {
        Type: "Parallel",
        Branches: [
          { StartAt: "A", States: { A: wait(1) } },
          { StartAt: "B", States: { B: wait(2) } },
        ],
        End: true,
      },
    });
    assert.deepEqual(strip(run.events), [
      "1 <- 0 ExecutionStarted",
      "2 <- 0 ParallelStateEntered",
      "3 <- 2 ParallelStateStarted",
      "4 <- 3 WaitStateEntered",
      "5 <- 3 WaitStateEntered",
      "6 <- 4 WaitStateExited",
      "7 <- 5 WaitStateExited",
      "8 <- 7 ParallelStateSucceeded",
      "9 <- 8 ParallelStateExited",
      "10 <- 9 ExecutionSucceeded",
    ]);
  });

  it("of a Map: each iteration starts from MapStateStarted", async () => {
    const ItemProcessor = { StartAt: "W", States: { W: { ...wait(1), Output: 1 } } };
    const run = await execute({ M: { Type: "Map", MaxConcurrency: 1, ItemProcessor, End: true } }, { input: [1, 2] });
    assert.deepEqual(strip(run.events).slice(1), [
      "2 <- 0 MapStateEntered",
      "3 <- 2 MapStateStarted",
      "4 <- 3 MapIterationStarted",
      "5 <- 4 WaitStateEntered",
      "6 <- 5 WaitStateExited",
      "7 <- 6 MapIterationSucceeded",
      "8 <- 3 MapIterationStarted",
      "9 <- 8 WaitStateEntered",
      "10 <- 9 WaitStateExited",
      "11 <- 10 MapIterationSucceeded",
      "12 <- 11 MapStateSucceeded",
      "13 <- 12 MapStateExited",
      "14 <- 13 ExecutionSucceeded",
    ]);
    assert.deepEqual(run.events[2]?.mapStateStartedEventDetails, { length: 2 });
  });

  it("can succeed with event 25,000, and fails if it needs one more", async () => {
    // ExecutionStarted, two events for each Pass, ExecutionSucceeded.
    const pass = (index: number, last: number) =>
      index === last ? { Type: "Pass", End: true } : { Type: "Pass", Next: `P${index + 1}` };
    const chain = (states: number) =>
      Object.fromEntries(Array.from({ length: states }, (_, index) => [`P${index}`, pass(index, states - 1)]));
    const good = await execute(chain(12_499));
    assert.deepEqual([good.end.status, good.events.length], ["SUCCEEDED", 25_000]);
    const bad = await execute(chain(12_500));
    assert.deepEqual([bad.end.status, bad.end.error, bad.events.length], ["FAILED", "States.Runtime", 25_000]);
  }).timeout(60_000);

  it("ends with a failure at 25,000 events inside a Map whose iterations catch everything", async () => {
    const Catch = { ErrorEquals: ["States.ALL"] };
    const loop = {
      StartAt: "T",
      States: {
        T: task("t", { Catch: [{ ...Catch, Next: "Inside" }], Next: "T" }),
        Inside: { Type: "Pass", End: true },
      },
    };
    const states = {
      M: {
        Type: "Map",
        Items: [1, 2],
        ItemProcessor: loop,
        MaxConcurrency: 1,
        Catch: [{ ...Catch, Next: "Caught" }],
        End: true,
      },
      Caught: { Type: "Succeed" },
    };
    const run = await execute(states, { tasks: { t: () => null } });
    assert.deepEqual([run.end.status, run.end.error, run.events.length], ["FAILED", "States.Runtime", 25_000]);
    assert.equal(run.types.filter((type) => type === "MapIterationStarted").length, 1);
  }).timeout(60_000);

  it("ends with a failure at 25,000 events", async () => {
    const states = {
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Choices: [{ Condition: true, Next: "A" }], Default: "C" },
      C: { Type: "Succeed" },
    };
    const run = await execute(states);
    assert.equal(run.events.length, 25_000);
    assert.deepEqual([run.end.status, run.end.error], ["FAILED", "States.Runtime"]);
    assert.match(run.end.cause ?? "", /maximum number of history events \(25000\)/);
  });
});

describe("execution: its end", () => {
  it("TIMED_OUT after TimeoutSeconds, whatever catches; waitScale leaves it alone", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Told" }];
    const states = { T: task("slow", { Catch, End: true }), Told: { Type: "Succeed" } };
    const run = await execute(states, { tasks: { slow: takes(100) }, timeout: 7, waitScale: 0.01 });
    assert.deepEqual(run.end, { status: "TIMED_OUT" });
    assert.equal(run.clock.elapsed, 7);
    assert.deepEqual(run.types.slice(-2), ["TaskStateAborted", "ExecutionTimedOut"]);
    const last = run.events.at(-1);
    assert.deepEqual([last?.previousEventId, last?.executionTimedOutEventDetails], [0, { error: "States.Timeout" }]);
  });

  it("ABORTED when it is stopped, in a wait, a retry, a task and a branch", async () => {
    const slow = task("slow");
    const cases: Record<string, object>[] = [
      { W: wait(100) },
      { T: task("bad", { Retry: [{ ErrorEquals: ["E"], IntervalSeconds: 100 }], End: true }) },
      { T: slow },
      { P: { Type: "Parallel", Branches: [{ StartAt: "T", States: { T: slow } }], End: true } },
      { M: { Type: "Map", Items: [1, 2], ItemProcessor: { StartAt: "T", States: { T: slow } }, End: true } },
    ];
    for (const states of cases) {
      const run = await execute(states, { stopAt: 3, tasks: { slow: takes(100), bad: fails("E") } });
      assert.deepEqual(run.end, { status: "ABORTED", error: "Operator", cause: "enough" });
      assert.equal(run.clock.elapsed, 3);
      assert.deepEqual(run.events.at(-1)?.executionAbortedEventDetails, { error: "Operator", cause: "enough" });
      assert.ok(run.types.some((type) => type.endsWith("StateAborted")));
    }
  });

  it("a fault of a task runner fails the execution with its message", async () => {
    const bug = () => {
      throw new TypeError("x is not a function");
    };
    const run = await execute({ T: task("bug") }, { tasks: { bug } });
    assert.deepEqual([run.end.status, run.end.error], ["FAILED", "States.Runtime"]);
    assert.match(run.end.cause ?? "", /interpreter failed: TypeError: x is not a function/);
  });

  it("waitScale shortens Wait states", async () => {
    assert.equal((await execute({ W: wait(600) }, { waitScale: 0.01 })).clock.elapsed, 6);
    assert.equal((await execute({ W: wait(600) }, { waitScale: 0 })).clock.elapsed, 0);
  });

  it("refuses JSONPath before the first state, in the machine or in one state", async () => {
    const pass = { Type: "Pass", End: true };
    for (const definition of [
      { StartAt: "A", States: { A: pass } },
      { QueryLanguage: "JSONata", StartAt: "A", States: { A: { ...pass, QueryLanguage: "JSONPath" } } },
    ]) {
      const run = await executeDefinition(definition);
      assert.equal(run.end.error, "States.Runtime");
      assert.match(
        run.end.cause ?? "",
        /JSONata definitions only \(\/States\/A\)|can not be 'JSONPath'.* \(\/States\/A\)/,
      );
      assert.deepEqual(run.types, ["ExecutionStarted", "ExecutionFailed"]);
    }
  });

  it("runs a JSONata state of a machine that names no language", async () => {
    const run = await executeDefinition({
      StartAt: "A",
      States: { A: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% 1 + 1 %}", End: true } },
    });
    assert.equal(run.output, 2);
  });

  it("variables beyond 256 KiB in one Assign fail the execution, also in a Catch and in a rule of a Choice", async () => {
    const Assign = { big: "{% $pad('', 262144, 'x') %}" };
    const end = { Type: "Succeed" };
    const cases: Record<string, object>[] = [
      { P: { Type: "Pass", Assign, Next: "E" }, E: end },
      { T: task("bad", { Catch: [{ ErrorEquals: ["States.ALL"], Assign, Next: "E" }], Next: "E" }), E: end },
      { C: { Type: "Choice", Choices: [{ Condition: "{% true %}", Assign, Next: "E" }] }, E: end },
    ];
    for (const states of cases) {
      const run = await execute(states, { tasks: { bad: fails("E") } });
      assert.equal(run.end.error, "States.DataLimitExceeded");
    }
  });

  it("an output beyond 256 KiB fails the execution", async () => {
    const run = await execute({ P: { Type: "Pass", Output: "{% $pad('', 262143, 'x') %}", End: true } });
    assert.equal(run.end.error, "States.DataLimitExceeded");
  });
});
