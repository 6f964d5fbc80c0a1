import { performance } from "node:perf_hooks";
import { planSchedule, type Scheduled } from "../components/schedule/index";
import { leavesOf, type Plan } from "../components/schedule/plan";
import { planSeconds } from "../components/schedule/plan-times";
import { asRun } from "./as-run";
import { largeSamples, type Sample, samples, traceOf, traces } from "./graphs";
import { scientificSamples } from "./scientific";

/**
 * Quality of the schedule: how many times the critical path a run takes.
 *
 *     npm run bench -- schedule [TRACE.json...]
 *
 * "planned": with the seconds that the apps take, as the plan counts it. "as run": the same plan with exactly the delays of the definitions that are generated
 * for it. "no awaits": the nesting alone. "unknown": planned without any seconds, then run with them. "stages": each stage waits for the whole stage before.
 * "transitions": those of the parent and its parts in such a run, looks included, over the most that they may be; counted where something is awaited.
 * Traces are `{"tasks": [{"id", "seconds", "after": [id]}]}`.
 */
export interface Measured {
  readonly name: string;
  readonly apps: number;
  readonly planned: number;
  readonly run: number;
  readonly nested: number;
  readonly unknown: number;
  readonly stages: number;
  readonly awaits: number;
  /** Of the run and at most; absent where nothing is awaited. */
  readonly transitions?: readonly [made: number, most: number];
  readonly milliseconds: number;
}

/** Definitions of more apps are not made. */
const RENDERED = 1000;

export function measure({ name, apps }: Sample): Measured {
  const taken = (app: string) => apps[app]?.expectedSeconds ?? 1;
  const started = performance.now();
  const schedule = planSchedule({ apps });
  const bare = Object.entries(apps).map(([app, { after }]): [string, Scheduled] => [app, { after }]);
  const blind = planSchedule({ apps: Object.fromEntries(bare) });
  const milliseconds = performance.now() - started;
  const { plan, plannedSeconds, criticalPathSeconds, stageSeconds } = schedule;
  const size = Object.keys(apps).length;
  const awaits = awaitsOf(plan);
  const run = awaits > 0 && size <= RENDERED ? asRun(apps, plan, taken) : undefined;
  // A plan without expected seconds awaits nothing, so that its orders are all that there is.
  if (awaitsOf(blind.plan) > 0) throw new Error(`${name} awaits apps whose ends are not known`);
  return {
    name,
    apps: size,
    planned: plannedSeconds / criticalPathSeconds,
    run: (run?.seconds ?? plannedSeconds) / criticalPathSeconds,
    nested: planSchedule({ apps }, { awaits: false }).plannedSeconds / criticalPathSeconds,
    unknown: planSeconds(blind.plan, taken) / criticalPathSeconds,
    stages: stageSeconds / criticalPathSeconds,
    awaits,
    ...(run === undefined ? {} : { transitions: [run.transitions, mostTransitions(size, plan, run.parts)] }),
    milliseconds,
  };
}

/** One for each app, two for each parallel block, and four; for each part its start, its check of who started it, and its end. */
export function mostTransitions(apps: number, plan: Plan, parts: number): number {
  return apps + 2 * (JSON.stringify(plan).split('"parallel"').length - 1) + 4 + 3 * parts;
}

function awaitsOf(plan: Plan): number {
  return leavesOf(plan).reduce((sum, leaf) => sum + (leaf.await?.length ?? 0), 0);
}

const RATIOS = ["planned", "run", "nested", "unknown", "stages"] as const;
type Ratio = (typeof RATIOS)[number];

const TITLES: Readonly<Record<Ratio, string>> = {
  planned: "planned",
  run: "as run",
  nested: "no awaits",
  unknown: "unknown",
  stages: "stages",
};

export const meanOf = (rows: readonly Measured[], kind: Ratio): number =>
  Math.exp(rows.reduce((sum, row) => sum + Math.log(row[kind]), 0) / rows.length);

export const worstOf = (rows: readonly Measured[], kind: Ratio): number =>
  rows.reduce((most, row) => Math.max(most, row[kind]), 0);

const ROW = [36, 6, 9, 9, 9, 9, 9, 7, 13, 7] as const;

function line(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(ROW[0]) : cell.padStart(ROW[index] ?? 9))).join(" ");
}

function table(title: string, rows: readonly Measured[]): string {
  const ratios = (of: (kind: Ratio) => number) => RATIOS.map((kind) => of(kind).toFixed(4));
  return [
    line([title, "apps", ...RATIOS.map((kind) => TITLES[kind]), "awaits", "transitions", "ms"]),
    ...rows.map((row) =>
      line([
        row.name,
        `${row.apps}`,
        ...ratios((kind) => row[kind]),
        `${row.awaits}`,
        row.transitions?.join(" of ") ?? "",
        row.milliseconds.toFixed(0),
      ]),
    ),
    line(["geometric mean", "", ...ratios((kind) => meanOf(rows, kind))]),
    line(["worst", "", ...ratios((kind) => worstOf(rows, kind))]),
  ].join("\n");
}

/** Prints a table for each group of graphs: generated, as scientific workflows are, of 5,000 apps, and traces: this repository's, or those that are named. */
export function run(files: readonly string[]): void {
  const groups: readonly (readonly [string, readonly Sample[]])[] = [
    ["generated", samples()],
    ["scientific", scientificSamples()],
    ["large", largeSamples()],
    ["traces", files.length === 0 ? traces() : files.map(traceOf)],
  ];
  for (const [title, group] of groups) process.stdout.write(`${table(title, group.map(measure))}\n\n`);
}
