import assert from "node:assert/strict";
import type { Branch, StateMachineDefinition } from "../../../../components/asl/types";
import {
  type AwaitedApp,
  awaitStates,
  failureOf,
  unlessFailed,
} from "../../../../components/definitions/parent/await-states";
import { runExecution } from "../../../../sandbox/aws/interpreter/execution";
import type { HistoryEvent } from "../../../../sandbox/aws/interpreter/history";
import { StateError } from "../../../../sandbox/aws/interpreter/language/errors";
import type { Json, JsonObject } from "../../../../sandbox/aws/interpreter/language/json";
import type { TaskCall } from "../../../../sandbox/aws/interpreter/tasks/task-call";
import { TaskTokens } from "../../../../sandbox/aws/interpreter/tasks/task-tokens";
import { VirtualClock } from "../../../sandbox/aws/interpreter/virtual-clock";

const PREFIX = "arn:aws:states:eu-central-1:123456789012:execution:shop-test_stock:";

const stock: AwaitedApp = {
  app: "stock",
  executionPrefix: PREFIX,
  results: ["catalog", "stock"],
  continues: false,
  expectedSeconds: 0,
  longestSeconds: 600,
};

/** A branch: waits, then calls `orders` with its data. Its failure is its cause. */
function branch(awaited: readonly AwaitedApp[]): Branch {
  const waiting = awaitStates({
    partition: "aws",
    app: "orders",
    awaited,
    next: "orders",
    failed: ({ app }) => `{"app": "${app}", "error": $run.Error, "cause": $run.Cause, "execution": $run.ExecutionArn}`,
    caught: (failure) => ({ ErrorEquals: ["States.ALL"], Output: `{% ${failure} %}`, Next: "failed" }),
  });
  return {
    StartAt: waiting.start,
    States: {
      ...waiting.states,
      orders: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Arguments: { Payload: `{% ${unlessFailed("$states.input")} %}` },
        TimeoutSeconds: 60,
        Catch: [{ ErrorEquals: ["States.ALL"], Output: `{% ${failureOf('{"app": "orders"}')} %}`, Next: "failed" }],
        End: true,
      },
      failed: { Type: "Fail", Error: "Failed", Cause: "{% $string($states.input) %}" },
    },
  };
}

/** What a described execution is at a second: nothing if it is not started, and what the call `raises` if it is refused. */
type Look = (app: string, second: number) => JsonObject | undefined;

async function run(awaited: readonly AwaitedApp[], look: Look) {
  const definition: StateMachineDefinition = {
    Comment: "",
    QueryLanguage: "JSONata",
    TimeoutSeconds: 10_000,
    ...branch(awaited),
  };
  const clock = new VirtualClock();
  const began = clock.now();
  const events: HistoryEvent[] = [];
  const called: { input: Json; second: number }[] = [];
  const described: string[] = [];
  const answer = (call: TaskCall): Json => {
    const second = (clock.now() - began) / 1000;
    const args = call.arguments as JsonObject;
    if (call.resource.arn.endsWith(":lambda:invoke")) {
      called.push({ input: args.Payload ?? null, second });
      return {};
    }
    const arn = String(args.ExecutionArn);
    described.push(arn);
    const found = look(arn.replace(/^.*shop-test_|:[^:]*$/g, ""), second);
    if (found === undefined) throw new StateError("Sfn.ExecutionDoesNotExistException", arn);
    if (typeof found.raises === "string") throw new StateError(found.raises, "on purpose");
    return { ExecutionArn: arn, ...found };
  };
  const end = await runExecution(
    {
      executionArn: "arn:aws:states:eu-central-1:123456789012:execution:shop-test:run-1",
      name: "run-1",
      stateMachineArn: "arn:aws:states:eu-central-1:123456789012:stateMachine:shop-test",
      stateMachineName: "shop-test",
      definition: JSON.stringify(definition),
      input: '{"carts": 1}',
      roleArn: "arn:aws:iam::123456789012:role/machine",
      startDate: began,
      redriveCount: 0,
      credentials: { accessKeyId: "ASIA", secretAccessKey: "-", sessionToken: "-" },
    },
    {
      clock,
      tokens: new TaskTokens(),
      runner: { run: async (call) => answer(call) },
      waitScale: 1,
      draw: () => 0.5,
    },
    new AbortController().signal,
    (event) => events.push(event),
  );
  return { end, called, described, second: (clock.now() - began) / 1000 };
}

const succeeded = (context: JsonObject): JsonObject => ({ Status: "SUCCEEDED", Output: JSON.stringify({ context }) });

