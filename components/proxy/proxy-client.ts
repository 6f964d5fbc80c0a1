import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { PROXY_SCOPES, type ProxyRegistration } from "./registration";

/** Arguments of `ProxyClient`. */
export interface ProxyClientArgs {
  /** Client id and label of the web app, 6 to 100 letters, digits, `_` and `-`. A change replaces the app. */
  readonly clientId: string;
  /** Audience of access tokens: the proxy's address. A change updates the server in place. */
  readonly audience: string;
  /** From `proxyRegistration`. A change updates app and claim in place. */
  readonly registration: ProxyRegistration;
  /** Ids of the groups that are allowed to sign in, at least one. A change updates assignments and rule in place. */
  readonly groupIds: readonly pulumi.Input<string>[];
}

/** Minutes that an access token lives, as long as a person's session of a role. */
const TOKEN_MINUTES = 60;

/**
 * An identity-aware proxy at Okta: a web app whose secret nobody reads, and an authorization server of its own with the
 * claim that names the groups. Groups are let in twice: they are assigned to the app, and the server's one rule names
 * them.
 *
 * @example
 * new ProxyClient("retail-dev", {
 *   clientId: "retail-dev_proxy",
 *   audience: "https://hoop.example.com",
 *   registration: proxyRegistration("https://hoop.example.com", ["operators"], HOOP),
 *   groupIds: ["00g1"],
 * });
 */
export class ProxyClient extends pulumi.ComponentResource {
  readonly app: okta.app.OAuth;
  /** `https://<org>/oauth2/<server id>`; Okta generates the id. */
  readonly issuer: pulumi.Output<string>;

  constructor(name: string, args: ProxyClientArgs, opts?: pulumi.ComponentResourceOptions) {
    const { clientId, audience, registration, groupIds } = args;
    super("app-of-apps:proxy:ProxyClient", name, { clientId, audience, registration }, opts);
    this.app = new okta.app.OAuth(
      `${name}-proxy`,
      {
        label: clientId,
        type: "web",
        clientId,
        grantTypes: ["authorization_code"],
        responseTypes: ["code"],
        redirectUris: [...registration.redirectUris],
        postLogoutRedirectUris: [...registration.postLogoutRedirectUris],
        pkceRequired: registration.pkceRequired,
        tokenEndpointAuthMethod: "client_secret_basic",
        // The secret that Okta makes with the app never reaches the state; the first rotation replaces it.
        omitSecret: true,
        hideIos: true,
        hideWeb: true,
      },
      { parent: this },
    );
    new okta.AppGroupAssignments(
      `${name}-proxy`,
      { appId: this.app.id, groups: groupIds.map((id, index) => ({ id, priority: index + 1, profile: "{}" })) },
      { parent: this },
    );
    const server = new okta.auth.Server(
      `${name}-proxy`,
      { name: clientId, description: `Sign-in to ${audience}`, audiences: [audience], issuerMode: "ORG_URL" },
      { parent: this },
    );
    const authServerId = server.id;
    const { claim } = registration;
    new okta.auth.ServerClaim(
      `${name}-proxy`,
      {
        authServerId,
        name: claim.name,
        claimType: "IDENTITY",
        valueType: "GROUPS",
        groupFilterType: "REGEX",
        value: claim.filter,
        scopes: ["openid"],
        alwaysIncludeInToken: true,
      },
      { parent: this },
    );
    const policy = new okta.auth.ServerPolicy(
      `${name}-proxy`,
      { authServerId, name: clientId, description: `For ${clientId} only`, priority: 1, clientWhitelists: [clientId] },
      { parent: this, dependsOn: [this.app] },
    );
    new okta.auth.ServerPolicyRule(
      `${name}-proxy`,
      {
        authServerId,
        policyId: policy.id,
        name: "sign-in",
        priority: 1,
        grantTypeWhitelists: ["authorization_code"],
        groupWhitelists: [...groupIds],
        scopeWhitelists: [...PROXY_SCOPES],
        accessTokenLifetimeMinutes: TOKEN_MINUTES,
      },
      { parent: this },
    );
    this.issuer = server.issuer;
    this.registerOutputs({ issuer: this.issuer, clientId });
  }
}
