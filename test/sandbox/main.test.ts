import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { EvidenceReport } from "../../cli/evidence/formats";
import { runRecordSchema } from "../../components/evidence/record";
import { runProcesses } from "../../sandbox/engine";
import { LONG } from "../helpers/random-cases";
import { ROOT, type SandboxRun, startSandbox } from "../helpers/run-sandbox";
import { answersOf } from "./run-answers";

const BLUEPRINTS = join("test", "fixtures", "blueprints");

/** An environment that is deployed in seconds, where a test is about the process and not about what it deploys. */
const TWO_APPS = ["--blueprint", join(ROOT, BLUEPRINTS, "two-apps.json")];

/** Asserts that a run left no process and no file. */
async function expectNothingLeft(run: SandboxRun): Promise<void> {
  assert.deepEqual(await runProcesses(run.mark), []);
  // Node's own cache of compiled code, which packages of the tool chain keep in the folder for temporary files, does not belong to the run.
  const left = readdirSync(run.folder).filter((name) => !name.startsWith("v8-compile-cache"));
  assert.deepEqual(left, []);
  rmSync(run.folder, { recursive: true });
}

/** What Ctrl-C in a terminal does: SIGINT to the whole process group. */
const interrupt = (run: SandboxRun) => process.kill(-(run.child.pid ?? 0), "SIGINT");

