import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import type { PublicKey } from "./public-key";
import { type SessionTags, sessionClaims, sessionProfile } from "./session-claims";

/** One machine that gets tokens. */
export interface MachineClient {
  /** Name of its entry in the access map. A change replaces the app. */
  readonly name: string;
  /** Client id and label of the service app, 6 to 100 letters, digits, `_` and `-`. A change replaces the app. */
  readonly clientId: string;
  /** Public half of the RSA key that the client signs its assertions with. A change updates the app in place. */
  readonly publicKey: PublicKey;
  /**
   * Tags of its sessions in AWS, by key of lowercase letters, digits and `-`; they are in its profile. A change updates
   * the app in place. @default none
   */
  readonly tags?: SessionTags | undefined;
}

/** Arguments of `MachineAccess`. */
export interface MachineAccessArgs {
  /** Name of the authorization server, up to 100 characters. A change updates the server in place. */
  readonly serverName: string;
  /** Purpose of the tokens, as Okta's console shows it. A change updates the server in place. */
  readonly description: string;
  /** The machines, at least one. Adding or removing one creates or deletes its service app. */
  readonly machines: readonly MachineClient[];
  /** Audience of the tokens, a URI. A change updates the server in place. */
  readonly audience: string;
  /** The one scope that the clients are allowed to request. A change updates scope and rule in place. */
  readonly scope: string;
  /**
   * Whether sessions in AWS carry the client id as their source identity. A change creates or deletes a claim.
   * @default false
   */
  readonly sourceIdentity?: boolean | undefined;
}

/** Minutes that a token lives, the shortest that Okta allows: it is exchanged for a session immediately. */
const TOKEN_MINUTES = 5;

/**
 * Access of machines: for each a service app that authenticates with its own key (`private_key_jwt`), and an
 * authorization server that issues tokens with one scope to these clients alone.
 *
 * @example
 * new MachineAccess("retail-dev", {
 *   serverName: "retail-dev",
 *   description: "Tokens that start retail-dev",
 *   machines: [
 *     {
 *       name: "runner",
 *       clientId: "retail-dev_runner",
 *       publicKey: { kty: "RSA", kid: "runner-1", n: "nLs0UG242T9i4TbNBkTrBC...", e: "AQAB" },
 *     },
 *   ],
 *   audience: "https://retail-dev.app-of-apps.example",
 *   scope: "app-of-apps.run",
 * });
 */
export class MachineAccess extends pulumi.ComponentResource {
  /** `https://<org>/oauth2/<server id>`; Okta generates the id. */
  readonly issuer: pulumi.Output<string>;
  /** Id of the authorization server. */
  readonly serverId: pulumi.Output<string>;
  /** Access policy of the machines. */
  readonly policy: okta.auth.ServerPolicy;

  constructor(name: string, args: MachineAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    const { serverName, description, machines, audience, scope: scopeName } = args;
    const publicKeyIds = Object.fromEntries(machines.map(({ clientId, publicKey }) => [clientId, publicKey.kid]));
    const inputs = { serverName, description, audience, scope: scopeName, publicKeyIds };
    super("app-of-apps:access:MachineAccess", name, inputs, opts);
    const tags = machines.map((machine) => machine.tags ?? {});
    const apps = machines.map((machine) =>
      this.createApp(`${name}-${machine.name}`, machine, sessionProfile(machine.tags ?? {}, tags)),
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
        ...policyText(machines),
        priority: 1,
        clientWhitelists: machines.map(({ clientId }) => clientId),
      },
      { parent: this, dependsOn: apps },
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
    for (const claim of sessionClaims(tags, args.sourceIdentity === true)) {
      new okta.auth.ServerClaim(
        `${name}-${claim.id}`,
        {
          authServerId: server.id,
          name: claim.name,
          claimType: "RESOURCE",
          valueType: "EXPRESSION",
          value: claim.value,
        },
        { parent: this },
      );
    }
    this.issuer = server.issuer;
    this.serverId = server.id;
    this.policy = policy;
    this.registerOutputs({ issuer: this.issuer, audience, scope: scopeName });
  }

  private createApp(
    name: string,
    { clientId, publicKey: { kty, kid, n, e } }: MachineClient,
    profile: string | undefined,
  ): okta.app.OAuth {
    return new okta.app.OAuth(
      name,
      {
        label: clientId,
        type: "service",
        clientId,
        grantTypes: ["client_credentials"],
        responseTypes: ["token"],
        tokenEndpointAuthMethod: "private_key_jwt",
        jwks: [{ kty, kid, n, e }],
        ...(profile === undefined ? {} : { profile }),
        hideIos: true,
        hideWeb: true,
      },
      { parent: this },
    );
  }
}

/** Name and description of the one policy of all machines. */
function policyText(machines: readonly MachineClient[]): { name: string; description: string } {
  const [first] = machines;
  return first !== undefined && machines.length === 1
    ? { name: first.clientId, description: `For ${first.clientId} only` }
    : { name: "machines", description: "For the machines of the access map only" };
}
