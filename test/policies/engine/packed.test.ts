import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { before, describe, it } from "mocha";
import { type Engine, ensureEngine } from "../../../sandbox/engine";
import { withFolder } from "../../helpers/with-folder";
import { changed, compliant, compliantStack } from "../samples";
import { analyze, pack } from "./analysis";

const run = promisify(execFile);

// What `pulumi policy publish` uploads and how each machine of an organisation installs it, without Pulumi Cloud.
describe("the pack, as it is published", function () {
  this.timeout(600_000);
  let engine: Engine;
  before(async () => {
    engine = await ensureEngine();
  });

  it("is packed, unpacked elsewhere, installed from its own lock, and judges there", async () => {
    await withFolder(async (folder) => {
      const source = join(folder, "source");
      await cp(pack, source, { recursive: true, filter: (file) => !/node_modules|\.sandbox/.test(file) });
      // As the CLI does: what npm prints is the name of the file, and nothing else.
      const { stdout } = await run("npm", ["pack", "--loglevel=error"], { cwd: source });
      const packed = join(source, stdout.trim());
      assert.ok(existsSync(packed), stdout);

      const elsewhere = join(folder, "elsewhere");
      await mkdir(elsewhere);
      await run("tar", ["-xzf", packed, "-C", elsewhere]);
      const unpacked = join(elsewhere, "package");
      assert.ok(existsSync(join(unpacked, "npm-shrinkwrap.json")));
      assert.deepEqual(
        readdirSync(unpacked).sort(),
        readdirSync(source)
          .filter((file) => !/\.tgz$|^package-lock\.json$/.test(file))
          .sort(),
      );

      const offline = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
      await run("npm", ["ci", "--omit=dev", "--ignore-scripts", ...offline], { cwd: unpacked });

      const at = { folder: unpacked };
      assert.deepEqual(await analyze(engine, compliantStack, at), { status: 0, findings: [] });
      const short = compliantStack.map((each) =>
        each === compliant.logGroup ? changed(compliant.logGroup, { retentionInDays: 30 }) : each,
      );
      const findings = ["log-group-retention mandatory"];
      assert.deepEqual(await analyze(engine, short, at), { status: 1, findings });
    });
  });
});