describe("awaitStates", () => {
  it("goes on at once with the results of an app that has ended, and with no others", async () => {
    const context = { given: 0, catalog: { a: 1 }, stock: [2], other: 3 };
    const { called, described } = await run([stock], () => succeeded(context));
    assert.deepEqual(called, [{ input: { carts: 1, catalog: { a: 1 }, stock: [2] }, second: 0 }]);
    assert.deepEqual(described, [`${PREFIX}run-1`]);
  });

  it("looks again while the app is not started and while it runs", async () => {
    const { called } = await run([stock], (_, second) =>
      second < 20 ? undefined : second < 50 ? { Status: "RUNNING" } : succeeded({ stock: 2 }),
    );
    assert.deepEqual(called[0]?.input, { carts: 1, stock: 2 });
    const late = (called[0]?.second ?? 0) - 50;
    assert.ok(late >= 0 && late <= 0.2 * 50 + 1, `${late} s late`);
  });

  it("looks first when the last awaited app is expected to have ended, on the second after that", async () => {
    const ends = [
      [12.4, 13],
      [30, 31],
      [0.2, 1],
    ] as const;
    for (const [expectedSeconds, second] of ends) {
      const other = {
        ...stock,
        app: "prices",
        executionPrefix: PREFIX.replace("stock", "prices"),
        results: ["prices"],
      };
      const awaited = [other, { ...stock, expectedSeconds }];
      const { called, described } = await run(awaited, (app) => succeeded({ [app]: app }));
      assert.deepEqual([called[0]?.second, described.length], [second, 2]);
    }
  });

  it("sees an end that comes later than expected a second late and a fifth of how late it is, at most", async () => {
    for (const late of [0.1, 3, 50, 400]) {
      const { called } = await run([{ ...stock, expectedSeconds: 20 }], (_, second) =>
        second < 20 + late ? { Status: "RUNNING" } : succeeded({ stock: 2 }),
      );
      const over = (called[0]?.second ?? 0) - 20 - late;
      assert.ok(over >= 0 && over <= 1 + 0.2 * late, `${over} s late`);
    }
  });

  for (const [error, times] of [
    ["Sfn.ThrottlingException", 5],
    ["Sfn.SdkClientException", 5],
    ["States.Timeout", 5],
    // Throttles whose name Step Functions does not know; a refusal would look the same.
    ["Sfn.SfnException", 10],
  ] as const) {
    it(`survives ${times} x ${error} in one wait`, async () => {
      let left: number = times;
      const { end, called } = await run([stock], (_, second) => {
        if (second > 3 && left > 0) return { raises: left-- > 0 ? error : "" };
        return second < 200 ? { Status: "RUNNING" } : succeeded({ stock: 2 });
      });
      assert.equal(end.status, "SUCCEEDED", end.cause);
      assert.deepEqual([left, called[0]?.input], [0, { carts: 1, stock: 2 }]);
    });
  }

  it("fails within minutes where it may not look", async () => {
    const { end, second } = await run([{ ...stock, longestSeconds: 86_400 }], () => ({ raises: "Sfn.SfnException" }));
    assert.equal(JSON.parse(end.cause ?? "").error, "Sfn.SfnException");
    assert.ok(second < 200, `${second} s`);
  });

  it("waits for several apps, one after another", async () => {
    const other = { ...stock, app: "prices", executionPrefix: PREFIX.replace("stock", "prices"), results: ["prices"] };
    const { called, described } = await run([stock, other], (app, second) =>
      app === "stock" || second > 5 ? succeeded({ [app]: app }) : { Status: "RUNNING" },
    );
    assert.deepEqual(called[0]?.input, { carts: 1, stock: "stock", prices: "prices" });
    assert.equal(described.filter((arn) => arn.includes("stock")).length, 1);
  });

  for (const Status of ["FAILED", "TIMED_OUT", "ABORTED"]) {
    it(`fails with the failure of an app that is ${Status}, without starting the waiter`, async () => {
      const { end, called } = await run([stock], () => ({ Status, Error: "Broken", Cause: "no stock" }));
      assert.deepEqual(called, []);
      assert.equal(end.status, "FAILED");
      const execution = `${PREFIX}run-1`;
      assert.deepEqual(JSON.parse(end.cause ?? ""), { app: "stock", error: "Broken", cause: "no stock", execution });
    });

    it(`goes on without the result of one that is ${Status} where others go on`, async () => {
      const { called } = await run([{ ...stock, continues: true }], () => ({ Status }));
      assert.deepEqual(called[0]?.input, { carts: 1 });
    });
  }

  it("fails with the app's name when the longest wait is over", async () => {
    const { end, second } = await run([stock], () => ({ Status: "RUNNING" }));
    const cause = JSON.parse(end.cause ?? "");
    assert.deepEqual([cause.app, cause.state, cause.error], ["orders", "orders awaits stock", "AwaitedNotEnded"]);
    assert.match(cause.cause, /^stock, which orders waits for, has not ended within 6\d\d s$/);
    assert.ok(second >= 600 && second < 610, `${second} s`);
  });

  it("keeps the names of its states apart and within 80 characters", () => {
    const long = (index: number) => `${"a".repeat(38)}${index}`;
    const awaited = [1, 2, 3].map((index) => ({ ...stock, app: long(index) }));
    const made = awaitStates({
      partition: "aws",
      app: "w".repeat(40),
      awaited,
      next: "next",
      failed: () => "{}",
      caught: () => ({ ErrorEquals: ["States.ALL"], Next: "failed" }),
    });
    const stateNames = Object.keys(made.states);
    assert.equal(stateNames.length, 3);
    for (const name of stateNames) assert.ok(name.length <= 80, name);
  });
});
