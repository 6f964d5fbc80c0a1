import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { searchPath } from "../../../sandbox/engine/tools/path-cli";
import { withFolder } from "../../helpers/with-folder";
import { writeScript } from "./temporary";

/** PATH with a folder of the test in front, where the stand-in for the CLI lies. */
const envOf = (...folders: string[]) => ({ PATH: [...folders, "/usr/bin", "/bin"].join(":") });

/** A home folder without an installation. */
const NO_HOME = "/nonexistent";

describe("an installed Pulumi CLI", () => {
  it("is found where Pulumi's installer puts it, after PATH", async () => {
    await withFolder(async (home) => {
      const installed = path.join(home, ".pulumi", "bin", "pulumi");
      await writeScript(installed, "echo v3.258.0");
      const bin = path.join(home, "bin");
      const fileFound = async () => {
        const search = await searchPath(envOf(bin), undefined, home);
        return search.state === "found" ? search.cli.file : search.reason;
      };
      assert.equal(await fileFound(), installed);
      await writeScript(path.join(bin, "pulumi"), "echo v3.240.0");
      assert.equal(await fileFound(), path.join(bin, "pulumi"));
    });
  });

  it("is used when its version fits, with whether a language host is next to it", async () => {
    await withFolder(async (folder) => {
      const file = path.join(folder, "pulumi");
      await writeScript(file, "echo v3.230.1");
      assert.deepEqual(await searchPath(envOf(folder), undefined, NO_HOME), {
        state: "found",
        cli: { version: "3.230.1", file, hasLanguageHost: false },
      });
      await writeScript(path.join(folder, "pulumi-language-nodejs"));
      assert.deepEqual(await searchPath(envOf(folder), undefined, NO_HOME), {
        state: "found",
        cli: { version: "3.230.1", file, hasLanguageHost: true },
      });
    });
  });

  it("has the language host next to the target of a link on PATH", async () => {
    await withFolder(async (folder) => {
      const kept = path.join(folder, "cellar");
      await writeScript(path.join(kept, "pulumi"), "echo 3.258.0");
      await writeScript(path.join(kept, "pulumi-language-nodejs"));
      const bin = path.join(folder, "bin");
      await fs.mkdir(bin);
      await fs.symlink(path.join(kept, "pulumi"), path.join(bin, "pulumi"));
      const search = await searchPath(envOf(bin), undefined, NO_HOME);
      assert.deepEqual(search.state === "found" && search.cli, {
        version: "3.258.0",
        file: path.join(bin, "pulumi"),
        hasLanguageHost: true,
      });
    });
  });

  const unfit: readonly [string, readonly string[], RegExp][] = [
    ["is too old", ["echo v3.100.0"], /pulumi is v3\.100\.0, outside >=3\.220\.0 <4$/],
    ["fails", ["echo v3.258.0; exit 3"], /pulumi does not answer "pulumi version"$/],
    ["says something else", ["echo hello"], /pulumi does not answer "pulumi version"$/],
  ];
  for (const [what, lines, reason] of unfit) {
    it(`is not used when it ${what}, and reports the reason`, async () => {
      await withFolder(async (folder) => {
        await writeScript(path.join(folder, "pulumi"), ...lines);
        const search = await searchPath(envOf(folder), undefined, NO_HOME);
        assert.match(search.state === "unfit" ? search.reason : "found", reason);
      });
    });
  }

  it("is neither a folder nor a file that is not executable", async () => {
    await withFolder(async (folder) => {
      await fs.mkdir(path.join(folder, "a", "pulumi"), { recursive: true });
      await fs.mkdir(path.join(folder, "b"));
      await fs.writeFile(path.join(folder, "b", "pulumi"), "#!/bin/sh\necho 3.258.0\n", { mode: 0o644 });
      const search = await searchPath(
        { PATH: [path.join(folder, "a"), path.join(folder, "b"), ""].join(":") },
        undefined,
        NO_HOME,
      );
      assert.deepEqual(search, { state: "unfit", reason: "no pulumi is on PATH or in ~/.pulumi/bin" });
    });
  });
});
