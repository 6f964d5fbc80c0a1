import { type EnvironmentNames, type Named, shorten } from "../core/names";

/** Longest name of an Okta group rule, in characters. */
export const RULE_NAME_LIMIT = 50;

/** An Okta group that exists already, e.g. one that comes from Active Directory: it is neither created nor filled. */
export interface ExistingGroup {
  /** Name of the group, which the federation app reads the role from. A change assigns the apps to the other group. */
  readonly name: string;
  readonly exists: true;
}

/** An Okta group and the rule that fills it. */
export interface RuledGroup {
  /**
   * Name of the group, up to 255 characters; the federation app reads the role from it. A change updates the group in
   * place.
   */
  readonly name: string;
  readonly exists?: never;
  /** Description of the group. A change updates it in place. */
  readonly description: string;
  /** Name of the rule, up to 50 characters. A change updates the rule in place. */
  readonly ruleName: string;
  /** Okta expression over `user.*` that fills the group. A change replaces the rule. */
  readonly members: string;
}

/** An Okta group of the environment's that grants fill: it has no rule, and nobody is a member for good. */
export interface GrantedGroup {
  /** Name of the group, up to 255 characters; the federation app reads the role from it. A change updates the group. */
  readonly name: string;
  readonly exists?: never;
  readonly members?: never;
  /** Description of the group. A change updates it in place. */
  readonly description: string;
}

export type PeopleGroup = RuledGroup | ExistingGroup | GrantedGroup;

/** Where people come from: an expression that fills the environment's own group, an existing group, or grants. */
export interface PeopleSource {
  readonly members?: string | undefined;
  readonly groupAlias?: string | undefined;
  readonly onRequest?: object | undefined;
}

/**
 * The groups of an environment by entry of the access map: each is filled by an expression or by grants, or exists
 * already. Its members assume the entry's role.
 */
export function peopleGroups(
  names: EnvironmentNames,
  sources: Readonly<Record<string, PeopleSource>>,
): Record<string, PeopleGroup> {
  const group = (entry: string, { members, groupAlias, onRequest }: PeopleSource): PeopleGroup => {
    const role = names.role(entry);
    if (onRequest !== undefined) {
      const description = `Members by grant assume ${role.name} in account ${names.scope.account}`;
      return { name: groupName(names, role), description };
    }
    if (members === undefined) {
      return { name: groupName(names, role, groupAlias), exists: true };
    }
    return {
      name: groupName(names, role),
      description: `Members assume ${role.name} in account ${names.scope.account}`,
      ruleName: shorten(`${names.base}_${entry}`, RULE_NAME_LIMIT),
      members,
    };
  };
  return Object.fromEntries(Object.entries(sources).map(([entry, source]) => [entry, group(entry, source)]));
}

/**
 * Name of the Okta group whose members assume a role: `aws#<alias>#<role>#<account>`, which the federation app matches
 * with {@link groupFilter}. The alias of the environment's own groups is its base name.
 * https://help.okta.com/en-us/content/topics/deploymentguides/aws/aws-configure-groups.htm
 */
export function groupName(names: EnvironmentNames, role: Named, alias = names.base): string {
  return `aws#${alias}#${role.name}#${names.scope.account}`;
}

/**
 * Regular expression that the federation app matches groups with, in Okta's notation: `(?{{role}}...)` and
 * `(?{{accountid}}...)` capture. It matches this environment's groups only: its own, and existing ones of
 * the given names.
 */
export function groupFilter({ base, scope }: EnvironmentNames, existing: readonly string[] = []): string {
  const aliases = [base, ...existing.map((name) => name.split("#")[1] ?? "")];
  const escaped = [...new Set(aliases)].map((alias) => alias.replace(/[-.]/g, "\\$&"));
  const alias = escaped.length === 1 ? escaped[0] : `(?:${escaped.join("|")})`;
  return `^aws\\#${alias}\\#(?{{role}}[\\w\\-]+)\\#(?{{accountid}}${scope.account})$`;
}

/**
 * Pattern that the federation app fills from a matched group: provider and role, as the SAML attribute `Role` names
 * them.
 */
export function roleValuePattern({ samlProvider, scope }: EnvironmentNames): string {
  const { iamPath = "/" } = scope;
  const iam = `arn:${scope.partition}:iam::\${accountid}`;
  return `${iam}:saml-provider/${samlProvider.name},${iam}:role${iamPath}\${role}`;
}

/** Regular expression of Java's, which filters of Okta's claims are, that matches these names and nothing else. */
export function exactNames(names: readonly string[]): string {
  return `^(?:${names.map((name) => name.replace(/[\\^$.*+?()[\]{}|#-]/g, "\\$&")).join("|")})$`;
}
