import assert from "node:assert/strict";
import type { Json } from "../../../../sandbox/aws/interpreter/language/json";
import { execute, type FakeTask, fails, functionArn, type RunOptions, task } from "./harness";

interface Example {
  /** Page of the AWS Step Functions Developer Guide, below https://docs.aws.amazon.com/step-functions/latest/dg/ */
  readonly page: string;
  readonly title: string;
  readonly states: Record<string, object>;
  readonly input?: Json;
  readonly tasks?: Record<string, FakeTask>;
  readonly output?: Json;
  readonly failure?: readonly [error: string, cause?: string];
  /** Names of the states entered, in order. */
  readonly path?: readonly string[];
  /** Seconds that it takes. */
  readonly seconds?: number;
}

const end = { Type: "Succeed" };

/** The Choice of the page, in JSONata. */
const choice = {
  ChoiceStateX: {
    Type: "Choice",
    Choices: [
      { Condition: "{% $not($states.input.type = 'Private') %}", Next: "Public" },
      { Condition: "{% $states.input.value = 0 %}", Next: "ValueIsZero" },
      { Condition: "{% $states.input.value >= 20 and $states.input.value < 30 %}", Next: "ValueInTwenties" },
    ],
    Default: "DefaultState",
  },
  Public: end,
  ValueIsZero: end,
  ValueInTwenties: end,
  DefaultState: { Type: "Fail", Cause: "No Matches!" },
};

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

const parcels = [
  { prod: "R31", "dest-code": 9511, quantity: 1344 },
  { prod: "S39", "dest-code": 9511, quantity: 40 },
];
const shipment = { "ship-date": "2016-03-14T01:59:00Z", detail: { "delivery-partner": "UQS", shipped: parcels } };

