import assert from "node:assert/strict";
import { isNamed, unlessNamed } from "../../../components/core/errors";

const named = (name: string) => Object.assign(new Error("no such thing"), { name });

describe("errors of an AWS SDK", () => {
  it("are told apart by their names", () => {
    assert.equal(isNamed(named("NoSuchKey"), "NoSuchBucket", "NoSuchKey"), true);
    assert.equal(isNamed(named("AccessDenied"), "NoSuchBucket", "NoSuchKey"), false);
    assert.equal(isNamed({ name: "NoSuchKey" }, "NoSuchKey"), false, "not an error");
  });

  it("stand for nothing found where they are the expected ones, and are thrown otherwise", async () => {
    assert.equal(await unlessNamed(Promise.resolve(7), "NoSuchKey"), 7);
    assert.equal(await unlessNamed(Promise.reject(named("NoSuchKey")), "NoSuchKey"), undefined);
    const denied = named("AccessDenied");
    await assert.rejects(unlessNamed(Promise.reject(denied), "NoSuchKey"), denied);
  });
});
