import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { parse } from "yaml";

const ROOT = join(__dirname, "../..");
const PROJECTS = ["", "test/ci/comment/program", "test/sandbox/engine/fixtures/cli-program"];

/** Where `main` is a folder, Pulumi runs the `exports` of the nearest package.json, which are the components. */
describe("the program of every Pulumi.yaml", () => {
  for (const project of PROJECTS) {
    it(`is a file in ${project || "the repository"}`, () => {
      const { main } = parse(readFileSync(join(ROOT, project, "Pulumi.yaml"), "utf8")) as { main: string };
      assert.ok(statSync(join(ROOT, project, main)).isFile(), main);
    });
  }

  it("is the stacks' in the repository", () => {
    const { main } = parse(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8")) as { main: string };
    assert.equal(main, "stacks/index.ts");
  });
});
