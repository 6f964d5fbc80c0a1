import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { renderComment } from "../../../ci/comment/markdown";
import { RECORDINGS, summaryOf } from "./recordings";

// The comment of each recording as a file, to be looked at: GitHub shows it as it shows the comment. UPDATE_RENDERED=1 writes them anew.

const context = {
  environments: ["dev"],
  commit: "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d",
  runUrl: "https://github.com/example/platform/actions/runs/1",
};

describe("comment of a recorded preview", () => {
  for (const name of RECORDINGS) {
    it(`is what test/fixtures/previews/${name}.md shows`, () => {
      const file = join(__dirname, "..", "..", "fixtures", "previews", `${name}.md`);
      const text = renderComment([summaryOf(name)], context);
      if (process.env.UPDATE_RENDERED === "1") {
        writeFileSync(file, text);
      }
      assert.equal(text, readFileSync(file, "utf8"));
    });
  }
});
