import type { Report } from "../report";
import { counted, deviation, moment, time } from "./format";
import { type Html, html } from "./html";
import { lookOf, shownStatus, statusMark } from "./status";

/** What the page is about, how the run ended, and the facts an on-call engineer asks first. */
export function summary(report: Report): Html {
  const { blueprint, environment, run } = report;
  return html`<header class="page-head">
<p class="eyebrow">${blueprint} / ${environment}</p>
<h1>${run === undefined ? "No run yet" : html`${run.rehearsal ? "Rehearsal" : "Run"} <span class="run-name">${run.name}</span>`}</h1>
${run !== undefined && html`<p class="verdict">${statusMark(run.status)}</p>`}
<dl class="facts">
${facts(report).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>
</header>`;
}

function facts(report: Report): (readonly [string, Html | string])[] {
  const { run, planned, region, account, apps } = report;
  const place = ["Account and region", html`<span class="mono">${account}</span> ${region}`] as const;
  const plan = `${time(planned.seconds)}${planned.isGuess ? ", some apps counted as 1 s" : ""}`;
  if (run === undefined) {
    return [["Planned", plan], ["Apps", counted(apps.length, "app")], place];
  }
  const seconds = ((run.endedAt ?? report.generatedAt.getTime()) - run.startedAt) / 1000;
  // How long a run took that failed says nothing about the plan.
  const compared = run.status !== "SUCCEEDED" ? "" : ` (${deviation(seconds, planned.seconds)})`;
  return [
    ["Took", html`<span data-figure="seconds">${time(seconds)}</span>${run.endedAt === undefined && " so far"}`],
    ["Planned", `${plan}${compared}`],
    ["Apps", counts(report)],
    ["Started", moment(run.startedAt)],
    ["Started by", run.startedBy ?? "no identity"],
    ...(run.approvedBy === undefined ? [] : [["Approved by", run.approvedBy] as const]),
    ...(run.version === undefined ? [] : [["Parent version", String(run.version)] as const]),
    place,
  ];
}

/** `8 succeeded, 1 failed, 1 not started` */
function counts({ apps }: Report): Html {
  const byStatus = new Map<string, number>();
  for (const one of apps) {
    const status = shownStatus(one);
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  }
  const parts = [...byStatus].sort(([a], [b]) => Number(lookOf(b).tone === "bad") - Number(lookOf(a).tone === "bad"));
  return html`<span data-figure="apps">${parts.map(
    ([status, count], index) =>
      `${index === 0 ? "" : ", "}${count.toLocaleString("en-US")} ${lookOf(status).label.toLowerCase()}`,
  )}</span>`;
}
