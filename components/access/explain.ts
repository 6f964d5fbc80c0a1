import type { EnvironmentNames } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { clientNames } from "../okta/client-names";
import { peopleGroups } from "../okta/groups";
import type { AccessEntry } from "./entry";

/** What one entry of the access map is allowed in one environment. */
export interface AccessRow {
  readonly kind: AccessEntry["kind"];
  readonly entry: string;
  /** Okta group, client id, or repository and GitHub environment of the jobs. */
  readonly who: string;
  /** Role of the map. */
  readonly role: string;
  /** ARN of the IAM role. */
  readonly roleArn: string;
  readonly may: readonly string[];
  readonly apps: "all" | readonly string[];
  readonly sessionMinutes: number;
  /** What the IAM role's policy allows. */
  readonly allowed: readonly Allowed[];
}

export interface Allowed {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Condition of the statement, as IAM has it; absent for none. */
  readonly condition?: PolicyStatement["Condition"];
}

/** Who may do what in an environment: a row for each entry. `identities` are the statements of the entries' roles. */
export function accessRows(
  names: EnvironmentNames,
  entries: readonly AccessEntry[],
  identities: Readonly<Record<string, readonly PolicyStatement[]>>,
): AccessRow[] {
  return entries.map((entry) => ({
    kind: entry.kind,
    entry: entry.name,
    who: whoOf(names, entry),
    role: entry.role,
    roleArn: names.role(entry.name).arn,
    may: entry.grants,
    apps: entry.apps,
    sessionMinutes: entry.sessionSeconds / 60,
    allowed: (identities[entry.name] ?? []).map(({ Action, Resource = ["*"], Condition }) => ({
      actions: Action,
      resources: Resource,
      ...(Condition === undefined ? {} : { condition: Condition }),
    })),
  }));
}

function whoOf(names: EnvironmentNames, entry: AccessEntry): string {
  if (entry.kind === "people") {
    const group = peopleGroups(names, { [entry.name]: entry.source })[entry.name];
    return `group ${group?.name}`;
  }
  return entry.kind === "machines"
    ? `client ${clientNames(names).machine(entry.name)}`
    : `jobs of ${entry.trust.repository}, environment ${entry.trust.environment}`;
}
