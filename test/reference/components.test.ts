import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

describe("reference of the components", function () {
  this.timeout(240_000);

  it("is generated from the comments without a broken link", () => {
    const { status, stdout, stderr } = spawnSync("npx", ["typedoc", "--emit", "none"], { encoding: "utf8" });
    assert.equal(status, 0, `${stdout}${stderr}`);
  });
});
