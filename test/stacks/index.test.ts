import assert from "node:assert/strict";
import entry from "../../stacks/index";
import { program } from "../../stacks/program";

describe("entry of the command line", () => {
  it("exports the program itself, which Pulumi calls", () => assert.equal(entry, program));
});
