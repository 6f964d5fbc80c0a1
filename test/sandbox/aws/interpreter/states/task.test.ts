import assert from "node:assert/strict";
import { StateError } from "../../../../../sandbox/aws/interpreter/language/errors";
import { execute, fails, takes, task } from "../harness";

const token = (more: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  Arguments: { MessageBody: "{% $states.context.Task.Token %}" },
  End: true,
  ...more,
});
const SEND = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
const bodyOf = (args: unknown) => (args as { MessageBody: string }).MessageBody;

describe("Task: time-outs", () => {
  it("TimeoutSeconds ends an attempt with States.Timeout, which States.TaskFailed does not cover", async () => {
    const Catch = [
      { ErrorEquals: ["States.TaskFailed"], Next: "Wrong" },
      { ErrorEquals: ["States.Timeout"], Next: "Late" },
    ];
    const states = {
      T: task("slow", { TimeoutSeconds: 5, Catch, End: true }),
      Wrong: { Type: "Fail" },
      Late: { Type: "Succeed" },
    };
    const run = await execute(states, { tasks: { slow: takes(60) } });
    assert.deepEqual(run.output, { Error: "States.Timeout", Cause: "" });
    assert.equal(run.clock.elapsed, 5);
    assert.ok(run.types.includes("LambdaFunctionTimedOut"));
  });

  it("counts for each attempt, and can be an expression", async () => {
    const retry = { Retry: [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 1, MaxAttempts: 1 }] };
    const run = await execute(
      { T: task("slow", { ...retry, TimeoutSeconds: "{% $states.input.limit %}", End: true }) },
      { input: { limit: 2 }, tasks: { slow: takes(60) } },
    );
    assert.equal(run.end.error, "States.Timeout");
    assert.equal(run.clock.elapsed, 2 + 1 + 2);
  });

  it("refuses a limit that is not a positive whole number", async () => {
    const run = await execute({ T: task("f", { TimeoutSeconds: "{% 0.5 %}", End: true }) }, { tasks: { f: takes(0) } });
    assert.equal(run.end.error, "States.QueryEvaluationError");
    assert.match(run.end.cause ?? "", /state 'T' \(entered at the event id #2\).*TimeoutSeconds.*whole number/);
  });

  for (const name of ["States.Timeout", "States.HeartbeatTimeout"]) {
    it(`a missed heartbeat is caught by ${name}, and reported as States.Timeout`, async () => {
      const Catch = [{ ErrorEquals: [name], Next: "Late" }];
      const run = await execute(
        { T: token({ HeartbeatSeconds: 10, Catch }), Late: { Type: "Succeed" } },
        { tasks: { [SEND]: () => ({ MessageId: "1" }) } },
      );
      assert.deepEqual(run.output, { Error: "States.Timeout", Cause: "" });
      assert.equal(run.clock.elapsed, 10);
      const late = run.events.find(({ type }) => type === "TaskTimedOut");
      assert.equal((late?.taskTimedOutEventDetails as { error?: string } | undefined)?.error, "States.Timeout");
    });
  }

  it("an execution ends with States.Timeout and no cause after a missed heartbeat", async () => {
    const run = await execute({ T: token({ HeartbeatSeconds: 10 }) }, { tasks: { [SEND]: () => ({}) } });
    assert.deepEqual(run.end, { status: "FAILED", error: "States.Timeout" });
  });

  it("heartbeats keep a task alive until its time-out", async () => {
    const run = await execute(
      { T: token({ HeartbeatSeconds: 10, TimeoutSeconds: 25 }) },
      {
        tasks: {
          [SEND]: (args, { signal }, { clock, tokens }) => {
            const beat = () => tokens.heartbeat(bodyOf(args));
            for (const second of [8, 16]) {
              clock.sleep(second * 1000, signal).then(beat, () => {});
            }
            return {};
          },
        },
      },
    );
    assert.equal(run.end.error, "States.Timeout");
    assert.equal(run.clock.elapsed, 25);
  });
});

describe("Task: tokens", () => {
  it("returns the output that is sent with the token", async () => {
    const run = await execute(
      { T: token() },
      {
        tasks: {
          [SEND]: (args, _, { tokens }) => {
            setImmediate(() => tokens.succeed(bodyOf(args), '{"ok":true}'));
            return { MessageId: "1" };
          },
        },
      },
    );
    assert.deepEqual(run.output, { ok: true });
    assert.deepEqual(run.types.slice(2, 6), ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]);
  });

  it("fails with the failure that is sent, and has a new token for the next attempt", async () => {
    const seen: string[] = [];
    const run = await execute(
      { T: token({ Retry: [{ ErrorEquals: ["Busy"], MaxAttempts: 1 }] }) },
      {
        tasks: {
          [SEND]: (args, _, { tokens }) => {
            seen.push(bodyOf(args));
            setImmediate(() => tokens.fail(bodyOf(args), "Busy", "later"));
            return {};
          },
        },
      },
    );
    assert.deepEqual([run.end.error, run.end.cause], ["Busy", "later"]);
    assert.equal(new Set(seen).size, 2);
    for (const old of seen) {
      assert.throws(() => run.tokens.succeed(old, "1"), { code: "TaskTimedOut" });
    }
  });
});

