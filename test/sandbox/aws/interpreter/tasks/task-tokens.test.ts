import assert from "node:assert/strict";
import { TaskTokens } from "../../../../../sandbox/aws/interpreter/tasks/task-tokens";

describe("task tokens", () => {
  const unknown = Buffer.alloc(96, 7).toString("base64");

  it("are settled once; later calls find the task over", async () => {
    const tokens = new TaskTokens();
    const task = tokens.open();
    tokens.succeed(task.token, '{"a":1}');
    assert.deepEqual(await task.result, { a: 1 });
    for (const late of [
      () => tokens.succeed(task.token, "1"),
      () => tokens.fail(task.token),
      () => tokens.heartbeat(task.token),
    ]) {
      assert.throws(late, { code: "TaskTimedOut" });
    }
  });

  it("carry a failure's error and cause", async () => {
    const tokens = new TaskTokens();
    const task = tokens.open();
    tokens.fail(task.token, "Mine", "why");
    await assert.rejects(task.result, { error: "Mine", reason: "why" });
  });

  it("an output that is not JSON leaves the task waiting", async () => {
    const tokens = new TaskTokens();
    const task = tokens.open();
    assert.throws(() => tokens.succeed(task.token, "{"), { code: "InvalidOutput" });
    tokens.succeed(task.token, "2");
    assert.equal(await task.result, 2);
  });

  it("distinguish an unknown token from an invalid one", () => {
    const tokens = new TaskTokens();
    assert.throws(() => tokens.succeed(unknown, "1"), { code: "TaskDoesNotExist" });
    assert.throws(() => tokens.heartbeat("no token!"), { code: "InvalidToken" });
  });

  it("pass heartbeats on, and none after closing", () => {
    const tokens = new TaskTokens();
    const task = tokens.open();
    let beats = 0;
    task.onHeartbeat = () => {
      beats += 1;
    };
    tokens.heartbeat(task.token);
    task.close();
    assert.throws(() => tokens.heartbeat(task.token), { code: "TaskTimedOut" });
    assert.equal(beats, 1);
  });
});
