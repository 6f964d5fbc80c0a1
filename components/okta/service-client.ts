import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import type { PublicKey } from "./public-key";

/** Arguments of `MachineAccess`. */
export interface MachineAccessArgs {
  /** Name of the authorization server, up to 100 characters. A change updates the server in place. */
  readonly serverName: string;
  /** Purpose of the tokens, as Okta's console shows it. A change updates the server in place. */
  readonly description: string;
  /** Client id and label of the service app, 6 to 100 letters, digits, `_` and `-`. A change replaces the app. */
  readonly clientId: string;
  /** Audience of the tokens, a URI. A change updates the server in place. */
  readonly audience: string;
  /** The one scope that the client is allowed to request. A change updates scope and rule in place. */
  readonly scope: string;
  /** Public half of the RSA key that the client signs its assertions with. A change updates the app in place. */
  readonly publicKey: PublicKey;
}

/** Minutes that a token lives, the shortest that Okta allows: it is exchanged for a session immediately. */
const TOKEN_MINUTES = 5;

/**
 * Access of a machine: a service app that authenticates with its own key (`private_key_jwt`), and an authorization
 * server that issues tokens with one scope to that one client.
 *
 * @example
 * new MachineAccess("retail-dev", {
 *   serverName: "retail-dev",
 *   description: "Tokens that start retail-dev",
 *   clientId: "retail-dev_runner",
 *   audience: "https://retail-dev.app-of-apps.example",
 *   scope: "app-of-apps.run",
 *   publicKey: { kty: "RSA", kid: "runner-1", n: "nLs0UG242T9i4TbNBkTrBC...", e: "AQAB" },
 * });
 */
export class MachineAccess extends pulumi.ComponentResource {
  /** `https://<org>/oauth2/<server id>`; Okta generates the id. */
  readonly issuer: pulumi.Output<string>;

  constructor(name: string, args: MachineAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    const { serverName, description, clientId, audience, scope: scopeName, publicKey } = args;
    const inputs = { serverName, description, clientId, audience, scope: scopeName, publicKeyId: publicKey.kid };
    super("app-of-apps:access:MachineAccess", name, inputs, opts);
    const app = new okta.app.OAuth(
      `${name}-runner`,
      {
        label: clientId,
        type: "service",
        clientId,
        grantTypes: ["client_credentials"],
        responseTypes: ["token"],
        tokenEndpointAuthMethod: "private_key_jwt",
        jwks: [{ kty: publicKey.kty, kid: publicKey.kid, n: publicKey.n, e: publicKey.e }],
        hideIos: true,
        hideWeb: true,
      },
      { parent: this },
    );
    const server = new okta.auth.Server(
      name,
      { name: serverName, description, audiences: [audience], issuerMode: "ORG_URL" },
      { parent: this },
    );
    const scope = new okta.auth.ServerScope(
      name,
      {
        authServerId: server.id,
        name: scopeName,
        description: "Run the parent workflow",
        consent: "IMPLICIT",
        metadataPublish: "NO_CLIENTS",
      },
      { parent: this },
    );
    const policy = new okta.auth.ServerPolicy(
      name,
      {
        authServerId: server.id,
        name: clientId,
        description: `For ${clientId} only`,
        priority: 1,
        clientWhitelists: [clientId],
      },
      { parent: this, dependsOn: [app] },
    );
    new okta.auth.ServerPolicyRule(
      name,
      {
        authServerId: server.id,
        policyId: policy.id,
        name: scopeName,
        priority: 1,
        grantTypeWhitelists: ["client_credentials"],
        scopeWhitelists: [scopeName],
        accessTokenLifetimeMinutes: TOKEN_MINUTES,
      },
      { parent: this, dependsOn: [scope] },
    );
    this.issuer = server.issuer;
    this.registerOutputs({ issuer: this.issuer, audience, scope: scopeName, runnerClientId: clientId });
  }
}
