import assert from "node:assert/strict";
import fc from "fast-check";
import type { AccessEntry } from "../../../components/access/entry";
import type { PolicyDocument } from "../../../components/core/policy-document";
import { policyDocument } from "../../../components/core/policy-document";
import type { EnvironmentPlan } from "../../../components/environment/plan";
import { evaluate } from "../../../policies/evaluator/evaluate";
import type { KeyValue } from "../../../policies/evaluator/request";
import { Text } from "../../../policies/evaluator/text";
import { ASKS, type Ask, isMeant, planOf, TEAMS } from "./asks";
import { randomMap } from "./random-maps";

/** What IAM answers by the role's policy within the environment's boundary. */
function isAllowed(
  plan: EnvironmentPlan,
  entry: AccessEntry,
  team: string | undefined,
  { action, resource, alias, tags = {} }: Ask,
): boolean {
  const { arn } = plan.names.role(entry.name);
  const set = (label: string, document: PolicyDocument | undefined) => ({
    policies: [{ label, document: JSON.parse(JSON.stringify(document)) }],
  });
  const agentBoundary = {
    policies: [{ label: "boundary", document: JSON.parse(plan.agentBoundaries[entry.name] ?? "{}") }],
  };
  const qualifier: KeyValue = alias === undefined ? "absent" : new Text(alias);
  const verdict = evaluate(
    {
      caller: {
        kind: "role",
        arn: new Text(arn),
        account: plan.names.scope.account,
        tags: new Map(team === undefined ? [] : [["team", team]]),
      },
      action,
      resource: new Text(resource),
      context: new Map([
        ["states:statemachinequalifier", qualifier],
        ["aws:resourcetag/app", tagValue(tags.app)],
        ["aws:resourcetag/owner", tagValue(tags.owner)],
      ]),
    },
    {
      identity: set("permissions", policyDocument(plan.identities[entry.name] ?? [])),
      boundary: entry.kind === "agents" ? agentBoundary : set("boundary", plan.boundary),
    },
  );
  assert.notEqual(verdict.kind, "unknown", JSON.stringify(verdict));
  return verdict.kind === "allowed";
}

function tagValue(value: string | undefined): KeyValue {
  return value === undefined ? "absent" : new Text(value);
}

describe("roles of any access map", () => {
  it("allow exactly what the map says, by the policy pack's evaluator: nobody more, everybody all of it", () => {
    let allowed = 0;
    let refused = 0;
    fc.assert(
      fc.property(randomMap, (written) => {
        const { access, plan } = planOf(written);
        for (const entry of access) {
          const { grants, apps } = entry;
          for (const team of apps === "own" ? TEAMS : [undefined]) {
            for (const ask of ASKS) {
              const meant = isMeant(entry, team, ask);
              const who = `${entry.name} of ${team ?? "no team"} (${grants.join(" ")} of ${apps})`;
              const text = `${who}: ${ask.action} on ${ask.resource} ${ask.alias ?? ""}`;
              assert.equal(isAllowed(plan, entry, team, ask), meant, text);
              allowed += meant ? 1 : 0;
              refused += meant ? 0 : 1;
            }
          }
        }
      }),
      { numRuns: 15 },
    );
    assert.ok(allowed > 500 && refused > 3000, `${allowed} allowed, ${refused} refused`);
  }).timeout(300_000);
});
