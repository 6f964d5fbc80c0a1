import type { EnvironmentNames } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { clientNames } from "../okta/client-names";
import { peopleGroups } from "../okta/groups";
import { type AccessEntry, rightsOf } from "./entry";
import { requestText } from "./on-request";

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
  /** Of an agent: whether its runs wait until a person approves. */
  readonly approval?: boolean;
  readonly apps: AccessEntry["apps"];
  readonly sessionMinutes: number;
  /** Team of a machine, or the Okta attribute that is a person's team; absent where sessions need none. */
  readonly team?: string;
  /** What the IAM role's policy allows. */
  readonly allowed: readonly Allowed[];
  /** What it denies of that; absent for nothing. */
  readonly denied?: readonly Allowed[];
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
  return entries.map((entry) => {
    const statements = identities[entry.name] ?? [];
    const team = teamOf(entry);
    const denied = withEffect("Deny", statements);
    return {
      kind: entry.kind,
      entry: entry.name,
      who: whoOf(names, entry),
      role: entry.role,
      roleArn: names.role(entry.name).arn,
      may: rightsOf(entry),
      ...(entry.kind === "agents" ? { approval: entry.approval } : {}),
      apps: entry.apps,
      sessionMinutes: entry.sessionSeconds / 60,
      ...(team === undefined ? {} : { team }),
      allowed: withEffect("Allow", statements),
      ...(denied.length === 0 ? {} : { denied }),
    };
  });
}

function withEffect(effect: PolicyStatement["Effect"], statements: readonly PolicyStatement[]): Allowed[] {
  return statements
    .filter(({ Effect }) => Effect === effect)
    .map(({ Action, Resource = ["*"], Condition }) => ({
      actions: Action,
      resources: Resource,
      ...(Condition === undefined ? {} : { condition: Condition }),
    }));
}

function teamOf(entry: AccessEntry): string | undefined {
  return entry.kind === "people" ? entry.teamAttribute : entry.kind === "machines" ? entry.team : undefined;
}

function whoOf(names: EnvironmentNames, entry: AccessEntry): string {
  if (entry.kind === "people") {
    const group = peopleGroups(names, { [entry.name]: entry.source })[entry.name];
    const { source } = entry;
    return `group ${group?.name}${"onRequest" in source ? ` on request, ${requestText(source.onRequest)}` : ""}`;
  }
  return entry.kind === "machines" || entry.kind === "agents"
    ? `client ${clientNames(names).machine(entry.name)}`
    : `jobs of ${entry.trust.repository}, environment ${entry.trust.environment}`;
}
