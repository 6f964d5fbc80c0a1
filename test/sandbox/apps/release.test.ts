import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { handler } from "../../../sandbox/apps/release";

const request = (app: string) => ({ app, environment: "e", action: "release" as const, context: {}, execution: "x" });

describe("sandbox/apps/release", () => {
  beforeEach(() => {
    process.env.FAILURES = JSON.stringify({ orders: "out of stock" });
    process.env.WORK = JSON.stringify({});
  });
  afterEach(() => {
    delete process.env.FAILURES;
    delete process.env.WORK;
  });

  it("fails with the sentence of the app that is broken on purpose", async () =>
    assert.rejects(handler(request("orders")), { message: "out of stock" }));

  it("finds no setting of its own for an app whose name every record inherits", async () =>
    assert.rejects(handler(request("constructor")), {
      message: "this function does not know the app constructor",
    }));
});
