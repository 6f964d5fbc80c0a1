import type { EnvironmentNames, Named } from "../core/names";

/** People who get a role by being in a group. */
export const PEOPLE = ["operator", "viewer"] as const;
export type People = (typeof PEOPLE)[number];

/** Okta takes names of group rules up to 50 characters. */
export const RULE_NAME_LIMIT = 50;

/** Role that people of a kind assume. */
export function peopleRole(names: EnvironmentNames, people: People): Named {
  return people === "operator" ? names.operatorRole : names.viewerRole;
}

/**
 * Name of the Okta group whose members may assume a role: `aws#<base>#<role>#<account>`, which the federation app takes apart again with
 * {@link groupFilter}. https://help.okta.com/en-us/content/topics/deploymentguides/aws/aws-configure-groups.htm
 */
export function groupName(names: EnvironmentNames, role: Named): string {
  return `aws#${names.base}#${role.name}#${names.scope.account}`;
}

/**
 * The regular expression that the federation app matches groups with, in Okta's notation: `(?{{role}}...)` and `(?{{accountid}}...)` capture. It
 * fits this environment's groups only.
 */
export function groupFilter({ base, scope }: EnvironmentNames): string {
  return `^aws\\#${base.replace(/[-.]/g, "\\$&")}\\#(?{{role}}[\\w\\-]+)\\#(?{{accountid}}${scope.account})$`;
}

/** What the federation app makes of a matched group: the provider and the role of the SAML attribute `Role`. */
export function roleValuePattern({ samlProvider, scope }: EnvironmentNames): string {
  const iam = `arn:${scope.partition}:iam::\${accountid}`;
  return `${iam}:saml-provider/${samlProvider.name},${iam}:role/\${role}`;
}
