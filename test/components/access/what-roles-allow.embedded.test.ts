import assert from "node:assert/strict";
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import fc from "fast-check";
import type { AccessEntry } from "../../../components/access/entry";
import { policyJson } from "../../../components/core/policy-document";
import type { EnvironmentPlan } from "../../../components/environment/plan";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { ACCOUNT, type Clients, clientsOf, policy, startTestCloud } from "../../helpers/embedded-aws";
import { ASKS, type Ask, isMeant, planOf, TEAMS } from "./asks";
import { randomMap } from "./random-maps";

/** Maps that are tried, always the same. */
const MAPS = fc.sample(randomMap, { numRuns: 10, seed: 12 });

/** Questions with one context are one call, for one action and all of its resources. */
const CALLS = calls(ASKS);

function calls(asks: readonly Ask[]): Ask[][] {
  const found = new Map<string, Ask[]>();
  for (const ask of asks) {
    const key = JSON.stringify([ask.action, ask.alias, ask.tags]);
    found.set(key, [...(found.get(key) ?? []), ask]);
  }
  return [...found.values()];
}

describe("roles of random access maps at the embedded IAM", () => {
  let cloud: EmbeddedAws;
  let root: Clients;

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
  });
  after(() => cloud.stop());

  /** The role of an entry as the environment would have it; who assumes it takes no part here. */
  async function roleOf(plan: EnvironmentPlan, boundary: string | undefined, name: string, entry: AccessEntry) {
    const trust = policy({ Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" });
    const { Role } = await root.iam.send(
      new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust, PermissionsBoundary: boundary }),
    );
    const PolicyDocument = policyJson(plan.identities[entry.name] ?? []);
    await root.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "permissions", PolicyDocument }));
    return Role?.Arn;
  }

  /** Decisions on questions that differ by their resource only. */
  async function decisions(roleArn: string | undefined, team: string | undefined, asks: readonly Ask[]) {
    const { action, alias, tags } = asks[0] as Ask;
    const context = {
      "aws:PrincipalTag/team": team,
      "states:StateMachineQualifier": alias,
      "aws:ResourceTag/app": tags?.app,
      "aws:ResourceTag/owner": tags?.owner,
    };
    const { EvaluationResults = [] } = await root.iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: [action],
        ResourceArns: asks.map(({ resource }) => resource),
        ContextEntries: Object.entries(context).flatMap(([ContextKeyName, value]) =>
          value === undefined ? [] : [{ ContextKeyName, ContextKeyType: "string" as const, ContextKeyValues: [value] }],
        ),
      }),
    );
    return EvaluationResults.map(({ EvalDecision }) => EvalDecision === "allowed");
  }

  it("allow exactly what the map says: nobody more, everybody all of it", async () => {
    const counts = { allowed: 0, refused: 0 };
    for (const [index, written] of MAPS.entries()) {
      const { access, plan } = planOf(written);
      const { Policy } = await root.iam.send(
        new CreatePolicyCommand({ PolicyName: `boundary-${index}`, PolicyDocument: JSON.stringify(plan.boundary) }),
      );
      for (const entry of access) {
        const roleArn = await roleOf(plan, Policy?.Arn, `map-${index}-${entry.name}`, entry);
        for (const team of entry.apps === "own" ? TEAMS : [undefined]) {
          const answers = await Promise.all(CALLS.map((asks) => decisions(roleArn, team, asks)));
          for (const [call, asks] of CALLS.entries()) {
            for (const [position, ask] of asks.entries()) {
              const meant = isMeant(entry, team, ask);
              const who = `${entry.name} of ${team ?? "no team"} (${entry.grants.join(" ")} of ${entry.apps})`;
              const text = `${who}: ${ask.action} on ${ask.resource} ${ask.alias ?? ""}`;
              assert.equal(answers[call]?.[position], meant, text);
              counts[meant ? "allowed" : "refused"] += 1;
            }
          }
        }
      }
    }
    assert.ok(counts.allowed > 300 && counts.refused > 3000, JSON.stringify(counts));
  }).timeout(120_000);
});
