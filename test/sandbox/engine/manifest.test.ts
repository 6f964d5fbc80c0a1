import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { inspect, writeManifest } from "../../../sandbox/engine/tools/manifest";
import { withFolder } from "../../helpers/with-folder";

const ABOUT = { what: "pulumi", version: "1.0.0", source: "build" } as const;

async function withEntry(work: (dir: string, file: string) => Promise<void>): Promise<void> {
  await withFolder(async (dir) => {
    const file = path.join(dir, "bin", "pulumi");
    await fs.mkdir(path.dirname(file));
    await fs.writeFile(file, "program");
    await fs.writeFile(path.join(dir, "readme"), "");
    await writeManifest(dir, ABOUT);
    await work(dir, file);
  });
}

describe("the record of a cache entry", () => {
  it("is missing where there is none", async () => {
    await withFolder(async (dir) => assert.deepEqual(await inspect(dir, "full"), { state: "missing" }));
  });

  it("is sound when nothing changed, and returns what was recorded", async () => {
    await withEntry(async (dir) => {
      for (const depth of ["quick", "full"] as const) {
        const inspection = await inspect(dir, depth);
        assert.equal(inspection.state, "sound");
        const { files, ...about } = inspection.state === "sound" ? inspection.manifest : { files: {} };
        assert.deepEqual(about, ABOUT);
        assert.deepEqual(Object.keys(files), ["bin/pulumi", "readme"]);
      }
    });
  });

  const changed = { state: "changed", files: ["bin/pulumi"] };

  it("detects changed content of the same size and time in a full check only", async () => {
    await withEntry(async (dir, file) => {
      const { atime, mtime } = await fs.stat(file);
      await fs.writeFile(file, "PROGRAM");
      await fs.utimes(file, atime, mtime);
      assert.deepEqual(await inspect(dir, "full"), changed);
    });
  });

  it("is sound in a copy of the entry, whose files have other times", async () => {
    await withEntry(async (dir, file) => {
      await fs.utimes(file, new Date(0), new Date(0));
      for (const depth of ["quick", "full"] as const) {
        assert.equal((await inspect(dir, depth)).state, "sound");
      }
    });
  });

  it("detects other content of the same size in a quick check, where the time differs", async () => {
    await withEntry(async (dir, file) => {
      await fs.writeFile(file, "PROGRAM");
      await fs.utimes(file, new Date(0), new Date(0));
      assert.deepEqual(await inspect(dir, "quick"), changed);
    });
  });

  it("detects a file that was written to in a quick check", async () => {
    await withEntry(async (dir, file) => {
      await fs.writeFile(file, "another program");
      assert.deepEqual(await inspect(dir, "quick"), changed);
    });
  });

  it("detects a removed file, an added file and an unreadable record", async () => {
    await withEntry(async (dir, file) => {
      await fs.rm(file);
      assert.deepEqual(await inspect(dir, "quick"), changed);
    });
    await withEntry(async (dir) => {
      await fs.writeFile(path.join(dir, "bin", "pulumi-language-nodejs"), "");
      assert.deepEqual(await inspect(dir, "quick"), { state: "changed", files: ["bin/pulumi-language-nodejs"] });
    });
    for (const spoiled of ["{", "{}", '{"files": []}']) {
      await withEntry(async (dir) => {
        await fs.writeFile(path.join(dir, "manifest.json"), spoiled);
        assert.deepEqual(await inspect(dir, "quick"), { state: "changed", files: ["manifest.json"] });
      });
    }
  });
});
