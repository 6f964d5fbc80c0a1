import type { AppReport, Report } from "../report";
import { chunksOf } from "./chunks";
import { px, time } from "./format";
import { type Html, html } from "./html";
import { lookOf, shownStatus } from "./status";

/** Height of a row in CSS pixels; the style sheet has the same for the labels. */
const ROW = 26;

/** Share of the width from which on a duration is written in front of its bar, and that of the longest duration. */
const RIGHT = 88;
const LABEL = 8;

/** Rows from which on the chart scrolls by itself. */
const TALL = 24;

/** Rows that a browser lays out together, when they come near the window; the style sheet has their height. */
const BAND = 50;

/** The run as bars next to what was planned, one row for each app in the order in which they started. */
export function timeline(report: Report): Html {
  const { run, apps, planned, criticalPath } = report;
  const bars = apps.map((one) => barsOf(one, report));
  const last = Math.max(planned.seconds, ...bars.map(({ real }) => real?.end ?? 0), 0.001);
  const step = tickStep(last);
  const end = Math.ceil(last / step) * step;
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step);
  const share = (seconds: number) => px((100 * seconds) / end);
  const critical = new Set(criticalPath ?? planned.criticalPath);
  return html`<section id="timeline">
<h2 id="timeline-title">Timeline</h2>
${paths(report)}
<ul class="legend" aria-hidden="true">
${run !== undefined && html`<li><span class="key good"></span>succeeded</li><li><span class="key bad"></span>failed</li>`}
<li><span class="key plan"></span>planned</li><li><span class="key critical-key"></span>critical path</li>
</ul>
<div class="chart${apps.length > TALL && " tall"}" role="region" aria-labelledby="timeline-title" tabindex="0">
<div class="gantt" aria-hidden="true">
<div class="band head">
<div class="axis-corner"></div>
<svg class="axis" height="${ROW}">${ticks.map((tick, index) => tickLabel(tick, share(tick), index === ticks.length - 1))}</svg>
</div>
${chunksOf(bars, BAND).map((rows) => band(rows, ticks.map(share), share, critical))}
</div>
</div>
<p class="muted note">The same figures are in the table of <a href="#apps">apps</a>.</p>
</section>`;
}

/** Some rows, with their part of the lines of the axis. */
function band(
  bars: readonly Bars[],
  ticks: readonly number[],
  share: (seconds: number) => number,
  critical: ReadonlySet<string>,
): Html {
  return html`<div class="band${bars.length === BAND && " whole"}">
<ol class="gantt-labels">${bars.map(({ app }) => html`<li${critical.has(app) && html` class="critical"`}><a href="#app-${app}" tabindex="-1">${app}</a></li>`)}</ol>
<svg class="bars" height="${ROW * bars.length}">
${ticks.map((x) => html`<line class="grid" x1="${x}%" x2="${x}%" y1="0" y2="100%"/>`)}
${bars.map((bar, index) => row(bar, index, share, critical.has(bar.app)))}
</svg>
</div>
`;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Bars {
  readonly app: string;
  readonly tone: string;
  readonly title: string;
  readonly planned: Span;
  readonly real?: Span;
}

function barsOf(one: AppReport, { run, generatedAt }: Report): Bars {
  const { app, plannedStart, plannedSeconds } = one;
  const { tone, label } = lookOf(shownStatus(one));
  const planned = { start: plannedStart, end: plannedStart + plannedSeconds };
  const startedAt = one.run?.startedAt;
  const plan = `planned ${time(plannedSeconds)} from +${time(plannedStart)}`;
  if (run === undefined || startedAt === undefined) {
    return { app, tone, planned, title: `${app}: ${label.toLowerCase()}, ${plan}` };
  }
  const start = Math.max(0, startedAt - run.startedAt) / 1000;
  const end = Math.max(start, ((one.run?.endedAt ?? generatedAt.getTime()) - run.startedAt) / 1000);
  const title = `${app}: ${label.toLowerCase()}, took ${time(end - start)} from +${time(start)}, ${plan}`;
  return { app, tone, planned, real: { start, end }, title };
}

function row(
  { tone, title, planned, real }: Bars,
  index: number,
  share: (seconds: number) => number,
  isCritical: boolean,
): Html {
  const top = index * ROW;
  const plan = html`<rect class="plan" x="${share(planned.start)}%" y="${top + 5}" width="${share(planned.end - planned.start)}%" height="16" rx="2"/>`;
  const shown = real ?? planned;
  const { x, isLeft } = labelPlace(planned, shown, share);
  const label = html`<text class="took" x="${x}%" dx="${isLeft ? -6 : 6}" y="${top + 17}"${isLeft && html` text-anchor="end"`}>${time(shown.end - shown.start)}</text>`;
  if (real === undefined) {
    return html`<g><title>${title}</title>${plan}${label}</g>\n`;
  }
  const width = Math.max(0.15, share(real.end - real.start));
  return html`<g><title>${title}</title>${plan}<rect class="real ${tone}${isCritical && " critical"}" x="${share(real.start)}%" y="${top + 8}" width="${px(width)}%" height="10" rx="2"/>${label}</g>\n`;
}

/** Where a duration is written: next to the bars, on none of them. */
function labelPlace(planned: Span, shown: Span, share: (seconds: number) => number) {
  const end = share(shown.end);
  const isOnPlan = planned.end > shown.end && share(planned.start) < end + LABEL;
  const right = isOnPlan ? share(planned.end) : end;
  const isOnPlanBefore = planned.start < shown.start && share(planned.end) > share(shown.start) - LABEL;
  const left = share(isOnPlanBefore ? planned.start : shown.start);
  return right > RIGHT && left > LABEL ? { x: left, isLeft: true } : { x: right, isLeft: false };
}

function tickLabel(tick: number, x: number, isLast: boolean): Html {
  const anchor = tick === 0 ? html`` : isLast ? html` text-anchor="end" dx="-8"` : html` text-anchor="middle"`;
  return html`<text x="${x}%" y="17"${anchor}>${time(tick)}</text>`;
}

/** Distances of lines that people read easily, in seconds; beyond them whole days. */
const STEPS = [
  ...[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => 60 * minutes),
  ...[1, 2, 3, 6, 12].map((hours) => 3600 * hours),
];

const DAY = 86_400;

/** The smallest distance with which there are at most nine lines. */
function tickStep(seconds: number): number {
  return STEPS.find((step) => seconds / step <= 8) ?? DAY * Math.ceil(seconds / DAY / 8);
}

/** The critical paths in words: the plan's, and that of the run. */
function paths({ run, planned, criticalPath }: Report): Html {
  const plan = html`<div><dt>Critical path as planned</dt><dd>${chain(planned.criticalPath)}</dd></div>`;
  if (run === undefined || criticalPath === undefined || criticalPath.length === 0) {
    return html`<dl class="paths">${plan}</dl>`;
  }
  return html`<dl class="paths">${plan}<div><dt>Critical path of this run</dt><dd>${chain(criticalPath)}</dd></div></dl>`;
}

function chain(apps: readonly string[]): Html {
  return html`${apps.map((app, index) => html`${index > 0 && html` `}<span class="path-app">${index > 0 && html`<span class="arrow">→</span> `}<span class="mono">${app}</span></span>`)}`;
}
