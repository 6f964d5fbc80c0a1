import type { EnvironmentNames } from "../core/names";
import { oktaEnvironmentType, samlSignIn } from "../core/partition";
import { groupFilter, type PeopleGroup, roleValuePattern } from "./groups";

/**
 * Settings of Okta's preconfigured app `amazon_aws` (AWS Account Federation) as JSON: group filter and role pattern of
 * the environment's groups, and the one client that is allowed to exchange its tokens for an assertion.
 * @param sessionSeconds longest session of a person, 3,600 to 43,200
 * https://github.com/okta/okta-aws-cli#aws-account-federation
 */
export function federationSettings(
  names: EnvironmentNames,
  groups: Readonly<Record<string, PeopleGroup>>,
  sessionSeconds: number,
  webClientId: string,
): string {
  const { partition } = names.scope;
  const existing = Object.values(groups).flatMap(({ name, exists }) => (exists ? [name] : []));
  return JSON.stringify({
    appFilter: "okta",
    awsEnvironmentType: oktaEnvironmentType(partition),
    groupFilter: groupFilter(names, existing),
    identityProviderArn: names.samlProvider.arn,
    joinAllRoles: false,
    loginURL: new URL(samlSignIn(partition)).origin.replace("//signin.", "//console."),
    roleValuePattern: roleValuePattern(names),
    sessionDuration: sessionSeconds,
    useGroupMapping: true,
    webSSOAllowedClient: webClientId,
  });
}
