import assert from "node:assert/strict";
import { Cleanup } from "../../../sandbox/run/cleanup";

describe("cleanup", () => {
  it("runs last first, goes on after a failure, and runs nothing twice", async () => {
    const done: string[] = [];
    const cleanup = new Cleanup();
    cleanup.add("first", async () => void done.push("first"));
    cleanup.add("second", async () => {
      throw new Error("stuck");
    });
    cleanup.add("third", async () => void done.push("third"));
    assert.deepEqual(await cleanup.run(), ["second: stuck"]);
    assert.deepEqual(await cleanup.run(), []);
    assert.deepEqual(done, ["third", "first"]);
  });
});
