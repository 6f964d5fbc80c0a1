/** What a kind of identity-aware proxy calls things and where it expects them; all else is the same for every proxy. */
export interface ProxyConventions {
  /** Path of the address that Okta sends people back to after sign-in. */
  readonly callbackPath: string;
  /** Path of the address that Okta sends people back to after sign-out. @default none is registered */
  readonly logoutPath?: string;
  /** Claim of the ID token that the proxy reads groups from. */
  readonly groupsClaim: string;
  /** Whether the proxy sends a PKCE challenge (RFC 7636). Okta then refuses sign-ins without one. */
  readonly pkce: boolean;
  /** What the proxy expects after the issuer. @default nothing */
  readonly issuerSuffix?: string;
  /** Names of the environment variables that configure the proxy. */
  readonly variables: {
    /** Public address of the proxy. @default the proxy has no such variable */
    readonly url?: string;
    readonly issuer: string;
    readonly clientId: string;
    /** Set from the secret, never from an output. */
    readonly clientSecret: string;
    /** @default the proxy has no such variable */
    readonly groupsClaim?: string;
  };
}

/**
 * hoop.dev. Its gateway exchanges codes without a PKCE verifier. `_userinfo=1` makes it ask Okta about each access
 * token: the `sub` of Okta's access tokens is the sign-in name; that of the ID token, which hoop knows people by, is
 * the user's id; and a person who leaves the org or the app is refused immediately.
 * https://hoop.dev/docs/setup/configuration/idp/okta
 * https://hoop.dev/docs/setup/configuration/env-vars
 */
export const HOOP: ProxyConventions = {
  callbackPath: "/api/callback",
  logoutPath: "/api/logout",
  groupsClaim: "groups",
  pkce: false,
  issuerSuffix: "?_userinfo=1",
  variables: {
    url: "API_URL",
    issuer: "IDP_ISSUER",
    clientId: "IDP_CLIENT_ID",
    clientSecret: "IDP_CLIENT_SECRET",
    groupsClaim: "IDP_GROUPS_CLAIM",
  },
};
