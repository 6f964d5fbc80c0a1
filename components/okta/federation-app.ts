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

/** An attribute statement of a SAML app, as Okta has it. */
interface AttributeStatement {
  readonly type: "EXPRESSION";
  readonly name: string;
  readonly namespace: string;
  readonly values: string[];
}

/**
 * Statement of a session tag whose value is an attribute of the person; of people without the attribute there is none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-saml
 * https://www.okta.com/blog/2019/11/okta-and-aws-partner-to-simplify-access-via-session-tags/
 */
export function sessionTagStatement(key: string, attribute: string): AttributeStatement {
  return {
    type: "EXPRESSION",
    name: `https://aws.amazon.com/SAML/Attributes/PrincipalTag:${key}`,
    namespace: "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified",
    values: [attribute],
  };
}
