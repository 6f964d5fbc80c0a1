import assert from "node:assert/strict";
import fc from "fast-check";
import { type RotationEvent, type RotationTools, rotate } from "../../../../components/secrets/lambda/rotate";
import { type Change, TARGETS } from "../../../../components/secrets/lambda/targets";
import { Cut, FakeSecret } from "./fake-secret";

const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

/** Values are numbered, so that a test sees which one is where; each call makes another. */
function toolsOf(secret: FakeSecret, targets: RotationTools["targets"] = TARGETS): RotationTools {
  let count = 0;
  return { client: secret, targets, generate: () => `${++count}`.padStart(40, "v") };
}

const event = (secret: FakeSecret, token: string, Step: RotationEvent["Step"]) => ({
  SecretId: secret.arn,
  ClientRequestToken: token,
  Step,
});

async function run(secret: FakeSecret, token: string, tools: RotationTools): Promise<void> {
  for (const step of STEPS) {
    await rotate(event(secret, token, step), tools);
  }
}

describe("rotation", () => {
  it("gives an empty secret its first value", async () => {
    const secret = new FakeSecret();
    secret.begin("one");
    await run(secret, "one", toolsOf(secret));
    assert.equal(secret.current, "one");
    assert.equal(secret.versions.get("one")?.value, "1".padStart(40, "v"));
    assert.equal(secret.idOf("AWSPREVIOUS"), undefined);
  });

  it("replaces a value and keeps the one before", async () => {
    const secret = new FakeSecret();
    const tools = toolsOf(secret);
    for (const token of ["one", "two"]) {
      secret.begin(token);
      await run(secret, token, tools);
    }
    assert.equal(secret.current, "two");
    assert.equal(secret.idOf("AWSPREVIOUS"), "one");
    assert.notEqual(secret.versions.get("two")?.value, secret.versions.get("one")?.value);
  });

  it("has the same result when every step is repeated", async () => {
    const secret = new FakeSecret();
    secret.begin("one");
    const tools = toolsOf(secret);
    for (const step of STEPS) {
      await rotate(event(secret, "one", step), tools);
      const value = secret.versions.get("one")?.value;
      assert.equal(
        await rotate(event(secret, "one", step), tools),
        ["createSecret", "finishSecret"].includes(step) ? "already done" : "done",
      );
      assert.equal(secret.versions.get("one")?.value, value, "the value of a version never changes");
    }
    assert.equal(secret.calls.filter((call) => call === "PutSecretValue").length, 1);
  });

  it("is repaired by a retry wherever a response is lost", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 14 }), async (cutAt) => {
        const secret = new FakeSecret();
        const tools = toolsOf(secret);
        secret.begin("one");
        await run(secret, "one", tools);
        secret.begin("two");
        secret.calls.length = 0;
        secret.cutAt = cutAt;
        for (const step of STEPS) {
          await rotate(event(secret, "two", step), tools).catch(async (error: unknown) => {
            if (!(error instanceof Cut)) {
              throw error;
            }
            await rotate(event(secret, "two", step), tools);
          });
        }
        assert.equal(secret.current, "two");
        assert.equal(secret.idOf("AWSPREVIOUS"), "one");
        assert.equal(secret.calls.filter((call) => call === "PutSecretValue").length, 1);
      }),
    );
  });

  it("refuses a version that is not being rotated in, and a secret that does not rotate", async () => {
    const secret = new FakeSecret();
    await assert.rejects(
      rotate(event(secret, "other", "createSecret"), toolsOf(secret)),
      /version other is not pending/,
    );
    secret.begin("one");
    secret.rotationEnabled = false;
    await assert.rejects(rotate(event(secret, "one", "createSecret"), toolsOf(secret)), /rotation is not enabled/);
    assert.equal(secret.calls.includes("PutSecretValue"), false);
  });

  it("refuses an unknown step before any call", async () => {
    const secret = new FakeSecret();
    const step = "dropSecret" as RotationEvent["Step"];
    await assert.rejects(
      rotate(event(secret, "one", step), toolsOf(secret)),
      /"dropSecret" must be one of createSecret/,
    );
    assert.deepEqual(secret.calls, []);
  });

  it("does not test a value that was never created", async () => {
    const secret = new FakeSecret();
    secret.begin("one");
    await assert.rejects(rotate(event(secret, "one", "testSecret"), toolsOf(secret)), /version one has no value yet/);
  });

  it("passes old and new value to the target that the tag names", async () => {
    const secret = new FakeSecret();
    secret.tags = [{ Key: "rotation-target", Value: "database" }];
    const seen: [string, Change][] = [];
    const database = {
      set: async (change: Change) => void seen.push(["set", change]),
      test: async (change: Change) => void seen.push(["test", change]),
    };
    const tools = toolsOf(secret, { database });
    for (const token of ["one", "two"]) {
      secret.begin(token);
      await run(secret, token, tools);
    }
    const value = (token: string) => secret.versions.get(token)?.value;
    const first = { secretArn: secret.arn, pending: value("one") };
    const second = { secretArn: secret.arn, pending: value("two"), current: value("one") };
    assert.deepEqual(seen, [
      ["set", first],
      ["test", first],
      ["set", second],
      ["test", second],
    ]);
  });

  it("does not finish a rotation that its target rejects, and names an unknown target", async () => {
    const secret = new FakeSecret();
    secret.tags = [{ Key: "rotation-target", Value: "database" }];
    secret.begin("one");
    const broken = { set: async () => {}, test: async () => Promise.reject(new Error("login refused")) };
    await assert.rejects(run(secret, "one", toolsOf(secret, { database: broken })), /login refused/);
    assert.equal(secret.current, undefined);
    await assert.rejects(
      rotate(event(secret, "one", "setSecret"), toolsOf(secret)),
      /rotation-target="database" must be one of value/,
    );
  });
});

describe("target of plain values", () => {
  const { value } = TARGETS;
  const change = { secretArn: "arn", pending: "p".repeat(40) };

  it("accepts a complete new value", async () => void (await value?.test(change)));

  it("rejects a shortened or an old value without repeating it", async () => {
    await assert.rejects(
      async () => value?.test({ ...change, pending: "short-one" }),
      (error: Error) => {
        assert.match(error.message, /9 characters, fewer than 40/);
        return !error.message.includes("short-one");
      },
    );
    await assert.rejects(async () => value?.test({ ...change, current: change.pending }), /is the current one/);
  });
});
