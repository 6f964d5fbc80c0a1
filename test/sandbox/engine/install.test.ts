import assert from "node:assert/strict";
import { fork } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { createProgress } from "../../../sandbox/engine/plain/progress.cjs";
import { installed } from "../../../sandbox/engine/tools/install";
import { withFolder } from "../../helpers/with-folder";

const context = { progress: createProgress() };

/** An entry is sound when its file `done` says so. */
const check = async (dir: string) =>
  (await fs.readFile(path.join(dir, "done"), "utf8").catch(() => "")) === "sound" ? dir : undefined;

describe("making a cache entry", () => {
  it("creates it once and then does not change it", async () => {
    await withFolder(async (folder) => {
      const dir = path.join(folder, "entry");
      let builds = 0;
      const build = async (draft: string) => {
        builds += 1;
        assert.notEqual(draft, dir);
        await fs.writeFile(path.join(draft, "done"), "sound");
      };
      const args = { what: "entry", dir, check, build };
      assert.equal(await installed(args, context), dir);
      assert.equal(await installed(args, context), dir);
      assert.equal(builds, 1);
      assert.deepEqual(await fs.readdir(folder), ["entry"]);
    });
  });

  it("replaces an entry that is not sound", async () => {
    await withFolder(async (folder) => {
      const dir = path.join(folder, "entry");
      await fs.mkdir(dir);
      await fs.writeFile(path.join(dir, "done"), "spoiled");
      await fs.writeFile(path.join(dir, "leftover"), "");
      await fs.mkdir(path.join(folder, "entry.draft-ofAKilledProcess"));
      const build = (draft: string) => fs.writeFile(path.join(draft, "done"), "sound");
      await installed({ what: "entry", dir, check, build }, context);
      assert.deepEqual(await fs.readdir(dir), ["done"]);
      assert.deepEqual(await fs.readdir(folder), ["entry"]);
    });
  });

  it("leaves the old entry and no partial one after a build that fails, is unsound or is interrupted", async () => {
    await withFolder(async (folder) => {
      const dir = path.join(folder, "entry");
      await fs.mkdir(dir);
      await fs.writeFile(path.join(dir, "done"), "old");
      const half = (draft: string) => fs.writeFile(path.join(draft, "half"), "");
      const fail = async (draft: string) => {
        await half(draft);
        throw new Error("no compiler");
      };
      await assert.rejects(installed({ what: "entry", dir, check, build: fail }, context), /no compiler/);
      const stop = new AbortController();
      const interrupted = async (draft: string) => {
        await half(draft);
        stop.abort(new Error("Ctrl-C"));
      };
      const stopping = { ...context, signal: stop.signal };
      await assert.rejects(installed({ what: "entry", dir, check, build: interrupted }, stopping), /Ctrl-C/);
      assert.equal(await fs.readFile(path.join(dir, "done"), "utf8"), "old");
      assert.deepEqual(await fs.readdir(folder), ["entry"]);
      await assert.rejects(installed({ what: "the entry", dir, check, build: half }, context), /the entry.*not sound/);
    });
  });

  it("is done once when several processes need it at the same time", async function () {
    this.timeout(30_000);
    await withFolder(async (folder) => {
      const script = path.join(__dirname, "fixtures", "install-entry.ts");
      const codes = await Promise.all(
        [1, 2, 3, 4].map(
          () =>
            new Promise((resolve) => {
              fork(script, [folder], { execArgv: ["-r", "ts-node/register/transpile-only"] }).on("exit", resolve);
            }),
        ),
      );
      assert.deepEqual(codes, [0, 0, 0, 0]);
      assert.equal((await fs.readFile(path.join(folder, "builds"), "utf8")).length, 1);
      assert.deepEqual((await fs.readdir(folder)).sort(), ["builds", "entry"]);
    });
  });
});
