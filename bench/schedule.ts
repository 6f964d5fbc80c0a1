import { performance } from "node:perf_hooks";
import { leavesOf, type Plan } from "../components/workflow/plan";
import { planSeconds } from "../components/workflow/plan-times";
import { planSchedule, type Scheduled } from "../components/workflow/schedule";
import { layered, pipelines, type Sample, samples, traceOf } from "./graphs";
import { scientificSamples } from "./scientific";

/**
 * Quality of the schedule: how many times the critical path a run takes.
 *
 *     npm run bench -- schedule [TRACE.json...]
 *
 * "expected": planned with the seconds that the apps take. "unknown": planned without any, then run with them. "stages": each stage waits for the whole
 * stage before. Traces are `{"tasks": [{"id", "seconds", "after": [id]}]}`.
 */
interface Measured {
  readonly name: string;
  readonly apps: number;
  readonly expected: number;
  readonly unknown: number;
  readonly stages: number;
  readonly awaits: string;
  readonly milliseconds: number;
}

function measure({ name, apps }: Sample): Measured {
  const started = performance.now();
  const { plan, plannedSeconds, criticalPathSeconds, stageSeconds } = planSchedule({ apps });
  const bare = Object.entries(apps).map(([app, { after }]): [string, Scheduled] => [app, { after }]);
  const blind = planSchedule({ apps: Object.fromEntries(bare) });
  const milliseconds = performance.now() - started;
  const run = planSeconds(blind.plan, (app) => apps[app]?.expectedSeconds ?? 1);
  return {
    name,
    apps: Object.keys(apps).length,
    expected: plannedSeconds / criticalPathSeconds,
    unknown: run / criticalPathSeconds,
    stages: stageSeconds / criticalPathSeconds,
    awaits: `${awaitsOf(plan)}/${awaitsOf(blind.plan)}`,
    milliseconds,
  };
}

function awaitsOf(plan: Plan): number {
  return leavesOf(plan).reduce((sum, leaf) => sum + (leaf.await?.length ?? 0), 0);
}

const ROW = [48, 6, 9, 9, 9, 9, 7] as const;

function line(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(ROW[0]) : cell.padStart(ROW[index] ?? 9))).join(" ");
}

function table(title: string, rows: readonly Measured[]): string {
  const ratio = (value: number) => value.toFixed(4);
  const kinds = ["expected", "unknown", "stages"] as const;
  const mean = (kind: (typeof kinds)[number]) =>
    Math.exp(rows.reduce((sum, row) => sum + Math.log(row[kind]), 0) / rows.length);
  const worst = (kind: (typeof kinds)[number]) => rows.reduce((most, row) => Math.max(most, row[kind]), 0);
  return [
    line([title, "apps", ...kinds, "awaits", "ms"]),
    ...rows.map((row) =>
      line([
        row.name,
        `${row.apps}`,
        ...kinds.map((kind) => ratio(row[kind])),
        row.awaits,
        row.milliseconds.toFixed(0),
      ]),
    ),
    line(["geometric mean", "", ...kinds.map((kind) => ratio(mean(kind))), ""]),
    line(["worst", "", ...kinds.map((kind) => ratio(worst(kind))), ""]),
  ].join("\n");
}

/** Prints a table for each group of graphs: generated, as scientific workflows are, of 5,000 apps; and traces, if any are named. */
export function run(traces: readonly string[]): void {
  const groups: readonly (readonly [string, readonly Sample[]])[] = [
    ["generated", samples()],
    ["scientific", scientificSamples()],
    ["large", [pipelines(1, 100, 50), pipelines(2, 500, 10), layered(1, 60, 160), layered(2, 500, 18)]],
    ["traces", traces.map(traceOf)],
  ];
  for (const [title, group] of groups) {
    if (group.length > 0) process.stdout.write(`${table(title, group.map(measure))}\n\n`);
  }
}
