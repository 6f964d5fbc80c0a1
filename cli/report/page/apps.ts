import type { AppReport, Report } from "../report";
import { chunksOf } from "./chunks";
import { time } from "./format";
import { type Html, html } from "./html";
import { NONE } from "./none";
import { isFailed, shownStatus, statusMark } from "./status";

/** Class of a column of numbers. */
const NUMBER = html` class="num"`;

/**
 * Rows that a browser lays out together, when they come near the window. A table is laid out as a whole, so rows are
 * grids with the style sheet's columns; the roles keep them a table for people who do not see it.
 */
const GROUP = 20;

/** Every app with its figures; those that failed first, then in the order in which they started. */
export function apps(report: Report): Html {
  const failed = report.apps.filter((one) => isFailed(shownStatus(one)));
  const others = report.apps.filter((one) => !isFailed(shownStatus(one)));
  return html`<section id="apps">
<h2 id="apps-title">Apps</h2>
<div class="table" role="region" aria-labelledby="apps-title" tabindex="0">
<table class="apps" role="table" aria-labelledby="apps-title">
<thead role="rowgroup"><tr role="row">${COLUMNS.map(([name, kind]) => html`<th role="columnheader" scope="col"${kind}>${name}</th>`)}</tr></thead>
${chunksOf([...failed, ...others], GROUP).map((rows) => html`<tbody role="rowgroup">${rows.map((one) => row(one, report))}</tbody>\n`)}
</table>
</div>
</section>`;
}

const COLUMNS: readonly (readonly [string, Html | false])[] = [
  ["App", false],
  ["Result", false],
  ["Start", NUMBER],
  ["Took", NUMBER],
  ["Planned", NUMBER],
  ["Attempts", NUMBER],
  ["Role chain", false],
  ["Secrets", false],
  ["After", false],
];

function row(one: AppReport, { run: parent }: Report): Html {
  const { app, run, plannedSeconds, rollback, taskKind } = one;
  const start =
    run?.startedAt === undefined || parent === undefined ? undefined : (run.startedAt - parent.startedAt) / 1000;
  const took =
    run?.startedAt === undefined || run.endedAt === undefined ? undefined : (run.endedAt - run.startedAt) / 1000;
  const status = shownStatus(one);
  return html`<tr id="app-${app}" role="row" data-status="${status}"${took !== undefined && html` data-seconds="${took}"`}${isFailed(status) && html` class="failed"`}>
<th role="rowheader" scope="row"><span class="mono">${app}</span> <span class="sub">${taskKind}${run?.version !== undefined && `, version ${run.version}`}</span></th>
<td role="cell">${statusMark(status)}${isFailed(status) && html`<a class="sub" href="#failure-${app}">message</a>`}${rollback !== undefined && html`<span class="sub">${rollback}</span>`}</td>
<td role="cell"${NUMBER}>${start === undefined ? NONE : `+${time(Math.max(0, start))}`}</td>
<td role="cell"${NUMBER}>${took === undefined ? NONE : time(took)}</td>
<td role="cell"${NUMBER}>${time(plannedSeconds)}</td>
<td role="cell"${NUMBER}>${run?.attempts ?? NONE}</td>
<td role="cell">${roleChain(one)}</td>
<td role="cell">${secrets(one)}</td>
<td role="cell" class="mono">${one.after.length === 0 ? NONE : one.after.map((other, index) => html`${index > 0 && ", "}<span class="dependency">${other}</span>`)}</td>
</tr>
`;
}

function roleChain({ roleChain: roles, run }: AppReport): Html {
  const verified = run?.roleVerified;
  return html`${roles.map((role, index) => html`<span class="role mono">${index > 0 && html`<span class="arrow">→ </span>`}${role}</span>`)}${
    verified !== undefined &&
    html`<span class="sub${!verified && " bad"}">${verified ? "verified" : "not verified"}</span>`
  }`;
}

/** `password 3 of 30 days`, with what the run rotated. */
function secrets({ secrets: all, run }: AppReport): Html {
  if (all.length === 0) {
    return NONE;
  }
  return html`${all.map(({ name, maxAgeDays }) => {
    const known = run !== undefined && Object.hasOwn(run.secretAges, name);
    const age = known ? run.secretAges[name] : undefined;
    const text =
      age === undefined ? `up to ${maxAgeDays} days` : age === null ? "never rotated" : `${age} of ${maxAgeDays} days`;
    return html`<span class="secret"><span class="mono">${name}</span> ${text}${run?.rotated.includes(name) && ", rotated"}</span>`;
  })}`;
}
