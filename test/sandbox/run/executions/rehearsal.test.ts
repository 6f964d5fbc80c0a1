import assert from "node:assert/strict";
import { refusalIn, rehearsalRows } from "../../../../sandbox/run/executions/rehearsal";

const FAILED_UP = `code: 1
 stdout: Updating (sandbox):
 ~  aws:sfn:Alias shop-ui updating error: before hook failed: Rehearsal: the alias of shop-ui stays where it is.
Diagnostics:
  aws:sfn:Alias (shop-ui):
    error: before hook "rehearse-before-traffic" failed: Rehearsal: the alias of shop-ui stays where it is.
      APP  ROLE  CHAIN   VERDICT  ERROR
      ui   none  a -> b  broken   States.TaskFailed: no

  pulumi:pulumi:Stack (app-of-apps-sandbox):
    error: update failed
`;

describe("rehearsal of the sandbox", () => {
  it("is shown as the stack puts it out", () => {
    assert.deepEqual(rehearsalRows({ rehearsal: [{ app: "ui", chain: "a -> b", verdict: "proven" }] }), [
      ["ui", "a -> b", "proven"],
    ]);
  });

  it("is found in what a refused up says, once and without the engine's own words", () => {
    assert.equal(
      refusalIn(FAILED_UP),
      [
        "Rehearsal: the alias of shop-ui stays where it is.",
        "  APP  ROLE  CHAIN   VERDICT  ERROR",
        "  ui   none  a -> b  broken   States.TaskFailed: no",
      ].join("\n"),
    );
  });

  it("is not found where an up failed for another reason", () => {
    assert.equal(refusalIn("Diagnostics:\n  aws:sns:Topic (x):\n    error: no\n"), undefined);
    assert.equal(refusalIn(""), undefined);
  });
});
