import assert from "node:assert/strict";
import fc from "fast-check";
import { blueprintOf, lambda, names, shop } from "../samples";
import { causeOf, entered, output, World } from "../world";

const carts = names.app("carts");
const secretName = carts.secret("db").name;

function world() {
  const made = new World(shop);
  const secret = made.secrets[secretName];
  assert.ok(secret);
  const daysAgo = (days: number) => Date.now() - days * 86_400_000;
  return { made, secret, daysAgo, start: (input: object = {}) => made.start(carts.machine.aliasArn, { ...input }) };
}

const REFUSAL = {
  error: "SecretsManager.InvalidRequestException",
  cause: "A previous rotation isn't complete. That rotation will be reattempted.",
};

describe("child workflow", () => {
  it("with a fresh secret takes four transitions and adds its result to the context", async () => {
    const { made, start } = world();
    const execution = await start({ context: { catalog: { items: 3 } } });
    assert.deepEqual(output(execution), { context: { catalog: { items: 3 }, carts: { done: "carts" } } });
    assert.deepEqual(entered(execution), ["Verify role", "Describe db", "Check db", "Run task"]);
    assert.deepEqual(made.payloads, [
      {
        app: "carts",
        environment: "test",
        action: "release",
        context: { catalog: { items: 3 } },
        execution: execution.arn,
      },
    ]);
    assert.deepEqual([made.messages, made.rotations], [[], []]);
  });

  it("without secrets takes three", async () => {
    const { made } = world();
    const execution = await made.start(names.app("orders").machine.aliasArn, {});
    assert.deepEqual(entered(execution), ["Verify role", "Check role", "Run task"]);
  });

  it("rotates a stale secret, waits until it is fresh, then runs the task", async () => {
    const { made, secret, daysAgo, start } = world();
    Object.assign(secret, { lastRotated: daysAgo(31), rotationSeconds: 15 });
    const execution = await start();
    assert.equal(execution.end?.status, "SUCCEEDED");
    assert.deepEqual(made.rotations, [secretName]);
    assert.deepEqual(entered(execution).slice(2), [
      "Check db",
      "Rotate db",
      ...["Wait for db", "Describe db", "Check db", "Wait for db", "Describe db", "Check db"],
      "Run task",
    ]);
  });

  it("rotates a secret that was never rotated, and one with a version pending, but none that is just young enough", async () => {
    for (const [change, rotated] of [
      [{ lastRotated: undefined }, 1],
      [{ pending: "v9" }, 1],
      [{ pending: "v1" }, 0],
      [{ lastRotated: "young" }, 0],
    ] as const) {
      const { made, secret, daysAgo, start } = world();
      Object.assign(secret, change, { rotationSeconds: 1 });
      if (secret.lastRotated === undefined) {
        delete secret.lastRotated;
      }
      if (change && "lastRotated" in change && change.lastRotated === "young") {
        secret.lastRotated = daysAgo(29.9);
      }
      assert.equal((await start()).end?.status, "SUCCEEDED");
      assert.equal(made.rotations.length, rotated, JSON.stringify(change));
    }
  });

  it("waits for a rotation that is already under way", async () => {
    const { made, secret, start } = world();
    const refusal = { error: "SecretsManager.InvalidRequestException", cause: "A previous rotation isn't complete" };
    Object.assign(secret, { pending: "v2", refusal, rotationSeconds: 4 });
    const execution = await start();
    assert.equal(execution.end?.status, "SUCCEEDED", execution.end?.cause);
    assert.ok(entered(execution).includes("Wait for db"));
    assert.equal(made.messages.length, 0);
  });

  it("waits for a rotation for almost five minutes", async () => {
    const { made, secret, daysAgo, start } = world();
    Object.assign(secret, { lastRotated: daysAgo(400), rotationSeconds: 299 });
    const execution = await start();
    assert.equal(execution.end?.status, "SUCCEEDED", execution.end?.cause);
    assert.ok(made.clock.elapsed >= 300 && made.clock.elapsed < 310, String(made.clock.elapsed));
  });

  for (const [what, change, answer] of [
    ["of an earlier failure, which RotateSecret refuses to pass over", { lastRotated: Date.now() }, REFUSAL],
    ["of its own failure", {}, undefined],
  ] as const) {
    it(`says that a rotation is stuck in AWSPENDING because ${what}, and what to run`, async () => {
      const { made, secret, daysAgo, start } = world();
      Object.assign(secret, { lastRotated: daysAgo(31), pending: "v9", refusal: answer }, change);
      const execution = await start();
      assert.equal(execution.end?.error, "RotationTimedOut");
      assert.deepEqual(made.payloads, []);
      const said = answer === undefined ? "started" : answer.cause;
      assert.ok(
        String(made.messages[0]?.Message).includes(
          `\nCause: ${secretName} is not rotated 300 s after the request: ${said}; AWSPENDING is stuck. Once its rotation works: ` +
            "aws secretsmanager update-secret-version-stage --region eu-central-1 --version-stage AWSPENDING " +
            `--secret-id ${secretName} --remove-from-version-id v9\n`,
        ),
        String(made.messages[0]?.Message),
      );
    });
  }

  it("gives up on a rotation that leaves no trace after thirty polls, before the task", async () => {
    const { made, secret, daysAgo, start } = world();
    Object.assign(secret, { lastRotated: daysAgo(400) });
    const execution = await start();
    assert.equal(execution.end?.error, "RotationTimedOut");
    assert.equal(entered(execution).filter((state) => state === "Wait for db").length, 30);
    assert.deepEqual(made.payloads, []);
    assert.match(
      String(made.messages[0]?.Message),
      /State: Check db\n.*\nCause: shop\/test\/carts\/db is not rotated 300 s after the request: started\n/,
    );
  });

  it("fails closed when the task role is another, before anything is rotated", async () => {
    const { made, secret, daysAgo, start } = world();
    Object.assign(secret, { lastRotated: daysAgo(400) });
    made.identity = (role) => `${role}2`;
    const execution = await start();
    assert.equal(execution.end?.error, "IdentityMismatch");
    assert.deepEqual([made.rotations, made.payloads], [[], []]);
    assert.equal(made.messages.length, 1);
  });

  it("fails closed when the role chain is cut, after three more tries", async () => {
    const { made, start } = world();
    made.cut.add(carts.taskRole.name);
    const execution = await start();
    assert.equal(execution.end?.error, "States.TaskFailed");
    assert.equal(causeOf(execution).state, "Verify role");
    assert.equal(execution.events.filter(({ type }) => type === "TaskFailed").length, 4);
    assert.deepEqual(made.payloads, []);
    assert.match(String(made.messages[0]?.Message), /Cause: not authorized to assume shop-test_carts_task/);
  });

  it("publishes one message that says what failed, why, where and what to run, and fails with the task's error", async () => {
    const { made, start } = world();
    made.work.carts = { error: { error: "OutOfStock", cause: "no\nétoile" } };
    const parent = `${names.parent.executionPrefix}run-1`;
    const execution = await start({ AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: parent });
    assert.deepEqual([execution.end?.status, execution.end?.error], ["FAILED", "OutOfStock"]);
    assert.match(execution.end?.cause ?? "", /^\[notified\] \{/);
    assert.deepEqual(causeOf(execution), {
      app: "carts",
      state: "Run task",
      error: "OutOfStock",
      cause: "no\nétoile",
      execution: execution.arn,
      notified: true,
    });
    const inputOf = (arn: string) =>
      `"$(aws stepfunctions describe-execution --region eu-central-1 --query input --output text --execution-arn ${arn})"`;
    assert.deepEqual(made.messages, [
      {
        TopicArn: names.failureTopic.arn,
        Subject: "[shop/test] carts failed: OutOfStock",
        Message: [
          "App: carts",
          "Environment: shop/test",
          "State: Run task",
          "Error: OutOfStock",
          "Cause: no\nétoile",
          `Execution: ${execution.arn}`,
          `Console: https://eu-central-1.console.aws.amazon.com/states/home?region=eu-central-1#/v2/executions/details/${execution.arn}`,
          `Version: ${carts.machine.arn}:7`,
          `Parent: ${parent}`,
          `Next: aws stepfunctions get-execution-history --region eu-central-1 --reverse-order --max-items 10 --execution-arn ${execution.arn}`,
          `Then run again: aws stepfunctions start-execution --region eu-central-1 --state-machine-arn ${names.parent.aliasArn} --input ${inputOf(parent)}`,
          'Or, if it is the version: npm run -s rollback -- --stack test --app carts --to <version> --why "<reason>"',
        ].join("\n"),
        MessageAttributes: {
          environment: { DataType: "String", StringValue: "shop/test" },
          app: { DataType: "String", StringValue: "carts" },
          error: { DataType: "String", StringValue: "OutOfStock" },
        },
      },
    ]);
  });

  for (const [language, cause] of [
    ["Node", '{"errorType":"OutOfStock","errorMessage":"no \\"stars\\" left","trace":["OutOfStock: no"]}'],
    ["Python", '{"errorMessage": "no \\"stars\\" left", "errorType": "OutOfStock", "stackTrace": []}'],
    ["a cut", '{"errorType":"OutOfStock","errorMessage":"no \\"stars\\" left","trace":["OutOf'],
  ] as const) {
    it(`tells the sentence of a function's error and not its stack (${language})`, async () => {
      const made = new World(shop);
      made.work.carts = { error: { error: "OutOfStock", cause } };
      await made.release();
      assert.match(String(made.messages[0]?.Message), /\nCause: no \\"stars\\" left\nExecution: /);
    });
  }

  it("fails without the mark when the message could not be published, and says why", async () => {
    const { made, start } = world();
    made.work.carts = { error: { error: "OutOfStock", cause: "none" } };
    made.mute.add("*");
    const execution = await start();
    assert.equal(execution.end?.error, "OutOfStock");
    assert.match(execution.end?.cause ?? "", /^\{/);
    assert.equal(causeOf(execution).notified, "SNS.NotFoundException");
  });

  it("keeps subject and cause within the limits of SNS and Step Functions, however large or strange they are", async () => {
    const { made, start } = world();
    made.work.carts = { error: { error: "Ünglaublich\n".repeat(40), cause: '"\\\u0000'.repeat(10_000) } };
    const execution = await start();
    assert.equal(execution.end?.status, "FAILED");
    assert.ok((execution.end?.cause ?? "").length <= 14_000, `${execution.end?.cause?.length}`);
    assert.match(String(made.messages[0]?.Subject), /^[ -~]{1,99}$/);
    assert.equal(causeOf(execution).app, "carts");
  });

  it("fails when the context would outgrow a state's output", async () => {
    const { made, start } = world();
    made.work.carts = { result: "é".repeat(60_000) };
    const execution = await start({ context: { catalog: "é".repeat(60_000) } });
    assert.equal(execution.end?.error, "States.QueryEvaluationError");
    assert.match(String(made.messages[0]?.Message), /Context and result exceed 250000 bytes/);
  });

  it("times out a task that takes too long, and says so", async () => {
    const made = new World(shop);
    made.work.orders = { seconds: 61 };
    const execution = await made.start(names.app("orders").machine.aliasArn, {});
    assert.equal(execution.end?.error, "States.Timeout");
    assert.equal(made.messages.length, 1);
    assert.match(String(made.messages[0]?.Message), /\nCause: none given\n/);
  });

  it("hands on any JSON as it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async (value) => {
        const result = JSON.parse(JSON.stringify(value));
        const { made, start } = world();
        made.work.carts = { result };
        assert.deepEqual(output(await start({ context: { before: result } })), {
          context: { before: result, carts: result },
        });
      }),
      { numRuns: 200 },
    );
  });

  it("accepts an input without a context, and refuses one that is not an object", async () => {
    const { start } = world();
    assert.deepEqual(output(await start({})), { context: { carts: { done: "carts" } } });
    for (const context of [[1], "x", 7]) {
      const { made, start: startOther } = world();
      const execution = await startOther({ context });
      assert.equal(execution.end?.error, "States.QueryEvaluationError", JSON.stringify(context));
      assert.deepEqual([made.payloads, made.messages.length], [[], 1]);
    }
  });

  it("retries what may be repeated, and never the task for an error of its own", async () => {
    const { made, start } = world();
    made.work.carts = { error: { error: "OutOfStock", cause: "none" } };
    await start();
    assert.equal(made.payloads.length, 1);
  });

  it("rotates each due secret of several, and only those", async () => {
    const blueprint = blueprintOf({ a: { task: lambda("a"), secrets: { x: {}, y: {}, z: {} } } });
    const made = new World(blueprint);
    for (const name of ["x", "z"]) {
      Object.assign(made.secrets[names.app("a").secret(name).name] ?? {}, { lastRotated: 0, rotationSeconds: 2 });
    }
    const execution = await made.start(names.app("a").machine.aliasArn, {});
    assert.equal(execution.end?.status, "SUCCEEDED");
    assert.deepEqual(
      made.rotations,
      ["x", "z"].map((name) => names.app("a").secret(name).name),
    );
  });
});

describe("rollback workflow", () => {
  it("runs its task under the same role, with the action rollback", async () => {
    const made = new World(shop);
    const execution = await made.start(carts.rollback.aliasArn, { context: { carts: { id: 1 } } });
    assert.equal(execution.end?.status, "SUCCEEDED");
    assert.deepEqual(made.payloads, [
      {
        app: "carts",
        environment: "test",
        action: "rollback",
        context: { carts: { id: 1 } },
        execution: execution.arn,
      },
    ]);
  });
});
