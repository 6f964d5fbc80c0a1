import { counted } from "../../numbers";
import type { Report } from "../report";
import { deviation, moment, px, time } from "./format";
import { type Html, html } from "./html";
import { lookOf, shownStatus, statusMark } from "./status";

/** What the page is about, how the run ended, and the facts an on-call engineer asks first. */
export function summary(report: Report): Html {
  const { blueprint, environment, run } = report;
  return html`<header class="page-head">
<p class="eyebrow">${blueprint} / ${environment}</p>
<h1>${run === undefined ? "No run yet" : html`${run.rehearsal ? "Rehearsal" : "Run"} <span class="run-name">${run.name}</span>`}</h1>
${run !== undefined && html`<p class="verdict">${statusMark(run.status)}</p>`}
${run !== undefined && share(report)}
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

/** Apps by status, those that failed first, those that did nothing last. */
function byStatus({ apps }: Report): (readonly [string, number])[] {
  const counted = new Map<string, number>();
  for (const one of apps) {
    const status = shownStatus(one);
    counted.set(status, (counted.get(status) ?? 0) + 1);
  }
  const order = ["bad", "active", "good", "quiet"];
  return [...counted].sort(([a], [b]) => order.indexOf(lookOf(a).tone) - order.indexOf(lookOf(b).tone));
}

/** The same as one bar. */
function share(report: Report): Html {
  const all = report.apps.length;
  let before = 0;
  return html`<svg class="share" height="6" aria-hidden="true">${byStatus(report).map(([status, count]) => {
    const x = (100 * before) / all;
    before += count;
    return html`<rect class="real ${lookOf(status).tone}" x="${px(x)}%" width="${px((100 * count) / all)}%" height="6"/>`;
  })}</svg>`;
}

/** `1 failed, 8 succeeded, 1 not started` */
function counts(report: Report): Html {
  return html`<span data-figure="apps">${byStatus(report).map(
    ([status, count], index) =>
      `${index === 0 ? "" : ", "}${count.toLocaleString("en-US")} ${lookOf(status).label.toLowerCase()}`,
  )}</span>`;
}
