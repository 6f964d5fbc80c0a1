import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { ensureEngine } from "../../../sandbox/engine/engine";
import { languageHostFor } from "../../../sandbox/engine/tools/language-host";
import { withFolder } from "../../helpers/with-folder";
import { withVariables, writeScript } from "./temporary";

describe("the engine", function () {
  this.timeout(60_000);

  it("is returned from the cache when it was prepared before, with its version", async () => {
    await ensureEngine();
    const started = Date.now();
    const engine = await ensureEngine();
    assert.ok(Date.now() - started < 5000, "the hash of the CLI and its answer, nothing more");
    assert.equal(engine.command.version?.format(), engine.version);
    assert.ok(existsSync(path.join(engine.root, "bin", "pulumi")));
    assert.equal(engine.env.PATH?.split(path.delimiter)[0], path.join(engine.root, "bin"));
    assert.equal(engine.analyzer === undefined, engine.hasLanguageHost);
  });

  it("uses Pulumi's own analyzer and language host where they are next to the CLI", async () => {
    await withFolder(async (folder) => {
      const bin = path.join(folder, "bin");
      await writeScript(path.join(bin, "pulumi"), "echo v3.240.0");
      await writeScript(path.join(bin, "pulumi-language-nodejs"));
      await withVariables({ PATH: `${bin}:${process.env.PATH}` }, async () => {
        const engine = await ensureEngine();
        assert.deepEqual([engine.source, engine.version, engine.root], ["path", "3.240.0", folder]);
        assert.equal(engine.analyzer, undefined);
        assert.equal(languageHostFor(engine), undefined);
        assert.ok(!engine.env.PATH?.includes(path.join("sandbox", "engine", "analyzer")));
      });
    });
  });
});
