import { performance } from "node:perf_hooks";
import { planSeconds } from "../components/workflow/plan-times";
import { planSchedule, type Scheduled } from "../components/workflow/schedule";
import { type Sample, samples, traceOf } from "./graphs";

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
  readonly milliseconds: number;
}

function measure({ name, apps }: Sample): Measured {
  const started = performance.now();
  const { plannedSeconds, criticalPathSeconds, stageSeconds } = planSchedule({ apps });
  const milliseconds = performance.now() - started;
  const bare = Object.entries(apps).map(([app, { after }]): [string, Scheduled] => [app, { after }]);
  const blind = planSchedule({ apps: Object.fromEntries(bare) });
  const run = planSeconds(blind.plan, (app) => apps[app]?.expectedSeconds ?? 1);
  return {
    name,
    apps: Object.keys(apps).length,
    expected: plannedSeconds / criticalPathSeconds,
    unknown: run / criticalPathSeconds,
    stages: stageSeconds / criticalPathSeconds,
    milliseconds,
  };
}

const ROW = [48, 6, 9, 9, 9, 7] as const;

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
    line([title, "apps", ...kinds, "ms"]),
    ...rows.map((row) =>
      line([row.name, `${row.apps}`, ...kinds.map((kind) => ratio(row[kind])), row.milliseconds.toFixed(0)]),
    ),
    line(["geometric mean", "", ...kinds.map((kind) => ratio(mean(kind))), ""]),
    line(["worst", "", ...kinds.map((kind) => ratio(worst(kind))), ""]),
  ].join("\n");
}

/** Prints the table; with traces, a second one for them. */
export function run(traces: readonly string[]): void {
  process.stdout.write(`${table("generated", samples().map(measure))}\n`);
  if (traces.length > 0) {
    process.stdout.write(
      `\n${table(
        "traces",
        traces.map((file) => measure(traceOf(file))),
      )}\n`,
    );
  }
}
