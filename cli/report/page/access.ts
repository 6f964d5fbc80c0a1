import type { AccessRow } from "../../../components/access/explain";
import { isRecord } from "../../../components/core/json";
import type { Report } from "../report";
import { counted } from "./format";
import { type Html, html } from "./html";

/** Who may do what in the environment: group, client or jobs, their role, and what its policy allows. */
export function access({ access: rows, environment }: Report): Html {
  return html`<section id="access">
<h2 id="access-title">Access</h2>
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

function row({ who, role, entry, roleArn, may, apps, sessionMinutes, allowed }: AccessRow): Html {
  const statements = counted(allowed.length, "statement");
  return html`<tr>
<th scope="row">${who}</th>
<td>${role}${entry !== role && html` <span class="muted">(as ${entry})</span>`}<span class="sub mono">${roleArn.replace(/^.*:role\//, "")}</span></td>
<td>${may.length === 0 ? "nothing" : may.join(", ")}</td>
<td>${apps === "all" ? "all" : apps.join(", ")}</td>
<td class="num">${sessionMinutes} min</td>
<td><details><summary>${statements}<span class="hidden"> for ${entry}</span></summary>
<ul class="allowed">${allowed.map(
    (one) =>
      html`<li><span class="mono">${one.actions.join(", ")}</span><ul>${one.resources.map(
        (arn) => html`<li class="mono muted">${arn}</li>`,
      )}</ul>${conditions(one.condition)}</li>`,
  )}</ul></details></td>
</tr>
`;
}

function conditions(condition: AccessRow["allowed"][number]["condition"]): Html | false {
  const tests = Object.values(condition ?? {}).flatMap((keys) =>
    isRecord(keys) ? Object.entries(keys).map(([key, value]) => `${key} is ${[value].flat().join(" or ")}`) : [],
  );
  return tests.length > 0 && html`<span class="sub">if ${tests.join(" and ")}</span>`;
}
