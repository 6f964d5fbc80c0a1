import type { EnvironmentPlan } from "../environment-plan";
import { MANAGED_POLICY_LIMIT } from "../identity/boundary";
import { INLINE_LIMIT } from "../identity/fit-inline";
import { NAME_LIMITS } from "../names";
import { policyJson } from "../policy-document";
import { healthyEvents, longestEvents } from "./run-size";

/** How much of one of AWS's limits an environment uses. */
export interface Limit {
  readonly name: string;
  readonly used: number;
  readonly limit: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const STATES_LIMITS = {
  /** Bytes. */
  definition: 1_048_576,
  /** Events of one execution. */
  history: 25_000,
  /** State machines of an account and region; can be raised. */
  machines: 100_000,
} as const;

/** Roles of an account; can be raised to 5,000. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLES_LIMIT = 1000;

/** Roles of an environment beside its apps': parent, operator, viewer, runner. The rotation function has one more. */
const SHARED_ROLES = 4;

/**
 * The limits that a growing blueprint meets, measured on the definitions, documents and names that would be deployed. Names are counted as they are: those that
 * would be longer are cut (see `shorten`), so they meet the limit and never pass it.
 */
export function limitsOf(environment: EnvironmentPlan): Limit[] {
  const { names, parent, boundary, rotationStatements, identities } = environment;
  const apps = Object.entries(environment.apps);
  const definitions = [
    parent.definition,
    ...apps.flatMap(([, { definition, rollbackDefinition }]) =>
      rollbackDefinition === undefined ? [definition] : [definition, rollbackDefinition],
    ),
  ];
  const policies = [
    ...apps.flatMap(([, { machineStatements, taskStatements }]) => [machineStatements, taskStatements]),
    ...Object.values(identities),
    rotationStatements ?? [],
  ];
  const appNames = apps.map(([app]) => names.app(app));
  const machines = [
    names.parent,
    ...appNames.map(({ machine }) => machine),
    ...apps.filter(([, plan]) => plan.rollbackDefinition !== undefined).map(([app]) => names.app(app).rollback),
  ];
  const roles = [
    names.parentRole,
    names.operatorRole,
    names.viewerRole,
    names.runnerRole,
    ...appNames.flatMap(({ machineRole, taskRole }) => [machineRole, taskRole]),
  ];
  const longest = (all: readonly { readonly name: string }[]) => most(all.map(({ name }) => name.length));
  return [
    limit(
      "bytes of the largest definition",
      most(definitions.map((one) => Buffer.byteLength(JSON.stringify(one)))),
      STATES_LIMITS.definition,
    ),
    limit("history events of a parent run that goes well", healthyEvents(parent.definition), STATES_LIMITS.history),
    limit(
      "history events of a parent run that rolls everything back",
      longestEvents(parent.definition),
      STATES_LIMITS.history,
    ),
    limit("characters of the parent role's policy", policyJson(parent.statements).length, INLINE_LIMIT),
    limit(
      "characters of the largest policy of another role",
      most(policies.map((one) => policyJson(one).length)),
      INLINE_LIMIT,
    ),
    limit("characters of the permissions boundary", JSON.stringify(boundary).length, MANAGED_POLICY_LIMIT),
    limit("characters of the longest machine name", longest(machines), NAME_LIMITS.machine),
    limit("characters of the longest role name", longest(roles), NAME_LIMITS.role),
    limit("state machines of the account", machines.length, STATES_LIMITS.machines),
    limit(
      "roles of the account",
      2 * apps.length + SHARED_ROLES + (rotationStatements === undefined ? 0 : 1),
      ROLES_LIMIT,
    ),
  ];
}

function limit(name: string, used: number, most: number): Limit {
  return { name, used, limit: most };
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}
