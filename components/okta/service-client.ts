import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";
import { clientNames } from "./client-names";
import type { PublicKey } from "./public-key";

export interface MachineAccessArgs {
  readonly names: EnvironmentNames;
  /** Public half of the key that the runner signs its assertions with. */
  readonly publicKey: PublicKey;
}

/** Minutes a token lives, the least that Okta allows: it is exchanged for a session at once. */
const TOKEN_MINUTES = 5;

/**
 * How a machine gets in: a service app that proves itself with its own key (`private_key_jwt`), and an authorization server of the environment that
 * gives that one client, and no other, tokens with one scope.
 */
export class MachineAccess extends pulumi.ComponentResource {
  /** `https://<org>/oauth2/<server id>`; Okta makes the id. */
  readonly issuer: pulumi.Output<string>;

  constructor(name: string, { names, publicKey }: MachineAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:access:MachineAccess", name, {}, opts);
    const { runner, audience, scope: scopeName } = clientNames(names);
    const app = new okta.app.OAuth(
      `${name}-runner`,
      {
        label: runner,
        type: "service",
        clientId: runner,
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
      {
        name: names.base,
        description: `Tokens that start ${names.parent.name}`,
        audiences: [audience],
        issuerMode: "ORG_URL",
      },
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
        name: runner,
        description: `For ${runner} only`,
        priority: 1,
        clientWhitelists: [runner],
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
    this.registerOutputs({ issuer: this.issuer, audience, scope: scopeName, runnerClientId: runner });
  }
}
