import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { SFNClient } from "@aws-sdk/client-sfn";
import { stop as stopEsbuild } from "esbuild";
import { planReport } from "../cli/plan/report";
import { planEnvironment } from "../components/environment/plan";
import { planSchedule } from "../components/schedule/index";
import { ENVIRONMENT } from "../sandbox/place";
import { Checks } from "../sandbox/run/checks";
import { Cleanup } from "../sandbox/run/cleanup";
import { Console } from "../sandbox/run/console";
import type { RunContext } from "../sandbox/run/context";
import { type LoadedSample, loadForSandbox } from "../sandbox/run/environment/load";
import { setUp } from "../sandbox/run/environment/set-up";
import { childExecutionArn, readExecution } from "../sandbox/run/executions/execution";
import { runStart } from "../sandbox/run/executions/runs-api-command";
import { machineSession } from "../sandbox/run/people/identities";
import { tearDown } from "../sandbox/run/steps/tear-down";
import { readInputs } from "../stacks/inputs";
import { rowsOfTen } from "./rows-of-ten";
import { sandboxSettings } from "./sandbox-settings";

/**
 * How long a run on the embedded cloud takes over the critical path of what its apps really took, next to what the plan takes over its own, and how many
 * transitions it makes over those planned.
 * Whatever a run takes beyond its apps (states, starts, looking for the end of a child) is in the ratio; the cloud's share of that is not AWS's.
 *
 *     npm run bench -- makespan [retail] [APPS...]
 */
const CASES = ["retail", "100"];

interface Measured {
  readonly apps: number;
  readonly makespan: number;
  /** Of the durations that the children had. */
  readonly criticalPath: number;
  /** What the plan takes over its own critical path, by expected seconds. */
  readonly plannedRatio: number;
  readonly transitions: number;
  readonly planned: number;
}

/** Runs the parent once as the machine identity and reads every history. */
async function measure(context: RunContext, sample: LoadedSample): Promise<Measured> {
  const { cloud, outputs, runnerKey, blueprint } = context;
  const { access } = await machineSession(cloud, outputs, runnerKey.privateKey, runnerKey.id);
  const name = `bench-${Date.now()}`;
  const { stdout, stderr } = await runStart(context, { machine: runnerKey }, name);
  const sfn = new SFNClient(access.config);
  const run = await readExecution(sfn, childExecutionArn(outputs.parent.arn, name));
  const { status, startDate, stopDate } = run?.execution ?? {};
  if (status !== "SUCCEEDED") {
    throw new Error(`The run ended ${status}: ${stdout}${stderr}`);
  }
  const transitionsOf = (events: readonly { readonly type?: string | undefined }[]) => {
    const count = (end: string) => events.filter(({ type }) => type?.endsWith(end)).length;
    // AWS bills each retry of a task as a transition.
    return count("StateEntered") + Math.max(0, count("TaskScheduled") - count("TaskStateEntered"));
  };
  let transitions = transitionsOf(run?.events ?? []);
  const took = new Map<string, number>();
  for (const [app, { arn }] of Object.entries(outputs.apps)) {
    const child = await readExecution(sfn, childExecutionArn(arn, name));
    if (child === undefined) {
      throw new Error(`${app} did not run`);
    }
    transitions += transitionsOf(child.events);
    took.set(app, secondsBetween(child.execution.startDate, child.execution.stopDate));
  }
  const apps = Object.entries(blueprint.apps).map(([app, { after }]) => [
    app,
    { after, expectedSeconds: took.get(app) ?? 0 },
  ]);
  const { criticalPathSeconds } = planSchedule({ apps: Object.fromEntries(apps) });
  return {
    apps: apps.length,
    makespan: secondsBetween(startDate, stopDate),
    criticalPath: criticalPathSeconds,
    plannedRatio: plannedRatio(sample),
    transitions,
    planned: plannedTransitions(sample),
  };
}

const secondsBetween = (from: Date | undefined, to: Date | undefined): number =>
  ((to?.getTime() ?? 0) - (from?.getTime() ?? 0)) / 1000;

function environmentOf({ file }: LoadedSample) {
  const settings = sandboxSettings(file);
  const inputs = readInputs(ENVIRONMENT, { get: (key) => settings[key], keys: () => Object.keys(settings) });
  return { inputs, environment: planEnvironment(inputs) };
}

function plannedRatio(sample: LoadedSample): number {
  const { plannedSeconds, criticalPathSeconds } = environmentOf(sample).environment.schedule;
  return plannedSeconds / criticalPathSeconds;
}

function plannedTransitions(sample: LoadedSample): number {
  const { inputs, environment } = environmentOf(sample);
  const { parent, apps } = planReport(inputs.blueprint, environment).transitions;
  return parent + apps;
}

/** Deploys one blueprint on a cloud of its own, runs it and takes everything away. */
async function oneCase(blueprint: string | undefined, signal: AbortSignal): Promise<Measured> {
  const sample = await loadForSandbox(blueprint);
  const cleanup = new Cleanup();
  const quiet = new Console(process.stderr);
  try {
    const runDir = await fs.mkdtemp(path.join(os.tmpdir(), "bench-makespan-"));
    cleanup.add("the run's folder", () => fs.rm(runDir, { recursive: true, force: true }));
    const checks = new Checks(quiet);
    const context = await setUp({ sample, console: quiet, checks, signal, cleanup, runDir });
    const measured = await measure(context, sample);
    await tearDown(context);
    return measured;
  } finally {
    // The end of a run ends all that it started, esbuild's service, too: the next run needs a new one.
    await stopEsbuild();
    for (const problem of await cleanup.run()) {
      process.stderr.write(`could not clean up ${problem}\n`);
    }
  }
}

const row = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(13)).join(" ");

export async function run(args: readonly string[]): Promise<void> {
  const cases = args.length === 0 ? CASES : args;
  const strange = cases.find((one) => one !== "retail" && !/^[1-9]\d*$/.test(one));
  if (strange !== undefined) {
    throw new Error(`"${strange}" is neither "retail" nor a number of apps`);
  }
  const stop = new AbortController();
  const interrupted = () => stop.abort(new Error("interrupted"));
  process.once("SIGINT", interrupted);
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "bench-blueprint-"));
  try {
    process.stdout.write(
      `${row(["blueprint", "apps", "makespan", "critical path", "ratio", "planned ratio", "transitions", "planned"])}\n`,
    );
    for (const one of cases) {
      const file = path.join(folder, `${one}.json`);
      if (one !== "retail") {
        await fs.writeFile(file, JSON.stringify(rowsOfTen(Number(one))));
      }
      const { apps, makespan, criticalPath, plannedRatio, transitions, planned } = await oneCase(
        one === "retail" ? undefined : file,
        stop.signal,
      );
      const seconds = [makespan, criticalPath].map((value) => `${value.toFixed(2)} s`);
      const ratios = [makespan / criticalPath, plannedRatio].map((value) => value.toFixed(3));
      process.stdout.write(`${row([one, `${apps}`, ...seconds, ...ratios, `${transitions}`, `${planned}`])}\n`);
    }
  } finally {
    process.off("SIGINT", interrupted);
    await fs.rm(folder, { recursive: true, force: true });
  }
}
