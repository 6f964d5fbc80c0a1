import { columns } from "../../components/core/columns";
import { isRecord } from "../../components/core/json";
import type { RunState, StartedRun } from "../runs/client";

/** The run that has ended, with each app; what to run next is in the failure message. */
export function runText(run: RunState): string {
  const kind = run.rehearse ? "rehearsal" : "run";
  const lines = [
    `${kind} ${run.name} ${run.status}${took(run)}`,
    `started by ${starter(run.startedBy)}`,
    ...(run.error === undefined ? [] : [`error: ${run.error}`, ...(run.cause === undefined ? [] : [run.cause])]),
    "",
    ...columns(run.apps.map(({ app, status }) => [app, status])),
  ];
  return `${lines.join("\n")}\n`;
}

/** For a command that ends before its run does. */
export function goesOnText({ name, execution }: StartedRun, why: string): string {
  const region = execution.split(":")[3] ?? "";
  return [
    `${why}: run ${name} goes on; its failure would reach the failure topic`,
    `stop it: aws stepfunctions stop-execution --region ${region} --execution-arn ${execution}`,
    "",
  ].join("\n");
}

function took({ started, stopped }: RunState): string {
  const seconds = (Date.parse(stopped ?? "") - Date.parse(started ?? "")) / 1000;
  return Number.isFinite(seconds) ? ` after ${seconds.toFixed(1)} s` : "";
}

/** Who started a run, with the way in. */
export function starter(startedBy: unknown): string {
  return isRecord(startedBy) ? `${String(startedBy.subject)} (${String(startedBy.wayIn)})` : "no identity";
}
