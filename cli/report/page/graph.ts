import { counted } from "../../numbers";
import type { Report } from "../report";
import { px } from "./format";
import { type GraphLayout, type GraphNode, NODE_HEIGHT } from "./graph-layout";
import { type GraphTile, tilesOf } from "./graph-tiles";
import { type Html, html } from "./html";
import { lookOf, type Shown, shownStatus } from "./status";

/** The blueprint's apps and what each waits for, with how each is. */
export function graph(report: Report, layout: GraphLayout): Html {
  const { apps, planned, criticalPath } = report;
  const path = criticalPath ?? planned.criticalPath;
  const steps = new Set(path.slice(1).map((app, index) => `${path[index]} ${app}`));
  const nodes: Nodes = {
    statuses: new Map(apps.map((one) => [one.app, shownStatus(one)])),
    critical: new Set(path),
  };
  const columns = tilesOf(layout, ({ from, to }) => steps.has(`${from} ${to}`));
  return html`<section id="graph">
<h2 id="graph-title">Graph</h2>
<p>${counted(apps.length, "app")}, each to the right of what it waits for. Thick lines are the critical path. In the table of <a href="#apps">apps</a> the column <i>After</i> says the same.</p>
<div class="chart canvas" role="region" aria-labelledby="graph-title" tabindex="0">
<div class="tiles" aria-hidden="true">
${columns.map((tiles) => html`<div>${tiles.map((one) => tile(one, nodes))}</div>\n`)}</div>
</div>
</section>`;
}

interface Nodes {
  readonly statuses: ReadonlyMap<string, Shown>;
  readonly critical: ReadonlySet<string>;
}

/** Lines of the critical path are above the others. */
function tile({ x, y, width, height, lines, criticalLines, nodes }: GraphTile, known: Nodes): Html {
  return html`<svg class="tile" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}">
${lines !== "" && html`<path class="edge" d="${lines}"/>`}${criticalLines !== "" && html`<path class="edge critical" d="${criticalLines}"/>`}
${nodes.map((one) => node(one, known))}</svg>`;
}

function node({ app, x, y, width }: GraphNode, { statuses, critical }: Nodes): Html {
  const { tone, mark, label } = lookOf(statuses.get(app) ?? "UNKNOWN");
  return html`<a href="#app-${app}" tabindex="-1" id="node-${app}" class="node ${tone}${critical.has(app) && " critical"}"><title>${app}: ${label.toLowerCase()}</title><rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${NODE_HEIGHT}" rx="6"/><text class="mark" x="${px(x + 11)}" y="${px(y + 18)}">${mark}</text><text x="${px(x + 26)}" y="${px(y + 18)}">${app}</text></a>\n`;
}
