import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcesses } from "../../sandbox/engine";
import { ROOT, startSandbox } from "../helpers/run-sandbox";

const BLUEPRINTS = join("test", "fixtures", "blueprints");

/** Folders of runs that are there now. */
const runFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("app-of-apps-"));

describe("npm run sandbox", function () {
  this.timeout(600_000);

  it("refuses a bad blueprint with every problem at once, before anything is started", async () => {
    const run = startSandbox("--blueprint", join(BLUEPRINTS, "four-problems.json"));
    assert.equal(await run.exit, 2, run.output());
    const output = run.output();
    for (const wanted of ["four-problems.json", "a -> c -> b -> a", "nowhere", "Bad_Name", "not-there.json"]) {
      assert.ok(output.includes(wanted), `"${wanted}" is not in:\n${output}`);
    }
    assert.ok(!output.includes("embedded cloud"), output);
  });

  it("says how it is used", async () => {
    const help = startSandbox("--help");
    assert.equal(await help.exit, 0);
    assert.match(help.output(), /--blueprint FILE/);
    const wrong = startSandbox("--blueprints", "x");
    assert.equal(await wrong.exit, 2);
    assert.match(wrong.output(), /--blueprints/);
  });

  it("shows the whole story of the sample environment and leaves nothing", async () => {
    const before = runFolders();
    const run = startSandbox();
    assert.equal(await run.exit, 0, run.output());
    const output = run.output();
    const chapters = [...output.matchAll(/^== (.*) \(\d+ s\)$/gm)].map((match) => match[1]);
    assert.deepEqual(chapters, [
      "The embedded cloud comes up",
      "The environment is deployed, with the policy pack enforced",
      "A person in the right group signs in and starts the parent",
      "A machine identity does the same, without a stored key",
      "A person outside the group is refused",
      "One app is broken on purpose",
      "One role chain is cut on purpose",
      "Everything is taken away again",
      "Summary",
    ]);
    assert.ok(!output.includes("FAIL "), output);
    assert.match(output, /checkout|ui/);
    assert.deepEqual(await runProcesses(run.mark), []);
    assert.deepEqual(runFolders(), before);
  });

  it("runs a blueprint of forty apps that it has never seen, with stand-ins", async () => {
    const run = startSandbox("--blueprint", join(ROOT, BLUEPRINTS, "forty-apps.json"));
    assert.equal(await run.exit, 0, run.output());
    assert.match(run.output(), /40 functions are stood in for/);
    assert.match(run.output(), /all 40 apps succeeded/);
  });

  for (const moment of ["Pulumi 3.", "resources deployed", "execution person-"]) {
    it(`leaves no process and no folder when it is interrupted at "${moment}"`, async () => {
      const before = runFolders();
      const run = startSandbox();
      await run.until(moment);
      run.child.kill("SIGINT");
      assert.equal(await run.exit, 130, run.output());
      assert.deepEqual(await runProcesses(run.mark), []);
      assert.deepEqual(runFolders(), before);
    });
  }
});
