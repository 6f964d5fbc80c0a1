import assert from "node:assert/strict";
import type { CancelReason } from "../../../../../sandbox/aws/interpreter/language/errors";
import type { Json, JsonObject } from "../../../../../sandbox/aws/interpreter/language/json";
import type { AwsRequest } from "../../../../../sandbox/aws/interpreter/tasks/aws-call";
import { Completions } from "../../../../../sandbox/aws/interpreter/tasks/completions";
import { NestedExecutions } from "../../../../../sandbox/aws/interpreter/tasks/nested-execution";
import { parseResource } from "../../../../../sandbox/aws/interpreter/tasks/task-resource";
import { VirtualClock } from "../virtual-clock";

const CHILD = "arn:aws:states:us-east-1:123456789012:execution:child:x";
const metadata = { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: "r" } };

/** A service that runs one child for some seconds; it says RUNNING that much longer as `lag` after telling of the end. */
function world(seconds: number, end: JsonObject, options: { told?: boolean; lag?: number } = {}) {
  const clock = new VirtualClock();
  const completions = new Completions();
  const requests: { readonly action: string; readonly at: number; readonly arguments: Json }[] = [];
  const never = new AbortController().signal;
  const call = async ({ action, arguments: args }: AwsRequest) => {
    requests.push({ action, at: clock.elapsed, arguments: args });
    if (action === "startExecution") {
      if (options.told !== false) {
        clock.sleep(seconds * 1000, never).then(() => completions.notify(CHILD));
      }
      return { result: { ExecutionArn: CHILD, StartDate: 1 }, metadata };
    }
    const over = clock.elapsed >= seconds + (options.lag ?? 0);
    const common = { ExecutionArn: CHILD, Input: '{"n":1}', Name: "x", StartDate: 1 };
    return {
      result: action === "describeExecution" ? { ...common, ...(over ? end : { Status: "RUNNING" }) } : {},
      metadata,
    };
  };
  const nested = new NestedExecutions({ call: (_, request) => call(request) }, completions, clock);
  const submitted: Json[] = [];
  const run = (pattern: string, signal: AbortSignal = never, args: Json = { StateMachineArn: "m", Name: "x" }) =>
    nested.run({
      resource: parseResource(`arn:aws:states:::states:startExecution${pattern}`),
      arguments: args,
      session: { roleArn: "r", stateMachineArn: "m", executionArn: "parent", executionName: "p" },
      signal,
      submitted: (output) => submitted.push(output),
    });
  return { clock, requests, run, submitted };
}

const actions = (requests: readonly { action: string }[]) => requests.map(({ action }) => action);
const succeeded = { Status: "SUCCEEDED", Output: '{"a":1}', StopDate: 2 };

describe("nested executions", () => {
  it("without .sync: the answer to the start, a name made up if none is given", async () => {
    const { run, requests } = world(5, succeeded);
    assert.deepEqual(await run("", undefined, { StateMachineArn: "m" }), {
      ExecutionArn: CHILD,
      StartDate: 1,
      ...metadata,
    });
    const given = requests[0]?.arguments as JsonObject | undefined;
    assert.match(String(given?.Name), /^[0-9a-f-]{36}$/);
  });

  it(".sync returns input and output as text, .sync:2 parsed", async () => {
    const common = { ExecutionArn: CHILD, Name: "x", StartDate: 1, Status: "SUCCEEDED", StopDate: 2 };
    assert.deepEqual(await world(5, succeeded).run(".sync"), { ...common, Input: '{"n":1}', Output: '{"a":1}' });
    assert.deepEqual(await world(5, succeeded).run(".sync:2"), { ...common, Input: { n: 1 }, Output: { a: 1 } });
  });

  it("polls when it is notified of the end, and soon again if the end is not recorded yet", async () => {
    const { run, requests, clock, submitted } = world(0.7, succeeded, { lag: 0.01 });
    await run(".sync:2");
    assert.deepEqual(actions(requests), ["startExecution", ...Array(4).fill("describeExecution")]);
    assert.ok(clock.elapsed < 0.73);
    assert.equal(submitted.length, 1);
  });

  it("polls every second without a notification", async () => {
    const { run, requests } = world(2.5, succeeded, { told: false });
    await run(".sync:2");
    assert.deepEqual(
      requests.map(({ at }) => at),
      [0, 1, 2, 3],
    );
  });

  for (const Status of ["FAILED", "ABORTED", "TIMED_OUT"]) {
    it(`a child that ends ${Status} is States.TaskFailed with its description`, async () => {
      await assert.rejects(
        world(1, { Status, Error: "E" }).run(".sync:2"),
        (error: { error?: string; reason?: string }) => {
          assert.equal(error.error, "States.TaskFailed");
          assert.equal(
            error.reason,
            `{"Error":"E","ExecutionArn":"${CHILD}","Input":"{\\"n\\":1}","Name":"x","StartDate":1,"Status":"${Status}"}`,
          );
          return true;
        },
      );
    });
  }

  it("stops the child when the task no longer waits", async () => {
    const { run, requests, clock } = world(100, succeeded, { told: false });
    const gone = new AbortController();
    clock
      .sleep(1500, new AbortController().signal)
      .then(() => gone.abort({ kind: "taskTimeout" } satisfies CancelReason));
    await assert.rejects(run(".sync:2", gone.signal), { name: "Cancelled" });
    assert.deepEqual(actions(requests), ["startExecution", "describeExecution", "stopExecution"]);
    assert.equal(clock.elapsed, 1.5);
  });
});