describe("npm run sandbox", function () {
  this.timeout(600_000);

  it("reports every problem of a bad blueprint together before it starts anything", async () => {
    const run = startSandbox("--blueprint", join(BLUEPRINTS, "four-problems.json"));
    assert.equal(await run.exit, 2, run.output());
    const output = run.output();
    for (const wanted of ["four-problems.json", "a -> c -> b -> a", "nowhere", "Bad_Name", "not-there.json"]) {
      assert.ok(output.includes(wanted), `"${wanted}" is not in:\n${output}`);
    }
    assert.ok(!output.includes("embedded cloud"), output);
  });

  it("prints its usage for --help and for an unknown option", async () => {
    const help = startSandbox("--help");
    assert.equal(await help.exit, 0);
    assert.match(help.output(), /--blueprint FILE/);
    const wrong = startSandbox("--blueprints", "x");
    assert.equal(await wrong.exit, 2);
    assert.match(wrong.output(), /--blueprints/);
  });

  describe("for the sample environment", () => {
    let run: SandboxRun;
    let status: number | null;

    before(async () => {
      run = startSandbox();
      status = await run.exit;
    });

    it("runs every chapter and leaves no process and no file", async () => {
      const output = run.output();
      assert.equal(status, 0, output);
      const chapters = [...output.matchAll(/^== (.*) \(\d+ s\)$/gm)].map((match) => match[1]);
      assert.deepEqual(chapters, [
        "The embedded cloud comes up",
        "The environment is deployed, with the policy pack enforced",
        "The deployed environment is rehearsed by the command",
        "A person in the right group signs in and starts the parent",
        "A machine identity does the same, without a stored key",
        "A person outside the group is refused",
        "A team reaches its own apps, and no other's",
        "A role for half an hour is asked for, approved and ended",
        "The run of an AI agent waits for a person",
        "One app is broken on purpose",
        "One role chain is cut on purpose",
        "Every run has left an evidence record",
        "A page about each run is written",
        "Everything is deleted again",
        "Summary",
      ]);
      assert.ok(!output.includes("FAIL "), output);
      assert.match(output, /checkout|ui/);
      for (const wanted of [
        "ok   ada.abel@embedded.okta.example moves the alias of carts, which carts owns",
        "ok   ada.abel@embedded.okta.example is refused catalog, which catalog owns",
        "ok   nora.novak@embedded.okta.example, in the same group and with no team, is not let in",
        "ok   the running session is denied",
        "ok   its evidence record says who asked, why, who approved and who ended it",
        "ok   the run waits in Await approval",
        "ok   the agent's own approval is refused",
        "ok   the run says that olivia.ortega@embedded.okta.example approved it",
        "ok   the run and its apps say that retail-sandbox_agent started it",
        "ok   each of 5 runs has left a record, whose checksum holds",
        "ok   the figures of each page come from the run's evidence record",
      ]) {
        assert.ok(output.includes(wanted), `"${wanted}" is not in:\n${output}`);
      }
      await expectNothingLeft(run);
    });

    it("leaves records that alone say who started a run, with what right, which versions, what happened, who was notified, what was undone and who approved", () => {
      const [, file = ""] = /^ +(\/.*\/evidence-\d+\.json)$/m.exec(run.output()) ?? assert.fail(run.output());
      const { records, findings } = JSON.parse(readFileSync(file, "utf8")) as EvidenceReport;
      assert.deepEqual(findings, []);
      const answers = (kind: string) => {
        const found = records.map(({ record }) => record).find((one) => one.kind === "run" && one.run.startsWith(kind));
        return answersOf(runRecordSchema.parse(found));
      };
      const right = ["app-of-apps.runs.start", "app-of-apps.runs.read"];
      const good = {
        versions: [1],
        happened: ["SUCCEEDED"],
        notified: "nobody",
        undone: [],
        approvedBy: "nobody",
      };
      assert.deepEqual(answers("person-"), {
        ...good,
        startedBy: "olivia.ortega@embedded.okta.example, person",
        right: [
          "openid",
          ...right,
          ...["approvers", "operator"].map((entry) => `aws#retail-sandbox#retail-sandbox_${entry}#123456789012`),
        ],
      });
      assert.deepEqual(answers("machine-"), { ...good, startedBy: "retail-sandbox_runner, machine", right });
      assert.deepEqual(answers("agent-"), {
        ...good,
        startedBy: "retail-sandbox_agent, agent",
        right,
        approvedBy: "olivia.ortega@embedded.okta.example",
      });
      assert.deepEqual(answers("broken-"), {
        ...good,
        startedBy: "retail-sandbox_runner, machine",
        right,
        happened: ["FAILED", "ui FAILED ReleaseFailed: the new version does not answer its health check"],
        notified: "arn:aws:sns:us-east-1:123456789012:retail-sandbox_failures",
        undone: ["checkout", "orders", "catalog", "carts"].map((app) => `${app} rolled back`),
      });
    });
  });

  if (LONG) {
    it("runs a blueprint of forty apps with stand-ins for its functions", async () => {
      const run = startSandbox("--blueprint", join(ROOT, BLUEPRINTS, "forty-apps.json"));
      assert.equal(await run.exit, 0, run.output());
      assert.match(run.output(), /40 functions are stand-ins/);
      assert.match(run.output(), /all 40 apps succeeded/);
    });
  }

  it("deploys an unknown blueprint with stand-ins and, with --keep, runs until Ctrl-C", async () => {
    const run = startSandbox(...TWO_APPS, "--keep");
    await run.until("Ctrl-C ends it");
    assert.match(run.output(), /2 functions are stand-ins/);
    assert.match(run.output(), /all 2 apps succeeded/);
    assert.match(run.output(), /one team owns every app of this blueprint/);
    assert.match(run.output(), /ok {3}the run waits in Await approval/);
    assert.match(run.output(), /ok {3}each of 5 runs has left a record, whose checksum holds/);
    assert.match(run.output(), /ok {3}report writes a page about each of 5 runs/);
    assert.ok(!run.output().includes("FAIL "), run.output());
    const file = /source (\S+)/.exec(run.output())?.[1] ?? "";
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const endpoint = /AWS_ENDPOINT_URL='([^']+)'/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
    assert.equal((await fetch(`${endpoint}/_ministack/health`)).status, 200);
    interrupt(run);
    assert.equal(await run.exit, 0, run.output());
    await assert.rejects(fetch(endpoint));
    await expectNothingLeft(run);
  });

  it("refuses an access rule with a wildcard before it starts anything", async () => {
    const run = startSandbox("--blueprint", join(BLUEPRINTS, "wildcard-rule.json"));
    assert.equal(await run.exit, 2, run.output());
    assert.match(run.output(), /wildcard\.json/);
    assert.ok(!run.output().includes("embedded cloud"), run.output());
  });

  for (const moment of ["Pulumi 3.", "resources deployed", "--name person-"]) {
    it(`leaves no process and no folder when it is interrupted at "${moment}"`, async () => {
      const run = startSandbox(...TWO_APPS);
      await run.until(moment);
      interrupt(run);
      assert.equal(await run.exit, 130, run.output());
      await expectNothingLeft(run);
    });
  }
});
