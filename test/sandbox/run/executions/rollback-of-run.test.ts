import assert from "node:assert/strict";
import { rollbackOfRunArn, rollbackResults } from "../../../../sandbox/run/executions/rollback-of-run";

const machine = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;

describe("rollback of a run, as the sandbox reads it", () => {
  it("is the machine next to the parent", () => {
    assert.equal(
      rollbackOfRunArn({ name: "retail-sandbox", arn: machine("retail-sandbox") }),
      machine("retail-sandbox_rollback_run"),
    );
  });

  it("has a name that AWS allows, for a parent with the longest name", () => {
    const name = "p".repeat(80);
    assert.equal(rollbackOfRunArn({ name, arn: machine(name) }).length, machine(name).length);
  });

  it("returns the results in the order of the output", () => {
    const rollbacks = [
      { app: "ui", status: "not released" },
      { app: "carts", status: "rolled back" },
    ];
    assert.deepEqual(rollbackResults(JSON.stringify({ rollbacks })), rollbacks);
  });

  it("returns nothing of an execution without an output, and refuses another output", () => {
    assert.deepEqual(rollbackResults(undefined), []);
    assert.throws(() => rollbackResults('{"context":{}}'), /no member "rollbacks" in its output: \{"context":\{\}\}/);
  });
});
