import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { ensurePackages, packagesState } from "../../../../sandbox/engine/plain/packages.cjs";
import { createProgress } from "../../../../sandbox/engine/plain/progress.cjs";
import { withFolder } from "../../../helpers/with-folder";
import { withVariables, writeScript } from "../temporary";

const progress = createProgress();
const lockOf = (packages: object) => JSON.stringify({ lockfileVersion: 3, packages });
const A = { version: "1.0.0", integrity: "sha512-a" };
const LOCK = lockOf({ "": {}, "node_modules/a": A, "node_modules/b": { version: "2.0.0", optional: true } });

/** A folder with a lock file and an npm that writes down its calls and installs as it is told. */
async function withProject(
  install: string,
  work: (folder: string, calls: () => Promise<string[]>) => Promise<void>,
): Promise<void> {
  await withFolder(async (base) => {
    const folder = path.join(base, "project");
    await fs.mkdir(folder);
    await fs.writeFile(path.join(folder, "package-lock.json"), LOCK);
    await writeScript(path.join(base, "bin", "npm"), `echo "$@" >> "${base}/calls"`, "mkdir -p node_modules", install);
    const calls = async () =>
      (await fs.readFile(path.join(base, "calls"), "utf8").catch(() => "")).split("\n").slice(0, -1);
    const variables = { PATH: `${path.join(base, "bin")}:${process.env.PATH}`, npm_execpath: undefined };
    await withVariables(variables, () => work(folder, calls));
  });
}

const recordOf = (folder: string) => path.join(folder, "node_modules", ".package-lock.json");

describe("packages of a folder", () => {
  it("are installed once, and again when the lock file changes", async () => {
    await withProject("exit 0", async (folder, calls) => {
      assert.equal(packagesState(folder).state, "missing");
      await ensurePackages(folder, { progress });
      assert.equal(packagesState(folder).state, "ready");
      await ensurePackages(folder, { progress });
      assert.deepEqual(await calls(), ["ci --no-audit --no-fund --loglevel=error"]);
      await fs.writeFile(path.join(folder, "package-lock.json"), `${LOCK} `);
      assert.equal(packagesState(folder).state, "outdated");
      await ensurePackages(folder, { progress });
      assert.equal((await calls()).length, 2);
    });
  });

  const records: readonly [string, string, string][] = [
    ["the same", lockOf({ "node_modules/a": A }), "unmarked"],
    ["another version", lockOf({ "node_modules/a": { ...A, version: "1.0.1" } }), "outdated"],
    ["other content", lockOf({ "node_modules/a": { ...A, integrity: "sha512-b" } }), "outdated"],
    ["one missing", lockOf({}), "outdated"],
    ["a record that cannot be read", "{", "outdated"],
  ];
  for (const [what, record, state] of records) {
    it(`installed with npm alone: ${what} is ${state}`, async () => {
      await withProject("exit 0", async (folder, calls) => {
        await fs.mkdir(path.join(folder, "node_modules"));
        await fs.writeFile(recordOf(folder), record);
        assert.equal(packagesState(folder).state, state);
        await ensurePackages(folder, { progress });
        assert.equal((await calls()).length, state === "unmarked" ? 0 : 1);
        assert.equal(packagesState(folder).state, "ready");
      });
    });
  }

  it("leave no partial node_modules when npm fails or is interrupted", async () => {
    await withProject("echo no such package >&2; exit 1", async (folder) => {
      await assert.rejects(ensurePackages(folder, { progress }), /npm ci .*: exit code 1\n {2}no such package/);
      assert.deepEqual(await fs.readdir(folder), [".sandbox", "package-lock.json"]);
    });
    await withProject("sleep 300", async (folder) => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(new Error("Ctrl-C")), 300);
      await assert.rejects(ensurePackages(folder, { progress, signal: stop.signal }), /Ctrl-C/);
      assert.deepEqual(await fs.readdir(folder), [".sandbox", "package-lock.json"]);
      assert.deepEqual(await fs.readdir(path.join(folder, ".sandbox")), []);
    });
  });

  it("are installed by one process at a time", async () => {
    await withProject("sleep 0.5", async (folder, calls) => {
      await Promise.all([1, 2, 3].map(() => ensurePackages(folder, { progress })));
      assert.equal((await calls()).length, 1);
    });
  });

  it("are not installed where there is no lock file", async () => {
    await withFolder(async (folder) => {
      assert.deepEqual(packagesState(folder), { state: "none" });
      await ensurePackages(folder, { progress });
      assert.deepEqual(await fs.readdir(folder), []);
    });
  });
});
