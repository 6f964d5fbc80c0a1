import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checks } from "./checks";
import { Cleanup } from "./cleanup";
import type { Console } from "./console";
import type { RunContext } from "./context";
import { holdOpen } from "./environment/keep";
import { loadForSandbox } from "./environment/load";
import { prepareEngine, setUp } from "./environment/set-up";
import { RELEASES_HEADER, releaseRecords, releaseRows } from "./executions/releases";
import type { SandboxOptions } from "./options";
import { agentWaitsForApproval } from "./steps/agent";
import { brokenAppIsRolledBack } from "./steps/broken-app";
import { cutChainFailsClosed } from "./steps/cut-chain";
import { runsLeftRecords } from "./steps/evidence";
import { grantBeginsAndEnds } from "./steps/grant";
import { machineRuns } from "./steps/machine";
import { outsiderIsRefused } from "./steps/outsider";
import { teamsReachTheirOwnApps } from "./steps/own-team";
import { personRuns } from "./steps/person";
import { environmentIsRehearsed } from "./steps/rehearse";
import { runsAreReported } from "./steps/report";
import { tearDown } from "./steps/tear-down";

/** Seconds that everything is behind under `--slow-aws`. */
const SLOW_AWS = { iam: 10, keyAlias: 10, versions: 10, logs: 10 } as const;

/**
 * The main job from an empty machine to an empty machine. Returns the exit code: 0 if every check passed, 1
 * if one failed. Whatever ends it, nothing that it started is left running.
 *
 * @throws ProblemsError for a blueprint that cannot be taken, before anything is started.
 */
export async function runSandbox(options: SandboxOptions, console: Console, signal: AbortSignal): Promise<number> {
  const sample = await loadForSandbox(options.blueprint);
  const started = Date.now();
  let ready = started;
  const cleanup = new Cleanup();
  const checks = new Checks(console);
  let releases: string[][] = [];
  try {
    const runDir = await mkdtemp(join(tmpdir(), "app-of-apps-"));
    cleanup.add("the run's folder", () => rm(runDir, { recursive: true, force: true }));
    await prepareEngine(console, signal);
    ready = Date.now();
    const context = await setUp({
      sample,
      console,
      checks,
      signal,
      cleanup,
      runDir,
      delays: options.slowAws ? SLOW_AWS : {},
    });
    const steps = [
      { title: "The deployed environment is rehearsed by the command", run: environmentIsRehearsed },
      { title: "A person in the right group signs in and starts the parent", run: personRuns },
      { title: "A machine identity does the same, without a stored key", run: machineRuns },
      { title: "A person outside the group is refused", run: outsiderIsRefused },
      { title: "A team reaches its own apps, and no other's", run: teamsReachTheirOwnApps },
      { title: "A role for half an hour is asked for, approved and ended", run: grantBeginsAndEnds },
      { title: "The run of an AI agent waits for a person", run: agentWaitsForApproval },
      { title: "One app is broken on purpose", run: brokenAppIsRolledBack },
      { title: "One role chain is cut on purpose", run: cutChainFailsClosed },
      { title: "Every run has left an evidence record", run: runsLeftRecords },
      { title: "A page about each run is written", run: runsAreReported },
    ];
    for (const step of steps) {
      signal.throwIfAborted();
      console.chapter(step.title);
      await step.run(context);
    }
    releases = await releasesOf(context);
    if (options.keep) {
      await holdOpen(context, runDir, signal);
    } else {
      console.chapter("Everything is deleted again");
      await tearDown(context);
    }
  } finally {
    for (const problem of await cleanup.run()) {
      console.line(`could not clean up ${problem}`);
    }
  }
  return conclude(console, checks, releases, { setUp: (ready - started) / 1000, run: (Date.now() - ready) / 1000 });
}

/** What the apps wrote down themselves, read before it is taken away. */
async function releasesOf(context: RunContext): Promise<string[][]> {
  const runs = [];
  for (const name of context.runs) {
    runs.push({ name, records: await releaseRecords(context.cloud.root, name) });
  }
  return releaseRows(runs);
}

interface Seconds {
  readonly setUp: number;
  readonly run: number;
}

function conclude(console: Console, checks: Checks, releases: readonly string[][], seconds: Seconds): number {
  console.chapter("Summary");
  console.fact("release records that the apps left:");
  console.table(RELEASES_HEADER, releases);
  for (const check of checks.failed) {
    console.fact(`${console.paint("red", "FAIL")} ${check.what}${check.found ? `: found ${check.found}` : ""}`);
  }
  const good = checks.count - checks.failed.length;
  console.fact(
    `${good} of ${checks.count} checks passed; engine and Python ready in ${seconds.setUp.toFixed(0)} s, the run took ${seconds.run.toFixed(0)} s`,
  );
  return checks.failed.length === 0 ? 0 : 1;
}
