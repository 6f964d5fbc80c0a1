import { performance } from "node:perf_hooks";
import { planSchedule } from "../components/schedule/index";
import { planSeconds } from "../components/schedule/plan-times";
import { largeSamples, type Sample, samples, thousandApps, traceOf, traces } from "./graphs";
import { otherGenerated, otherScientific, smallRandom, variedTraces } from "./schedule-validation";
import { scientificSamples } from "./scientific";

/**
 * Quality of the schedule: how many times the critical path a plan takes.
 *
 *     npm run bench -- schedule [TRACE.json...]
 *
 * "planned": with the seconds that the apps take as expected seconds. "unknown": planned without expected seconds, then run with those seconds. "stages": stage by stage.
 * A trace is `{"tasks": [{"id", "seconds", "after": [id]}]}`.
 */
export interface Measured {
  readonly name: string;
  readonly apps: number;
  readonly planned: number;
  readonly unknown: number;
  readonly stages: number;
  /** For both plans together. */
  readonly milliseconds: number;
}

export function measure({ name, apps }: Sample): Measured {
  const taken = (app: string) => apps[app]?.expectedSeconds ?? 1;
  const bare = Object.fromEntries(Object.entries(apps).map(([app, { after }]) => [app, { after }]));
  const started = performance.now();
  const { plannedSeconds, criticalPathSeconds, stageSeconds } = planSchedule({ apps });
  const unknown = planSchedule({ apps: bare });
  const milliseconds = performance.now() - started;
  return {
    name,
    apps: Object.keys(apps).length,
    planned: plannedSeconds / criticalPathSeconds,
    unknown: planSeconds(unknown.plan, taken) / criticalPathSeconds,
    stages: stageSeconds / criticalPathSeconds,
    milliseconds,
  };
}

const RATIOS = ["planned", "unknown", "stages"] as const;
type Ratio = (typeof RATIOS)[number];

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

export const meanOf = (rows: readonly Measured[], kind: Ratio): number => geometricMean(rows.map((row) => row[kind]));

export const worstOf = (rows: readonly Measured[], kind: Ratio): number => Math.max(...rows.map((row) => row[kind]));

function line([name = "", ...cells]: readonly string[]): string {
  return `${name.padEnd(36)} ${cells.map((cell) => cell.padStart(9)).join(" ")}`;
}

function table(title: string, rows: readonly Measured[], each: boolean): string {
  const ratios = (ratioOf: (kind: Ratio) => number) => RATIOS.map((kind) => ratioOf(kind).toFixed(4));
  return [
    line([title, "apps", ...RATIOS, "ms"]),
    ...(each ? rows : []).map((row) =>
      line([row.name, `${row.apps}`, ...ratios((kind) => row[kind]), row.milliseconds.toFixed(0)]),
    ),
    line(["geometric mean", "", ...ratios((kind) => meanOf(rows, kind))]),
    line(["worst", "", ...ratios((kind) => worstOf(rows, kind))]),
  ].join("\n");
}

/** Prints a table for each group of graphs, and only means for the graphs of the validation. The group "recorded" is this repository's traces, or the files. */
export function run(files: readonly string[]): void {
  const groups: readonly (readonly [string, readonly Sample[]])[] = [
    ["generated", samples()],
    ["scientific", scientificSamples()],
    ["1,000 apps", thousandApps()],
    ["5,000 apps", largeSamples()],
    ["recorded", files.length === 0 ? traces() : files.map(traceOf)],
  ];
  const times = new Map<string, number>();
  for (const [title, group] of groups) {
    const rows = group.map(measure);
    times.set(title, geometricMean(rows.map(({ milliseconds }) => milliseconds)));
    process.stdout.write(`${table(title, rows, true)}\n\n`);
  }
  for (const [title, group] of [
    ["other generated", otherGenerated()],
    ["other scientific", otherScientific()],
    ["recorded, varied by 30 %", variedTraces()],
    ["small random", smallRandom()],
  ] as const) {
    process.stdout.write(`${table(title, group.map(measure), false)}\n\n`);
  }
  // A ratio in one run, which does not depend on the machine; effort in proportion to apps would be 5.
  const growth = (times.get("5,000 apps") ?? 0) / (times.get("1,000 apps") ?? 1);
  process.stdout.write(`time for 5,000 apps over time for 1,000: ${growth.toFixed(2)}\n`);
}
