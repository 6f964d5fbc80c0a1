import type { AppReport, Report } from "../report";
import { time } from "./format";
import { type Html, html } from "./html";
import { isFailed, shownStatus, statusMark } from "./status";

/** Every app with its figures; those that failed first, then in the order in which they started. */
export function apps(report: Report): Html {
  const failed = report.apps.filter((one) => isFailed(shownStatus(one)));
  const others = report.apps.filter((one) => !isFailed(shownStatus(one)));
  return html`<section id="apps">
<h2 id="apps-title">Apps</h2>
<div class="table" role="region" aria-labelledby="apps-title" tabindex="0">
<table class="apps">
<thead><tr><th scope="col" class="w-app">App</th><th scope="col" class="w-result">Result</th><th scope="col" class="num w-start">Start</th><th scope="col" class="num w-took">Took</th><th scope="col" class="num w-planned">Planned</th><th scope="col" class="num w-attempts">Attempts</th><th scope="col" class="w-chain">Role chain</th><th scope="col" class="w-secrets">Secrets</th><th scope="col">After</th></tr></thead>
<tbody>
${[...failed, ...others].map((one) => row(one, report))}</tbody>
</table>
</div>
</section>`;
}

function row(one: AppReport, { run: parent }: Report): Html {
  const { app, run, plannedSeconds, rollback, taskKind } = one;
  const start =
    run?.startedAt === undefined || parent === undefined ? undefined : (run.startedAt - parent.startedAt) / 1000;
  const took =
    run?.startedAt === undefined || run.endedAt === undefined ? undefined : (run.endedAt - run.startedAt) / 1000;
  const status = shownStatus(one);
  return html`<tr id="app-${app}" data-status="${status}"${took !== undefined && html` data-seconds="${took}"`}${isFailed(status) && html` class="failed"`}>
<th scope="row"><span class="mono">${app}</span> <span class="sub">${taskKind}${run?.version !== undefined && `, version ${run.version}`}</span></th>
<td>${statusMark(status)}${isFailed(status) && html`<a class="sub" href="#failure-${app}">message</a>`}${rollback !== undefined && html`<span class="sub">${rollback}</span>`}</td>
<td class="num">${start === undefined ? NONE : `+${time(Math.max(0, start))}`}</td>
<td class="num">${took === undefined ? NONE : time(took)}</td>
<td class="num">${time(plannedSeconds)}</td>
<td class="num">${run?.attempts ?? NONE}</td>
<td>${roleChain(one)}</td>
<td>${secrets(one)}</td>
<td class="mono">${one.after.length === 0 ? NONE : one.after.map((other, index) => html`${index > 0 && ", "}<span class="dependency">${other}</span>`)}</td>
</tr>
`;
}

/** Nothing to show, in a way that is read as such. */
const NONE = html`<span class="muted" aria-hidden="true">–</span><span class="hidden">none</span>`;

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
