import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { released, sectionOf } from "../../../ci/release/changelog";

const ROOT = join(__dirname, "..", "..", "..");
const CHANGELOG = "# Changelog\n\nIntro.\n\n## Unreleased\n\n- New.\n\n## 0.1.0\n\n- First.\n- Second.\n";

describe("the changelog", () => {
  it("has a section for each version", () => {
    assert.equal(sectionOf(CHANGELOG), "- New.");
    assert.equal(sectionOf(CHANGELOG, "0.1.0"), "- First.\n- Second.");
    assert.equal(sectionOf(CHANGELOG, "0.1"), undefined);
  });

  it("gives what is unreleased to the version that is released", () => {
    const after = released(CHANGELOG, "0.2.0", "2026-11-27");
    assert.equal(sectionOf(after), "");
    assert.equal(sectionOf(after, "0.2.0"), "- New.");
    assert.ok(after.includes("## 0.2.0 (2026-11-27)\n"));
    assert.equal(sectionOf(after, "0.1.0"), "- First.\n- Second.");
  });

  it("refuses a version that is there already, and a release of nothing", () => {
    assert.throws(
      () => released(CHANGELOG, "0.1.0", "2026-11-27"),
      /has 0\.1\.0 already\. fix: choose the next version/,
    );
    const empty = released(CHANGELOG, "0.2.0", "2026-11-27");
    assert.throws(() => released(empty, "0.3.0", "2026-11-28"), /nothing under "## Unreleased"\. fix: describe/);
  });

  it("of this repository has the version of both packages", async () => {
    const changelog = await readFile(join(ROOT, "CHANGELOG.md"), "utf8");
    for (const folder of [".", "policies"]) {
      const { version } = JSON.parse(await readFile(join(ROOT, folder, "package.json"), "utf8"));
      assert.notEqual(sectionOf(changelog, version) ?? "", "", folder);
    }
  });
});
