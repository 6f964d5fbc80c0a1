import type { Report } from "../report";
import { counted, px } from "./format";
import { type GraphEdge, type GraphLayout, NODE_HEIGHT } from "./graph-layout";
import { type Html, html } from "./html";
import { lookOf, shownStatus } from "./status";

/** The blueprint's apps and what each waits for, with how each is. */
export function graph(report: Report, layout: GraphLayout): Html {
  const { apps, planned, criticalPath } = report;
  const statuses = new Map(apps.map((one) => [one.app, shownStatus(one)]));
  const path = criticalPath ?? planned.criticalPath;
  return html`<section id="graph">
<h2 id="graph-title">Graph</h2>
<p>${counted(apps.length, "app")}, each to the right of what it waits for. Thick lines are the critical path. In the table of <a href="#apps">apps</a> the column <i>After</i> says the same.</p>
<div class="chart canvas" role="region" aria-labelledby="graph-title" tabindex="0">
<svg aria-hidden="true" width="${px(layout.width)}" height="${px(layout.height)}" viewBox="0 0 ${px(layout.width)} ${px(layout.height)}">
${edges(layout, path)}
${layout.nodes.map(({ app, x, y, width }) => {
  const { tone, mark, label } = lookOf(statuses.get(app) ?? "UNKNOWN");
  return html`<a href="#app-${app}" tabindex="-1" id="node-${app}" class="node ${tone}${path.includes(app) && " critical"}"><title>${app}: ${label.toLowerCase()}</title><rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${NODE_HEIGHT}" rx="6"/><text class="mark" x="${px(x + 11)}" y="${px(y + 18)}">${mark}</text><text x="${px(x + 26)}" y="${px(y + 18)}">${app}</text></a>\n`;
})}
</svg>
</div>
</section>`;
}

/** Lines; those of the critical path last, so that they are above the others. */
function edges({ edges: all }: GraphLayout, path: readonly string[]): Html {
  const steps = new Set(path.slice(1).map((app, index) => `${path[index]} ${app}`));
  const isCritical = ({ from, to }: GraphEdge) => steps.has(`${from} ${to}`);
  const plain = all.filter((edge) => !isCritical(edge)).map(line);
  const critical = all.filter(isCritical).map(line);
  return html`<path class="edge" d="${plain.join("")}"/>${critical.length > 0 && html`<path class="edge critical" d="${critical.join("")}"/>`}`;
}

/** A smooth line through the points, level at each of them. */
function line({ points }: GraphEdge): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1];
      if (before === undefined) {
        return `M${px(x)} ${px(y)}`;
      }
      const middle = px((before.x + x) / 2);
      return `C${middle} ${px(before.y)} ${middle} ${px(y)} ${px(x)} ${px(y)}`;
    })
    .join("");
}
