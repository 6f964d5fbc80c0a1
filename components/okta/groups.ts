import { type EnvironmentNames, type Named, shorten } from "../core/names";

/** Kinds of people, each with a role that members of a group assume. */
export const PEOPLE = ["operator", "viewer"] as const;
export type People = (typeof PEOPLE)[number];

/** Longest name of an Okta group rule, in characters. */
export const RULE_NAME_LIMIT = 50;

/** An Okta group and the rule that fills it. */
export interface PeopleGroup {
  /**
   * Name of the group, up to 255 characters; the federation app reads the role from it. A change updates the group in
   * place.
   */
  readonly name: string;
  /** Description of the group. A change updates it in place. */
  readonly description: string;
  /** Name of the rule, up to 50 characters. A change updates the rule in place. */
  readonly ruleName: string;
  /** Okta expression over `user.*` that fills the group. A change replaces the rule. */
  readonly members: string;
}

/** Role that people of a kind assume. */
export function peopleRole(names: EnvironmentNames, people: People): Named {
  return people === "operator" ? names.operatorRole : names.viewerRole;
}

/** The groups of an environment, filled by an expression for each kind of people. */
export function peopleGroups(
  names: EnvironmentNames,
  members: Readonly<Record<People, string>>,
): Record<People, PeopleGroup> {
  const group = (people: People): PeopleGroup => {
    const role = peopleRole(names, people);
    return {
      name: groupName(names, role),
      description: `Members assume ${role.name} in account ${names.scope.account}`,
      ruleName: shorten(`${names.base}_${people}`, RULE_NAME_LIMIT),
      members: members[people],
    };
  };
  return { operator: group("operator"), viewer: group("viewer") };
}

/**
 * Name of the Okta group whose members assume a role: `aws#<base>#<role>#<account>`, which the federation app matches
 * with {@link groupFilter}. https://help.okta.com/en-us/content/topics/deploymentguides/aws/aws-configure-groups.htm
 */
export function groupName(names: EnvironmentNames, role: Named): string {
  return `aws#${names.base}#${role.name}#${names.scope.account}`;
}

/**
 * Regular expression that the federation app matches groups with, in Okta's notation: `(?{{role}}...)` and
 * `(?{{accountid}}...)` capture. It matches this environment's groups only.
 */
export function groupFilter({ base, scope }: EnvironmentNames): string {
  return `^aws\\#${base.replace(/[-.]/g, "\\$&")}\\#(?{{role}}[\\w\\-]+)\\#(?{{accountid}}${scope.account})$`;
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
