import { createHash } from "node:crypto";
import type { Report } from "../report";
import { access } from "./access";
import { apps } from "./apps";
import { failures } from "./failures";
import { moment } from "./format";
import { graph } from "./graph";
import type { GraphLayout } from "./graph-layout";
import { Html, html } from "./html";
import { isFailed, lookOf, shownStatus } from "./status";
import { STYLE } from "./style";
import { summary } from "./summary";
import { timeline } from "./timeline";

/** Apps from which on sections are laid out only when they come near the window. */
const LARGE = 100;

/**
 * The whole page: one HTML document that loads nothing and runs nothing. Its policy allows this very style sheet and
 * refuses all else, so that a text of a failure could do nothing even if it were not escaped.
 */
export function page(report: Report, layout: GraphLayout): string {
  const hash = createHash("sha256").update(STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const { run, blueprint, environment, generatedAt } = report;
  const title =
    run === undefined
      ? `${blueprint}/${environment}`
      : `${lookOf(run.status).label}: ${run.name} of ${blueprint}/${environment}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body${report.apps.length > LARGE && html` class="large"`}>
<a class="skip" href="#main">Skip to content</a>
${summary(report)}
${navigation(report)}
<main id="main">
${failures(report)}
${timeline(report)}
${graph(report, layout)}
${apps(report)}
${access(report)}
</main>
<footer>
<p>${run === undefined ? "As planned from the blueprint and the settings." : html`Read from: ${run.source}.<br>Execution: <span class="mono">${run.execution}</span>`}<br>
Written ${moment(generatedAt.getTime())}.</p>
</footer>
</body>
</html>
`.text;
}

function navigation({ run, apps: all }: Report): Html {
  const failed = all.filter((one) => isFailed(shownStatus(one))).length;
  const links: (readonly [string, Html | string])[] = [
    ...(run === undefined
      ? []
      : [["failures", failed === 0 ? "Failures" : html`Failures <span class="count">${failed}</span>`] as const]),
    ["timeline", "Timeline"],
    ["graph", "Graph"],
    ["apps", "Apps"],
    ["access", "Access"],
  ];
  return html`<nav aria-label="Sections"><ul>${links.map(([id, label]) => html`<li><a href="#${id}">${label}</a></li>`)}</ul></nav>`;
}
