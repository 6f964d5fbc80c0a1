import type { EnvironmentNames } from "../core/names";
import { samlAudience } from "../iam/trust/saml";
import { groupFilter, roleValuePattern } from "./groups";

/** The federation app's name of each AWS partition. */
const ENVIRONMENT_TYPES: Readonly<Record<string, string>> = {
  aws: "aws.amazon",
  "aws-cn": "aws.china",
  "aws-us-gov": "aws.govcloud",
};

/**
 * Settings of Okta's preconfigured app `amazon_aws` (AWS Account Federation) as JSON: group filter and role pattern of
 * the environment's groups, and the one client that is allowed to exchange its tokens for an assertion.
 * @param sessionSeconds longest session of a person, 3,600 to 43,200
 * https://github.com/okta/okta-aws-cli#aws-account-federation
 */
export function federationSettings(names: EnvironmentNames, sessionSeconds: number, webClientId: string): string {
  const audience = samlAudience(names.scope.partition);
  return JSON.stringify({
    appFilter: "okta",
    awsEnvironmentType: ENVIRONMENT_TYPES[names.scope.partition],
    groupFilter: groupFilter(names),
    identityProviderArn: names.samlProvider.arn,
    joinAllRoles: false,
    loginURL: new URL(audience).origin.replace("//signin.", "//console."),
    roleValuePattern: roleValuePattern(names),
    sessionDuration: sessionSeconds,
    useGroupMapping: true,
    webSSOAllowedClient: webClientId,
  });
}
