import { readAccessRules } from "../../components/blueprint/access-rules";
import type { Blueprint } from "../../components/blueprint/blueprint";
import { scopeOf } from "../../components/core/names";
import { type Problem, ProblemsError } from "../../components/core/problem";
import { checkedPlan } from "../../components/environment/checked-plan";
import type { EnvironmentPlan } from "../../components/environment/plan";
import { identitiesSchema } from "../../components/okta/identities";
import identities from "../../stacks/access/identities.json";

/** Where names are rendered for: no stack of a real account. */
const PLACE = { environment: "plan", account: "000000000000", region: "us-east-1" } as const;

/** A planned environment, and what in its access rules is accepted and may be a mistake. */
export interface Planned {
  readonly plan: EnvironmentPlan;
  readonly warnings: readonly Problem[];
}

/**
 * The environment of a blueprint as a deployment would compute it, with placeholders for what a stack's settings say.
 * @throws {ProblemsError} with every problem of the access rules, or the limit that leaves nothing to show
 */
export function plannedEnvironment(file: string, blueprint: Blueprint): Planned {
  const scope = scopeOf({ blueprint: blueprint.name, ...PLACE });
  const { rules, problems, warnings } = readAccessRules(file, blueprint, scope);
  if (problems.length > 0) {
    throw new ProblemsError(file, problems);
  }
  const plan = checkedPlan(file, {
    scope,
    blueprint,
    accessRules: rules,
    identities: identitiesSchema.parse(identities),
    owner: "plan",
    subscriptions: [],
    runnerPublicKey: { kty: "RSA", kid: "plan", n: "", e: "" },
    logRetentionDays: 365,
    secretRecoveryDays: 30,
    keyDeletionDays: 30,
  });
  return { plan, warnings };
}
