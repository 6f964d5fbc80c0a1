import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { createProgress } from "../../../sandbox/engine/plain/progress.cjs";
import { type CliSources, ensureCli } from "../../../sandbox/engine/tools/cli";
import { DownloadError } from "../../../sandbox/engine/tools/download";
import { MissingError } from "../../../sandbox/engine/tools/install";
import { ENGINE_VERSION } from "../../../sandbox/engine/tools/version";
import { withFolder } from "../../helpers/with-folder";
import { withVariables, writeScript } from "./temporary";

const programs = (draft: string, ...names: readonly string[]) =>
  Promise.all(names.map((name) => writeScript(path.join(draft, "bin", name), `echo v${ENGINE_VERSION}`)));

/** Sources that write down when they are asked; each can be put in place of. */
function sourcesWith(change: Partial<CliSources>): { sources: CliSources; asked: string[] } {
  const asked: string[] = [];
  const all: CliSources = {
    search: async () => ({ state: "unfit", reason: "no pulumi is on PATH" }),
    download: async (draft) => void (await programs(draft, "pulumi", "pulumi-language-nodejs")),
    build: async (draft) => void (await programs(draft, "pulumi")),
    ...change,
  };
  const sources: CliSources = {
    search: () => {
      asked.push("search");
      return all.search();
    },
    download: (draft, context) => {
      asked.push("download");
      return all.download(draft, context);
    },
    build: (draft, context) => {
      asked.push("build");
      return all.build(draft, context);
    },
  };
  return { sources, asked };
}

/** Runs with an empty cache and gives what was told. */
async function withCache(
  work: (ensure: (sources: CliSources) => ReturnType<typeof ensureCli>, root: string, notes: string[]) => Promise<void>,
): Promise<void> {
  await withFolder(async (root) => {
    const notes: string[] = [];
    const context = { progress: createProgress({ write: (line) => notes.push(line) }) };
    await withVariables({ APP_OF_APPS_CACHE: root }, async () => {
      await work((sources) => ensureCli(context, "full", sources, root), root, notes);
    });
  });
}

const noDownload = async () => {
  throw new DownloadError("the server cannot be reached");
};

describe("source of the Pulumi CLI", () => {
  it("is PATH when its version fits; nothing else is tried", async () => {
    await withCache(async (ensure, root) => {
      const file = path.join(root, "somewhere", "bin", "pulumi");
      const cli = { version: "3.230.0", file, hasLanguageHost: true };
      const { sources, asked } = sourcesWith({ search: async () => ({ state: "found", cli }) });
      assert.deepEqual(await ensure(sources), {
        version: "3.230.0",
        source: "path",
        root: path.join(root, "somewhere"),
        hasLanguageHost: true,
      });
      assert.deepEqual(asked, ["search"]);
    });
  });

  it("is PATH by a link when it is not in a folder called bin", async () => {
    await withCache(async (ensure, root) => {
      const file = path.join(root, "tools", "pulumi");
      await writeScript(file, "echo 3.230.0");
      const cli = { version: "3.230.0", file, hasLanguageHost: false };
      const { sources } = sourcesWith({ search: async () => ({ state: "found", cli }) });
      const first = await ensure(sources);
      assert.equal(await fs.realpath(path.join(first.root, "bin", "pulumi")), await fs.realpath(file));
      assert.deepEqual(await ensure(sources), first);
    });
  });

  it("is the download, with its language host, and then the cache", async () => {
    await withCache(async (ensure) => {
      const { sources, asked } = sourcesWith({});
      const cli = await ensure(sources);
      assert.deepEqual([cli.source, cli.version, cli.hasLanguageHost], ["download", ENGINE_VERSION, true]);
      assert.deepEqual(await ensure(sources), cli);
      assert.deepEqual(asked, ["search", "download", "search"]);
    });
  });

  it("is a build when there is no download; nothing of a partial download is left", async () => {
    await withCache(async (ensure, _root, notes) => {
      const half = async (draft: string) => {
        await programs(draft, "pulumi-language-nodejs");
        await fs.writeFile(path.join(draft, "archive.tar.gz"), "half");
        return await noDownload();
      };
      const { sources, asked } = sourcesWith({ download: half });
      const cli = await ensure(sources);
      assert.deepEqual([cli.source, cli.version, cli.hasLanguageHost], ["build", ENGINE_VERSION, false]);
      assert.deepEqual((await fs.readdir(cli.root)).sort(), ["bin", "manifest.json"]);
      assert.deepEqual(asked, ["search", "download", "build"]);
      assert.match(notes.join("\n"), /no download \(the server cannot be reached\); building it with Go/);
    });
  });

  it("is prepared again when the one in the cache was changed, and that is reported", async () => {
    await withCache(async (ensure, _root, notes) => {
      const { sources, asked } = sourcesWith({ download: noDownload });
      const { root } = await ensure(sources);
      const file = path.join(root, "bin", "pulumi");
      const { atime, mtime } = await fs.stat(file);
      const good = await fs.readFile(file, "utf8");
      await fs.writeFile(file, good.replace("echo", "ECHO"));
      await fs.utimes(file, atime, mtime);
      await ensure(sources);
      assert.equal(await fs.readFile(file, "utf8"), good);
      assert.equal(asked.filter((name) => name === "build").length, 2);
      assert.match(notes.join("\n"), /is not what was put there \(bin\/pulumi\): it is made anew/);
    });
  });

  it("is not used when it reports another version", async () => {
    await withCache(async (ensure, root) => {
      const other = async (draft: string) => void (await writeScript(path.join(draft, "bin", "pulumi"), "echo v3.1.0"));
      const { sources } = sourcesWith({ download: other });
      await assert.rejects(ensure(sources), /says it is v3\.1\.0, not 3\.258\.0: it is not used/);
      assert.deepEqual(
        (await fs.readdir(root)).filter((name) => name.startsWith("pulumi-3")),
        [],
      );
    });
  });

  it("says what is missing when none could be set up", async () => {
    await withCache(async (ensure) => {
      const build = async () => {
        throw new MissingError("Go 1.25.11 or newer is needed to build it: no go is on PATH");
      };
      const { sources } = sourcesWith({ download: noDownload, build });
      await assert.rejects(ensure(sources), (error: unknown) => {
        assert.ok(error instanceof MissingError);
        assert.deepEqual(error.message.split("\n"), [
          "No Pulumi engine is installed and none could be set up:",
          "  installed: no pulumi is on PATH",
          "  download:  the server cannot be reached",
          "  build:     Go 1.25.11 or newer is needed to build it: no go is on PATH",
          "Install one of: a Pulumi CLI >=3.220.0 <4 (https://www.pulumi.com/docs/install/), Go 1.25.11 or newer (https://go.dev/doc/install).",
        ]);
        return true;
      });
    });
  });

  it("reports the failed build itself and gives no advice to install something", async () => {
    await withCache(async (ensure) => {
      const build = async () => {
        throw new Error("checksum mismatch");
      };
      const { sources } = sourcesWith({ download: noDownload, build });
      await assert.rejects(ensure(sources), /^Error: checksum mismatch$/);
    });
  });
});
