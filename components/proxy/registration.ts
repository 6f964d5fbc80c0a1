import { exactNames } from "../okta/groups";
import type { ProxyConventions } from "./conventions";

/** How a proxy is registered at Okta, and what it is configured with. */
export interface ProxyRegistration {
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly pkceRequired: boolean;
  readonly claim: { readonly name: string; readonly filter: string };
}

/** Scopes that a proxy requests: who the person is; groups come with `openid`. */
export const PROXY_SCOPES: readonly string[] = ["openid", "profile", "email"];

/**
 * Registration of a proxy at Okta. The filter of the groups claim matches exactly the groups that are allowed to sign
 * in, so that a token says nothing else about a person's work.
 */
export function proxyRegistration(
  url: string,
  groupNames: readonly string[],
  { callbackPath, logoutPath, groupsClaim, pkce }: ProxyConventions,
): ProxyRegistration {
  return {
    redirectUris: [`${url}${callbackPath}`],
    postLogoutRedirectUris: logoutPath === undefined ? [] : [`${url}${logoutPath}`],
    pkceRequired: pkce,
    claim: { name: groupsClaim, filter: exactNames(groupNames) },
  };
}

/** Environment variables of a proxy but the client secret, which comes from Secrets Manager. */
export function proxyVariables(
  { variables, groupsClaim, issuerSuffix = "" }: ProxyConventions,
  { url, issuer, clientId }: { readonly url: string; readonly issuer: string; readonly clientId: string },
): Record<string, string> {
  return {
    ...(variables.url === undefined ? {} : { [variables.url]: url }),
    [variables.issuer]: `${issuer}${issuerSuffix}`,
    [variables.clientId]: clientId,
    ...(variables.groupsClaim === undefined ? {} : { [variables.groupsClaim]: groupsClaim }),
  };
}
