import type { AccessRow, Allowed } from "../../../components/access/explain";
import { isRecord } from "../../../components/core/json";
import { counted } from "../../numbers";
import type { GrantStatus } from "../../status/status";
import type { Report } from "../report";
import { moment } from "./format";
import { type Html, html } from "./html";
import { NONE } from "./none";

/** Who may do what in the environment: group, client or jobs, their role, and what its policy allows. */
export function access({ access: rows, environment, grants, generatedAt }: Report): Html {
  return html`<section id="access">
<h2 id="access-title">Access</h2>
${grants !== undefined && openGrants(grants, generatedAt)}
<p>Who may do what in ${environment}, as the access map and the settings say.</p>
<div class="table" role="region" aria-labelledby="access-title" tabindex="0">
<table>
<thead><tr><th scope="col">Who</th><th scope="col">Role</th><th scope="col">May</th><th scope="col">Apps</th><th scope="col" class="num">Session</th><th scope="col">What the role's policy allows</th></tr></thead>
<tbody>
${rows.map(row)}</tbody>
</table>
</div>
</section>`;
}

/** Temporary access that was open when the page was written, emergencies first. */
function openGrants(grants: NonNullable<Report["grants"]>, at: Date): Html {
  const head = html`<h3 id="grants-title">Open grants</h3>`;
  if (!("value" in grants)) {
    const why = "notAllowed" in grants ? `not allowed, needs ${grants.notAllowed}` : grants.failed;
    return html`${head}
<p>Unknown: ${why}.</p>`;
  }
  if (grants.value.length === 0) {
    return html`${head}
<p>None at ${moment(at.getTime())}.</p>`;
  }
  return html`${head}
<p>Temporary access at ${moment(at.getTime())}, emergencies without an approval first.</p>
<div class="table grants" role="region" aria-labelledby="grants-title" tabindex="0">
<table>
<thead><tr><th scope="col">Person</th><th scope="col">Role</th><th scope="col">State</th><th scope="col">Until</th><th scope="col">Reason</th></tr></thead>
<tbody>
${grants.value.map(grantRow)}</tbody>
</table>
</div>`;
}

function grantRow({ person, role, state, until, breakGlass, reason }: GrantStatus): Html {
  return html`<tr${breakGlass && html` class="failed"`}>
<th scope="row">${person}</th>
<td>${role}</td>
<td>${state}${breakGlass && html`<span class="sub bad">break-glass</span>`}</td>
<td>${until === undefined ? NONE : moment(Date.parse(until))}</td>
<td>${reason}</td>
</tr>
`;
}

function row(one: AccessRow): Html {
  const { who, role, entry, roleArn, may, apps, sessionMinutes, allowed, team, denied = [] } = one;
  const statements = counted(allowed.length, "statement");
  return html`<tr>
<th scope="row">${who}</th>
<td>${role}${entry !== role && html` <span class="muted">(as ${entry})</span>`}<span class="sub mono">${roleArn.replace(/^.*:role\//, "")}</span></td>
<td>${may.length === 0 ? "nothing" : may.join(", ")}</td>
<td>${appsOf(apps)}${team !== undefined && html`<span class="sub">team: ${team}</span>`}</td>
<td class="num">${sessionMinutes} min</td>
<td><details><summary>${statements}<span class="hidden"> for ${entry}</span></summary>
${list(allowed)}${denied.length > 0 && html`<p>Denied of that:</p>${list(denied)}`}</details></td>
</tr>
`;
}

function appsOf(apps: AccessRow["apps"]): string {
  if (apps === "own") {
    return "those of the own team";
  }
  return apps === "all" ? "all" : apps.join(", ");
}

function list(statements: readonly Allowed[]): Html {
  return html`<ul class="allowed">${statements.map(
    ({ actions, resources, condition }) =>
      html`<li><span class="mono">${actions.join(", ")}</span><ul>${resources.map(
        (arn) => html`<li class="mono muted">${arn}</li>`,
      )}</ul>${conditions(condition)}</li>`,
  )}</ul>`;
}

/** Conditions in words; an operator other than equality is named. */
function conditions(condition: Allowed["condition"]): Html | false {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    isRecord(keys)
      ? Object.entries(keys).map(([key, value]) => {
          const relation = operator === "StringEquals" ? "is" : operator;
          return `${key} ${relation} ${[value].flat().join(" or ")}`;
        })
      : [],
  );
  return tests.length > 0 && html`<span class="sub">if ${tests.join(" and ")}</span>`;
}
