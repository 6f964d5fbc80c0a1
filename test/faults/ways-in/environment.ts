import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CreateOpenIDConnectProviderCommand, IAMClient, UpdateSAMLProviderCommand } from "@aws-sdk/client-iam";
import { DescribeStateMachineCommand } from "@aws-sdk/client-sfn";
import {
  AssumeRoleWithSAMLCommand,
  type AssumeRoleWithSAMLCommandOutput,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  type AssumeRoleWithWebIdentityCommandOutput,
  STSClient,
} from "@aws-sdk/client-sts";
import { decodeJwt, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { GITHUB_AUDIENCE, GITHUB_ISSUER } from "../../../components/iam/trust/github";
import { newSamlKey, newSigningKey, publicJwk, type SamlKey, type SigningKey } from "../../../sandbox/okta/keys";
import type { Jwk } from "../../../sandbox/okta/model";
import { type AssertionContent, awsAttributes, signedResponse } from "../../../sandbox/okta/saml/assertion";
import { identityProviderMetadata } from "../../../sandbox/okta/saml/metadata";
import { machineToken, personToken, signInPerson } from "../../../sandbox/okta/sign-in";
import { type EnvironmentOutputs, environmentOutputs } from "../../../sandbox/run/environment/outputs";
import type { Person } from "../../../sandbox/run/people/identities";
import { clientsOfSession } from "../../helpers/embedded-aws";
import { type SmallEnvironment, smallEnvironment } from "../../helpers/small-environment";
import { startTokenIssuer, type TokenIssuer } from "../../helpers/token-issuer";
import { accessMap } from "./access-map";
import { type ForgingProxy, startForgingProxy } from "./forging-proxy";

/** Jobs that the environment trusts. */
const GITHUB = { repository: "acme/billing", ownerId: "123456", repositoryId: "456789", environment: "prod" };

/** Claims of the token of a job that is let in. */
const JOB = {
  sub: "repo:acme@123456/billing@456789:environment:prod",
  aud: GITHUB_AUDIENCE,
  repository: "acme/billing",
  repository_id: "456789",
  repository_owner_id: "123456",
  environment: "prod",
};

/** How a forged token differs from the true one. */
export interface Forgery {
  /** Claims to change; undefined takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** @default a key that the issuer publishes */
  readonly key?: SigningKey;
  /** @default RS256 with the key */
  readonly algorithm?: "none";
}

/** A deployed environment, and every identity provider's key in the hands of the test. */
export class WaysIn {
  private constructor(
    readonly made: SmallEnvironment,
    readonly outputs: EnvironmentOutputs,
    private readonly proxy: ForgingProxy,
    private readonly github: TokenIssuer,
    private readonly samlKey: SamlKey,
  ) {}

  static async start(): Promise<WaysIn> {
    const proxy = await startForgingProxy();
    const host = new URL(GITHUB_ISSUER).host;
    const github = await startTokenIssuer(host);
    const made = await smallEnvironment(
      {
        hosts: (okta) => {
          proxy.target = okta.url;
          return { [okta.host]: proxy.url, [host]: github.url };
        },
      },
      { "app-of-apps:runsApi": "true", "app-of-apps:github": JSON.stringify(GITHUB) },
    );
    const mapFile = join(dirname(made.blueprintFile), "map.json");
    await writeFile(mapFile, JSON.stringify(accessMap(await publicKeyOf(newSigningKey()))));
    await made.stack.setConfig("app-of-apps:accessMap", { value: mapFile });
    const iam = new IAMClient(made.cloud.root.config);
    await iam.send(new CreateOpenIDConnectProviderCommand({ Url: GITHUB_ISSUER, ClientIDList: [GITHUB_AUDIENCE] }));
    const up = await made.stack.up({ color: "never" });
    return new WaysIn(made, environmentOutputs(up.outputs), proxy, github, await newSamlKey("test", Date.now()));
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.made.close(), this.proxy.stop(), this.github.stop()]);
  }

  /** Hosts as people and machines reach them: not through the proxy. */
  private get hosts(): Readonly<Record<string, string>> {
    const { okta } = this.made.cloud;
    return { [okta.host]: okta.url };
  }

  private get sts(): STSClient {
    const { endpoint, region } = this.made.cloud.aws;
    return new STSClient({ endpoint, region, maxAttempts: 1 });
  }

  /** The claims of a true token of a machine. */
  async machineClaims(scope: string): Promise<JWTPayload> {
    const { issuer = "", runnerClientId = "" } = this.outputs.okta;
    const { privateKey, id } = this.made.runnerKey;
    const args = { issuer, hosts: this.hosts, clientId: runnerClientId, privateKey, kid: id, scope };
    return decodeJwt((await machineToken(args)).accessToken);
  }

  /** The claims of a true token of a person. */
  async personClaims({ login: username, password }: Person, scope: string): Promise<JWTPayload> {
    const { issuer = "", nativeClientId: clientId } = this.outputs.okta;
    const args = { issuer, hosts: this.hosts, clientId, scope: `openid ${scope}`, username, password };
    return decodeJwt(await personToken(args));
  }

  /** A token of the environment's authorization server, with its own key unless told otherwise. */
  async token(claims: JWTPayload, forgery: Forgery = {}): Promise<string> {
    return await signed(claims, { key: this.proxy.key, ...forgery });
  }

  /** A session of an entry's role for a token. */
  async session(
    entry: string,
    WebIdentityToken: string,
    changes: Partial<AssumeRoleWithWebIdentityCommandInput> = {},
  ): Promise<AssumeRoleWithWebIdentityCommandOutput> {
    const input = {
      RoleArn: this.made.names.role(entry).arn,
      RoleSessionName: "session",
      WebIdentityToken,
      ...changes,
    };
    return await this.sts.send(new AssumeRoleWithWebIdentityCommand(input));
  }

  /** A session of a job's role for a token of GitHub. */
  async job(forgery: Forgery = {}, changes: Partial<AssumeRoleWithWebIdentityCommandInput> = {}): Promise<unknown> {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: GITHUB_ISSUER, iat: now, exp: now + 300, ...JOB };
    return await this.session("deployer", await signed(claims, { key: this.github.key, ...forgery }), changes);
  }

  /** A person's own way: sign-in at Okta, and the assertion that it returns. */
  async signIn({ login: username, password }: Person) {
    const { nativeClientId: clientId, federationAppId } = this.outputs.okta;
    const org = this.made.cloud.okta.orgUrl;
    return await signInPerson({ org, hosts: this.hosts, clientId, federationAppId, username, password });
  }

  /** A session of an entry's role for an assertion in base64. */
  async samlSession(
    entry: string,
    SAMLAssertion: string,
    DurationSeconds?: number,
  ): Promise<AssumeRoleWithSAMLCommandOutput> {
    const PrincipalArn = this.samlProvider;
    const input = { RoleArn: this.made.names.role(entry).arn, PrincipalArn, SAMLAssertion };
    return await this.sts.send(
      new AssumeRoleWithSAMLCommand({ ...input, ...(DurationSeconds ? { DurationSeconds } : {}) }),
    );
  }

  private get samlProvider(): string {
    const { account } = this.made.cloud.root;
    return `arn:aws:iam::${account}:saml-provider/${this.made.names.samlProvider.name}`;
  }

  /** From here on the federation app's key is the test's. */
  async takeFederationKey(): Promise<void> {
    await new IAMClient(this.made.cloud.root.config).send(
      new UpdateSAMLProviderCommand({
        SAMLProviderArn: this.samlProvider,
        SAMLMetadataDocument: identityProviderMetadata(ISSUER, this.samlKey.certificate, "https://okta.example/sso"),
      }),
    );
  }

  /** An assertion for an entry's role, in base64, signed with the federation app's key. */
  assertion(entry: string, changes: Partial<AssertionContent> = {}, sign?: { key?: SamlKey; unsigned?: true }): string {
    const pair = `${this.made.names.role(entry).arn},${this.samlProvider}`;
    const attributes = { ...awsAttributes([pair], "ada@example.com", 3600), ...changes.attributes };
    const content = { issuer: ISSUER, subject: "ada@example.com", issuedAt: Date.now(), ...changes, attributes };
    const parts = sign?.unsigned ? { assertion: false, response: false } : undefined;
    return Buffer.from(signedResponse(content, sign?.key ?? this.samlKey, parts)).toString("base64");
  }

  /** Reads the machine of an app with a session that STS returned. */
  async readApp(session: AssumeRoleWithWebIdentityCommandOutput | AssumeRoleWithSAMLCommandOutput): Promise<unknown> {
    const { sfn } = clientsOfSession(this.made.cloud.aws, session);
    const stateMachineArn = this.made.names.app("orders").machine.arn;
    return await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  }

  /** A request to the runs API; rejects where it is not answered with 2xx. */
  async api(method: string, path: string, bearer: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.outputs.runsApi?.endpoint}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // The API allows a number of requests a second, which a table of them exceeds.
    if (answer.status === 429) {
      await pause(500);
      return await this.api(method, path, bearer, body);
    }
    if (!answer.ok) {
      throw Object.assign(new Error(await answer.text()), { name: String(answer.status) });
    }
    return await answer.json();
  }
}

async function publicKeyOf(key: SigningKey): Promise<Jwk> {
  return { ...(await publicJwk(key)), kty: "RSA" };
}

/** Entity id of the federation app whose key the test has. */
const ISSUER = "http://www.okta.com/exktest";

async function signed(claims: JWTPayload, { claims: changes = {}, key, algorithm }: Forgery): Promise<string> {
  const all = Object.fromEntries(Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== undefined));
  if (algorithm === "none") {
    return new UnsecuredJWT(all).encode();
  }
  const by = key ?? newSigningKey();
  return await new SignJWT(all).setProtectedHeader({ alg: "RS256", kid: by.kid }).sign(by.privateKey);
}
