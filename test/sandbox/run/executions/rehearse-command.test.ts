import assert from "node:assert/strict";
import { type RehearsedRow, rehearsedRows, rehearsedTable } from "../../../../sandbox/run/executions/rehearse-command";

const proven: RehearsedRow = {
  app: "carts",
  chain: "m -> t",
  verdict: "proven",
  permissions: { simulated: 7, denied: [] },
};

describe("the rehearse command, as the sandbox reads it", () => {
  it("prints rows as JSON, or nothing", () => {
    assert.deepEqual(rehearsedRows(JSON.stringify({ rows: [proven] })), [proven]);
    assert.deepEqual(rehearsedRows("\n"), []);
  });

  it("is shown with its permissions and the error of what is broken", () => {
    const broken: RehearsedRow = { app: "ui", chain: "m -> t", verdict: "broken", error: "IdentityMismatch" };
    assert.deepEqual(rehearsedTable([proven, broken]), [
      ["carts", "m -> t", "7 simulated, 0 denied", "proven"],
      ["ui", "m -> t", "not simulated", "broken (IdentityMismatch)"],
    ]);
  });
});
