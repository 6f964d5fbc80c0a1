import assert from "node:assert/strict";
import { messageLine } from "../../../../sandbox/run/executions/inbox";

describe("a failure message, as the sandbox reads it", () => {
  const body = "App: ui\nError: ReleaseFailed\nCause: no: really\nNext: aws stepfunctions x";

  it("has its lines by label, with colons in the text", () => {
    assert.equal(messageLine({ body }, "App"), "ui");
    assert.equal(messageLine({ body }, "Cause"), "no: really");
  });

  it("has no line of another label, nor of a word inside a line", () => {
    assert.equal(messageLine({ body }, "Rolled back"), undefined);
    assert.equal(messageLine({ body }, "no"), undefined);
  });
});
