import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicyStatement } from "../../components/core/policy-document";
import { childMachine } from "../../components/definitions/child/definition";
import { planEnvironment } from "../../components/environment/plan";
import { machineStatements } from "../../components/iam/machine-permissions";
import { previewStatements } from "../../components/iam/preview-role";
import { runsApiStatements } from "../../components/runs-api/permissions";
import { taskPermissions } from "../../components/tasks/index";
import { readInputs } from "../../stacks/inputs";
import { blueprintOf, names } from "../components/definitions/samples";
import { USAGES } from "../components/tasks/every-kind";
import { stackConfig } from "../helpers/stack-config";

const page = readFileSync(join(__dirname, "..", "..", "docs", "decisions", "wildcards.md"), "utf8");

/** Cells of the table below a heading, without its head. */
function rowsBelow(heading: string): string[][] {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? assert.fail(heading);
  const rows = section.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(2).map((line) => line.slice(2, -2).split(" | "));
}

/** What stands in backquotes. */
const quoted = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);

const config = stackConfig("dev");
const plan = planEnvironment(readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) }));

/** Everything that any role of machines, people, functions and jobs is allowed; tasks for themselves. */
const statements: PolicyStatement[] = [
  ...plan.parent.statements,
  ...(plan.runRollback?.statements ?? assert.fail()),
  ...Object.values(plan.apps).flatMap(({ machineStatements }) => machineStatements),
  ...Object.values(plan.identities).flat(),
  ...(plan.rotationStatements ?? []),
  ...runsApiStatements(plan.names, true),
  ...previewStatements(plan.names.scope, {
    environment: "preview",
    stateBucket: "state",
    secretsKeyArn: "arn:aws:kms:::key/k",
  }),
  ...USAGES.flatMap(({ task }) => {
    const spec = blueprintOf({ one: { task, timeoutSeconds: 400 } }).apps.one ?? assert.fail();
    return machineStatements(childMachine({ names, app: "one", spec }).needs);
  }),
];
const tasks: PolicyStatement[] = [
  ...Object.values(plan.apps).flatMap(({ taskStatements }) => taskStatements),
  ...USAGES.flatMap(({ task }) => taskPermissions(task, names.scope, names.app("one").machine.arn)),
];

describe("the page of stars in permissions", () => {
  it("lists every action that is allowed on every resource, with the reason and where AWS says so, and no other", () => {
    const rows = rowsBelow("`*` alone");
    const listed = rows.flatMap(([actions]) => quoted(actions));
    const used = [...statements, ...tasks].filter(({ Resource }) => Resource === undefined || Resource.includes("*"));
    assert.deepEqual([...listed].sort(), [...new Set(used.flatMap(({ Action }) => Action))].sort());
    assert.equal(new Set(listed).size, listed.length);
    for (const [, why = "", source = ""] of rows) {
      assert.ok(why.length > 20, why);
      assert.match(source, /^\[[^\]]+\]\(https:\/\/docs\.aws\.amazon\.com\/[^)]+\)$/);
    }
    const bounded = (plan.boundary?.Statement ?? []).filter(
      ({ Effect, Resource = [] }) => Effect === "Allow" && Resource.includes("*"),
    );
    // The stack has no agents whose runs wait, so nothing answers a task.
    const expected = listed.filter((action) => !action.startsWith("states:SendTask"));
    assert.deepEqual([...new Set(bounded.flatMap(({ Action }) => Action))].sort(), expected.sort());
  });

  it("lists every statement of which a resource ends in a star, in the form that it has, and no other", () => {
    const rows = rowsBelow("Behind a beginning").map(([sids, form]) => ({
      sids: quoted(sids),
      forms: quoted(form).map(
        (one) => new RegExp(`${one.replace(/[.*?]/g, "\\$&").replace(/<\w+>/g, "[^*?]+")}(?::\\*)?$`),
      ),
    }));
    // Rights of tasks have no name, also where the task runs as the machine's role.
    const implied = new Set(tasks.map((one) => JSON.stringify(one)));
    const named = statements.filter((one) => !implied.has(JSON.stringify(one)));
    const starred = named.flatMap(({ Sid = "no name", Resource = [] }) =>
      Resource.filter((one) => one !== "*" && /[*?]/.test(one)).map((one) => [Sid, one] as const),
    );
    assert.deepEqual(rows.flatMap(({ sids }) => sids).sort(), [...new Set(starred.map(([sid]) => sid))].sort());
    for (const [sid, resource] of starred) {
      const { forms } = rows.find(({ sids }) => sids.includes(sid)) ?? assert.fail(sid);
      // A parent's own machines and executions stand beside those whose names it begins.
      const own = [`${plan.names.parent.executionPrefix}*`, `${plan.names.parent.arn}:*`];
      assert.ok(forms.some((form) => form.test(resource)) || own.includes(resource), `${sid}: ${resource}`);
    }
  });
});
