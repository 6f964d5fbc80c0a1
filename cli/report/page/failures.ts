import { counted } from "../../numbers";
import type { AppReport, Report } from "../report";
import type { RunView } from "../run-view";
import { time } from "./format";
import { type Html, html } from "./html";
import { isFailed, shownStatus, statusMark } from "./status";

/** What failed, with messages, rollbacks and what to run next; the first section, for it is what is read first. */
export function failures(report: Report): Html {
  const { run, apps, commands, consoleUrl } = report;
  if (run === undefined) {
    return html``;
  }
  const failed = apps.filter((one) => isFailed(shownStatus(one)));
  const ofRun = run.failure !== undefined && !failed.some(({ app }) => app === run.failure?.app);
  const count = failed.length + Number(ofRun);
  if (count === 0) {
    return html`<section id="failures" aria-labelledby="failures-title">
<h2 id="failures-title">Failures</h2>
<p class="none">No app failed.</p>
</section>`;
  }
  return html`<section id="failures" aria-labelledby="failures-title">
<h2 id="failures-title">${counted(count, "failure")}</h2>
${ofRun && runFailure(run)}
${failed.map((one) => appFailure(one, run))}
${
  run.rollbacks.length > 0 &&
  html`<h3>Rolled back, in this order</h3>
<ol class="rollbacks">${run.rollbacks.map(({ app, status }) => html`<li><span class="mono">${app}</span> <span class="muted">${status}</span></li>`)}</ol>`
}
${
  commands.length > 0 &&
  html`<h3>Next</h3>
${commands.map((command) => html`<pre class="command" tabindex="0"><code>${command}</code></pre>`)}`
}
${consoleUrl !== undefined && html`<p><a href="${consoleUrl}" rel="noreferrer">The run in the AWS console</a></p>`}
</section>`;
}

function runFailure({ failure, status }: RunView): Html {
  return html`<article class="failure" id="failure-of-run">
<h3>The run itself${failure?.state !== undefined && html`, at <span class="mono">${failure.state}</span>`}</h3>
<p>${statusMark(status)} <span class="error mono">${failure?.error}</span></p>
${message(failure?.cause)}
</article>`;
}

function appFailure(one: AppReport, { failure }: RunView): Html {
  const { app, run, rollback } = one;
  const described = failure?.app === app ? failure : undefined;
  const facts = [
    ...(run?.startedAt !== undefined && run.endedAt !== undefined
      ? [`after ${time((run.endedAt - run.startedAt) / 1000)}`]
      : []),
    ...(run?.attempts === undefined ? [] : [counted(run.attempts, "attempt")]),
    ...(run?.roleVerified === false ? ["role not verified"] : []),
    ...(rollback === undefined ? [] : [rollback]),
  ];
  return html`<article class="failure" id="failure-${app}">
<h3><a href="#app-${app}">${app}</a></h3>
<p>${statusMark(shownStatus(one))} <span class="error mono">${run?.error || described?.error}</span> <span class="muted">${facts.join(", ")}</span></p>
${message(run?.message ?? described?.cause)}
</article>`;
}

function message(text: string | undefined): Html | false {
  return text !== undefined && text !== "" && html`<pre class="message" tabindex="0">${text}</pre>`;
}