const EXAMPLES: readonly Example[] = [
  {
    page: "state-pass.html",
    title: "injects fixed data into its input",
    states: {
      "No-op": {
        Type: "Pass",
        Output: "{% $merge([$states.input, {'coords': {'x-datum': 0.381018, 'y-datum': 622.2269926397355}}]) %}",
        Next: "Done",
      },
      Done: end,
    },
    input: { georefOf: "Home" },
    output: { georefOf: "Home", coords: { "x-datum": 0.381018, "y-datum": 622.2269926397355 } },
  },
  {
    page: "state-task.html",
    title: "hands its input to a function and on to the next state what that returns",
    states: {
      HelloWorld: task("HelloFunction", { Next: "AfterHelloWorldState", Comment: "Run the HelloWorld function" }),
      AfterHelloWorldState: end,
    },
    input: { who: "AWS" },
    tasks: { HelloFunction: (args) => ({ greeting: args }) },
    output: { greeting: { who: "AWS" } },
  },
  {
    page: "state-task.html",
    title: "Arguments and Output shape what goes in and what comes out",
    states: {
      T: task("F", {
        Arguments: { name: "{% $states.input.who %}", fixed: 1 },
        Output: { said: "{% $states.result.text %}", to: "{% $states.input.who %}" },
        End: true,
      }),
    },
    input: { who: "Bob", noise: true },
    tasks: { F: (args) => ({ text: JSON.stringify(args) }) },
    output: { said: '{"name":"Bob","fixed":1}', to: "Bob" },
  },
  {
    page: "state-choice.html",
    title: "a value in the twenties",
    states: choice,
    input: { type: "Private", value: 22 },
    path: ["ChoiceStateX", "ValueInTwenties"],
    output: { type: "Private", value: 22 },
  },
  {
    page: "state-choice.html",
    title: "not private",
    states: choice,
    input: { type: "Group" },
    path: ["ChoiceStateX", "Public"],
    output: { type: "Group" },
  },
  {
    page: "state-choice.html",
    title: "zero",
    states: choice,
    input: { type: "Private", value: 0 },
    path: ["ChoiceStateX", "ValueIsZero"],
    output: { type: "Private", value: 0 },
  },
  {
    page: "state-choice.html",
    title: "no rule is true",
    states: choice,
    input: { type: "Private", value: 40 },
    path: ["ChoiceStateX", "DefaultState"],
    failure: ["", "No Matches!"],
  },
  {
    page: "state-wait.html",
    title: "ten seconds",
    states: { wait_ten_seconds: { Type: "Wait", Seconds: 10, Next: "NextState" }, NextState: end },
    output: {},
    seconds: 10,
  },
  {
    page: "state-wait.html",
    title: "until a fixed time",
    states: { wait_until: { Type: "Wait", Timestamp: "2024-03-14T01:59:00Z", Next: "NextState" }, NextState: end },
    output: {},
    seconds: 59 * 60,
  },
  {
    page: "state-wait.html",
    title: "until a time of the input",
    states: { wait_until: { Type: "Wait", Timestamp: "{% $states.input.expirydate %}", End: true } },
    input: { expirydate: "2024-03-14T02:59:00+01:00" },
    output: { expirydate: "2024-03-14T02:59:00+01:00" },
    seconds: 59 * 60,
  },
  {
    page: "state-wait.html",
    title: "seconds of the input, then data for the next state",
    states: { w: { Type: "Wait", Seconds: "{% $states.input.delay * 2 %}", Output: "done", End: true } },
    input: { delay: 4 },
    output: "done",
    seconds: 8,
  },
  {
    page: "state-succeed.html",
    title: "ends well, with its input",
    states: { SuccessState: end },
    input: { a: 1 },
    output: { a: 1 },
  },
  {
    page: "state-succeed.html",
    title: "ends well, with an output of its own",
    states: { S: { Type: "Succeed", Output: "{% $states.input.a + 1 %}" } },
    input: { a: 1 },
    output: 2,
  },
  {
    page: "state-fail.html",
    title: "fixed error and cause",
    states: { FailState: { Type: "Fail", Error: "ErrorA", Cause: "Kaiju attack" } },
    failure: ["ErrorA", "Kaiju attack"],
  },
  {
    page: "state-fail.html",
    title: "error and cause from expressions",
    states: {
      FailState: {
        Type: "Fail",
        Error: "{% $states.input.myError %}",
        Cause: "{% 'This is a custom error message for ' & $states.input.who %}",
      },
    },
    input: { myError: "Mine", who: "you" },
    failure: ["Mine", "This is a custom error message for you"],
  },
  {
    page: "state-parallel.html",
    title: "FunWithMath: one input for all branches, their outputs in order",
    states: {
      FunWithMath: {
        Type: "Parallel",
        End: true,
        Branches: [
          { StartAt: "Add", States: { Add: task("Add") } },
          { StartAt: "Subtract", States: { Subtract: task("Subtract") } },
        ],
      },
    },
    input: [3, 2],
    tasks: {
      Add: (args) => (args as number[]).reduce((sum, one) => sum + one),
      Subtract: (args) => (args as number[]).reduce((sum, one) => sum - one),
    },
    output: [5, 1],
  },
  {
    page: "state-parallel.html",
    title: "LookupCustomerInfo with Arguments and Output",
    states: {
      LookupCustomerInfo: {
        Type: "Parallel",
        Arguments: { id: "{% $states.input.customer %}" },
        Branches: [
          { StartAt: "LookupAddress", States: { LookupAddress: task("AddressFinder") } },
          { StartAt: "LookupPhone", States: { LookupPhone: task("PhoneFinder") } },
        ],
        Output: "{% $merge($states.result) %}",
        End: true,
      },
    },
    input: { customer: 9 },
    tasks: { AddressFinder: (args) => ({ address: args }), PhoneFinder: () => ({ phone: 5 }) },
    output: { address: { id: 9 }, phone: 5 },
  },
  {
    page: "state-map-inline.html",
    title: "Validate-All ships each item, with the courier of the whole",
    states: {
      "Validate-All": {
        Type: "Map",
        Items: "{% $states.input.detail.shipped %}",
        MaxConcurrency: 0,
        ItemSelector: {
          parcel: "{% $states.context.Map.Item.Value %}",
          at: "{% $states.context.Map.Item.Index %}",
          courier: "{% $states.input.detail.'delivery-partner' %}",
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Validate",
          States: { Validate: task("ship-val") },
        },
        Output: "{% $merge([$states.input, {'detail': {'shipped': $states.result}}]) %}",
        End: true,
      },
    },
    input: shipment,
    tasks: { "ship-val": (args) => args },
    output: { ...shipment, detail: { shipped: parcels.map((parcel, at) => ({ parcel, at, courier: "UQS" })) } },
  },
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
];

describe("examples of the AWS documentation, in JSONata", () => {
  for (const example of EXAMPLES)
    it(`${example.page}: ${example.title}`, async () => {
      const options: RunOptions = { input: example.input ?? {}, ...(example.tasks ? { tasks: example.tasks } : {}) };
      const run = await execute(example.states, options);
      const [error, cause] = example.failure ?? [];
      const expected = example.failure ? { status: "FAILED", error, cause } : { status: "SUCCEEDED", error, cause };
      assert.deepEqual(
        { status: run.end.status, error: run.end.error ?? (example.failure && ""), cause: run.end.cause },
        expected,
      );
      assert.deepEqual(run.output, example.output);
      if (example.seconds !== undefined) assert.equal(run.clock.elapsed, example.seconds);
      if (example.path)
        assert.deepEqual(
          run.events.flatMap((event) =>
            event.type.endsWith("Entered") ? [(event.stateEnteredEventDetails as { name: string }).name] : [],
          ),
          example.path,
        );
    });

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
