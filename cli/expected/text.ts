import { columns } from "../../components/core/columns";
import type { Schedule } from "../../components/schedule/index";
import { secondsText } from "../numbers";
import type { Learned } from "./learned-seconds";

/** What was found of an app. */
export interface LearnedApp extends Learned {
  readonly app: string;
  /** What it is expected to take now, in seconds; undefined where nothing is. */
  readonly present: number | undefined;
  /** Where that comes from; undefined where nothing is expected. */
  readonly source: "setting" | "blueprint" | undefined;
}

/** What was found, and the schedule with the present and with the learned values. */
export interface LearnedReport {
  readonly apps: readonly LearnedApp[];
  readonly present: Schedule;
  /** With what would be written; equal to `present` where that is nothing. */
  readonly learned: Schedule;
}

const HEAD = ["app", "expected now", "runs", "median", "longest", "to write"] as const;
const NUMERIC = [2, 3, 4, 5];

/**
 * The report as text: a row for each app, why a learned value is not used, and the schedule. Ends with a line break.
 */
export function learnedText({ apps, present, learned }: LearnedReport): string {
  const rows = apps.map((one) => [
    one.app,
    one.present === undefined ? "none" : `${secondsText(one.present)} (${one.source})`,
    String(one.runs),
    timeOrNone(one.median),
    timeOrNone(one.longest),
    timeOrNone(one.write),
  ]);
  const table = columns([HEAD, ...rows], NUMERIC).map((line) => `  ${line}`);
  const refused = apps.flatMap(({ app, refusal }) =>
    refusal === undefined ? [] : [`  ${app}: unchanged, ${refusal}`],
  );
  return `${[...table, ...refused, "", ...scheduleText(present, learned)].join("\n")}\n`;
}

function scheduleText(present: Schedule, learned: Schedule): string[] {
  const way = ({ criticalPathSeconds, criticalPath }: Schedule) =>
    `${secondsText(criticalPathSeconds)}: ${criticalPath.join(" -> ")}`;
  return [
    `critical path  now      ${way(present)}`,
    `               learned  ${way(learned)}`,
    `planned        now      ${secondsText(present.plannedSeconds)}`,
    `               learned  ${secondsText(learned.plannedSeconds)}`,
  ];
}

/** The report as data; seconds to the millisecond. */
export function learnedJson({ apps, present, learned }: LearnedReport): object {
  const schedule = ({ criticalPathSeconds, plannedSeconds, criticalPath }: Schedule) => ({
    criticalPathSeconds: rounded(criticalPathSeconds),
    plannedSeconds: rounded(plannedSeconds),
    criticalPath,
  });
  return {
    apps: apps.map(({ app, present: now, source, runs, median, longest, write, refusal }) => ({
      app,
      ...(now === undefined ? {} : { expectedSeconds: now, by: source }),
      runs,
      ...(median === undefined ? {} : { medianSeconds: rounded(median) }),
      ...(longest === undefined ? {} : { longestSeconds: rounded(longest) }),
      ...(write === undefined ? {} : { write }),
      ...(refusal === undefined ? {} : { held: refusal }),
    })),
    schedule: { present: schedule(present), learned: schedule(learned) },
  };
}

function timeOrNone(seconds: number | undefined): string {
  return seconds === undefined ? "-" : secondsText(seconds);
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
