import type { AccessEntry } from "../../components/access/entry";
import { readAccessMap } from "../../components/access/map-file";
import { mapProblems } from "../../components/access/map-problems";
import { resolveAccess } from "../../components/access/resolve";
import { readAccessRules } from "../../components/blueprint/access-rules";
import type { Blueprint } from "../../components/blueprint/blueprint";
import { inFile } from "../../components/blueprint/json-file";
import { scopeOf } from "../../components/core/names";
import { type Problem, ProblemsError } from "../../components/core/problem";
import { planWarnings } from "../../components/environment/action-warnings";
import { checkedPlan } from "../../components/environment/checked-plan";
import type { EnvironmentPlan } from "../../components/environment/plan";
import { accessMapFile, environmentsWith } from "../../stacks/access-map";

/** Where names are rendered for: no stack of a real account. */
const PLACE = { environment: "plan", account: "000000000000", region: "us-east-1" } as const;

/** A planned environment, and what in its permissions is accepted and may be a mistake. */
export interface Planned {
  readonly plan: EnvironmentPlan;
  readonly warnings: readonly Problem[];
}

/** Stands for the key of a machine. */
const KEY = { kty: "RSA", kid: "plan", n: "", e: "" } as const;

/**
 * The environment of a blueprint as a deployment would compute it, with placeholders for what a stack's settings say.
 * @throws {ProblemsError} with every problem of access rules and access map, or the limit that leaves nothing to show
 */
export function plannedEnvironment(file: string, blueprint: Blueprint): Planned {
  const scope = scopeOf({ blueprint: blueprint.name, ...PLACE });
  const { rules, problems } = readAccessRules(file, blueprint, scope);
  const access = plannedAccess(Object.keys(blueprint.apps));
  if (problems.length > 0 || "problems" in access) {
    throw new ProblemsError(file, [...problems, ...("problems" in access ? access.problems : [])]);
  }
  const plan = checkedPlan(file, {
    scope,
    blueprint,
    accessRules: rules,
    access: access.entries,
    owner: "plan",
    subscriptions: [],
    logRetentionDays: 365,
    secretRecoveryDays: 30,
    keyDeletionDays: 30,
  });
  return { plan, warnings: planWarnings(plan) };
}

/** Entries of the access map in any environment, so that what is measured holds for all of them. */
function plannedAccess(
  apps: readonly string[],
): { readonly entries: readonly AccessEntry[] } | { readonly problems: readonly Problem[] } {
  const file = accessMapFile();
  const read = readAccessMap(file);
  if ("problems" in read) {
    return read;
  }
  const problems = mapProblems(read.map, { environments: environmentsWith(), apps });
  return problems.length > 0
    ? { problems: inFile(file, problems) }
    : { entries: resolveAccess(read.map, { machineAccess: true, runnerPublicKey: KEY }) };
}