describe("Task: retries and catchers", () => {
  const flaky = (failures: number) => {
    let count = 0;
    return () => {
      count += 1;
      if (count <= failures) {
        throw new StateError("Flaky");
      }
      return count;
    };
  };

  it("has the number of retries in the context object", async () => {
    const state = task("f", {
      Arguments: "{% $states.context.State.RetryCount %}",
      Retry: [{ ErrorEquals: ["Flaky"] }],
      End: true,
    });
    const run = await execute({ T: state }, { tasks: { f: flaky(2) } });
    assert.equal(run.output, 3);
    assert.deepEqual(
      run.calls.map(({ call }) => call.arguments),
      [0, 1, 2],
    );
    assert.deepEqual(
      run.calls.map(({ at }) => at),
      [0, 1, 3],
    );
  });

  it("starts counting again at the next visit to the state", async () => {
    const states = {
      T: task("f", {
        Retry: [{ ErrorEquals: ["Flaky"], MaxAttempts: 1 }],
        Assign: { n: "{% $states.result %}" },
        Next: "Again",
      }),
      Again: { Type: "Choice", Choices: [{ Condition: "{% $n < 4 %}", Next: "T" }], Default: "Done" },
      Done: { Type: "Succeed" },
    };
    let count = 0;
    const f = () => {
      count += 1;
      if (count % 2 === 1) {
        throw new StateError("Flaky");
      }
      return count;
    };
    const run = await execute(states, { tasks: { f } });
    assert.equal(run.output, 4);
  });

  it("waitScale shortens the waits between attempts and no limit", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 10, MaxAttempts: 1 }];
    const run = await execute(
      { T: task("f", { TimeoutSeconds: 4, Retry, End: true }) },
      { tasks: { f: takes(9) }, waitScale: 0.1 },
    );
    assert.equal(run.clock.elapsed, 4 + 1 + 4);
  });

  for (const field of ["Arguments", "Output", "Assign"]) {
    it(`an expression that fails in ${field} can be caught`, async () => {
      const value = field === "Assign" ? { v: "{% $states.input.none %}" } : "{% $states.input.none %}";
      const Catch = [
        { ErrorEquals: ["States.QueryEvaluationError"], Output: "{% $states.errorOutput.Cause %}", Next: "Told" },
      ];
      const run = await execute(
        { T: task("f", { [field]: value, Catch, End: true }), Told: { Type: "Succeed" } },
        { tasks: { f: () => 1 } },
      );
      assert.match(String(run.output), /returned nothing \(undefined\)/);
      const failed = run.events.find(({ type }) => type === "EvaluationFailed");
      const details = failed?.evaluationFailedEventDetails as Record<string, string>;
      assert.equal(details.location, field === "Assign" ? "Assign/v" : field);
      assert.equal(details.state, "T");
    });
  }

  it("States.Runtime is neither retried nor caught", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Told" }];
    const Retry = [{ ErrorEquals: ["States.Runtime", "States.TaskFailed"] }];
    const states = {
      T: { Type: "Task", Resource: "arn:aws:states:::nothing", Retry, Catch, End: true },
      Told: { Type: "Succeed" },
    };
    const run = await execute(states);
    assert.deepEqual([run.end.status, run.end.error], ["FAILED", "States.Runtime"]);
    assert.match(run.end.cause ?? "", /neither a Lambda function nor/);
  });

  it("a result beyond 256 KiB is States.DataLimitExceeded, which States.ALL does not catch", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Told" }];
    const states = { T: task("f", { Output: 1, Catch, End: true }), Told: { Type: "Succeed" } };
    const run = await execute(states, { tasks: { f: () => "x".repeat(256 * 1024 - 1) } });
    assert.equal(run.end.error, "States.DataLimitExceeded");
    const fits = await execute(states, { tasks: { f: () => "x".repeat(256 * 1024 - 2) } });
    assert.equal(fits.end.status, "SUCCEEDED");
  });

  it("the role of Credentials can be an expression and is in the history", async () => {
    const Credentials = { RoleArn: "{% $states.input.role %}" };
    const roleArn = "arn:aws:iam::123456789012:role/task";
    const run = await execute(
      { T: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Credentials, End: true } },
      { input: { role: roleArn }, tasks: { "arn:aws:states:::lambda:invoke": () => 1 } },
    );
    assert.equal(run.calls[0]?.call.taskRoleArn, roleArn);
    assert.deepEqual(run.events[2]?.taskScheduledEventDetails, {
      resourceType: "lambda",
      resource: "invoke",
      region: "us-east-1",
      parameters: "{}",
      taskCredentials: { roleArn },
    });
  });

  it("a catcher's own failing expression is not caught again", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.x %}", Next: "Told" }];
    const run = await execute(
      { T: task("f", { Catch, End: true }), Told: { Type: "Succeed" } },
      { tasks: { f: fails("E") } },
    );
    assert.equal(run.end.error, "States.QueryEvaluationError");
    assert.match(run.end.cause ?? "", /specified for the field 'Catch\[0\]\/Output' returned nothing/);
  });
});
