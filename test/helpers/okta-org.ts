import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { exportJWK } from "jose";
import { type EmbeddedOkta, type OktaOptions, startOkta } from "../../sandbox/okta";
import { createPerson } from "../../sandbox/okta/directory";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly link: string;
}

/** The value at a path of an answer, such as `at(body, "profile", "name")`. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, step) => (typeof found === "object" && found !== null ? Reflect.get(found, step) : undefined),
    value,
  );
}

export function id(answer: Answer): string {
  assert.ok(answer.status >= 200 && answer.status < 300, `${answer.status} ${JSON.stringify(answer.body)}`);
  return String(at(answer.body, "id"));
}

/** A running org with calls as its administrator. */
export class TestOrg {
  constructor(readonly okta: EmbeddedOkta) {}

  static async start(options: OktaOptions = {}): Promise<TestOrg> {
    return new TestOrg(await startOkta(options));
  }

  get hosts(): Record<string, string> {
    return { [this.okta.host]: this.okta.url };
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    authorization = `SSWS ${this.okta.apiToken}`,
  ): Promise<Answer> {
    const response = await fetch(`${this.okta.url}${path}`, {
      method,
      headers: { ...(authorization ? { authorization } : {}), "content-type": "application/json" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return await answer(response);
  }

  /** A form-encoded request without an API token, as OAuth clients send it. */
  async form(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new URLSearchParams(fields).toString();
    const type = { "content-type": "application/x-www-form-urlencoded", ...headers };
    return await answer(await fetch(`${this.okta.url}${path}`, { method: "POST", headers: type, body }));
  }

  async group(name: string): Promise<string> {
    return id(await this.call("POST", "/api/v1/groups", { profile: { name } }));
  }

  /** A rule that is active, from an expression to groups. */
  async rule(name: string, value: string, groupIds: readonly string[]): Promise<string> {
    const rule = id(await this.call("POST", "/api/v1/groups/rules", ruleBody(name, value, groupIds)));
    await this.call("POST", `/api/v1/groups/rules/${rule}/lifecycle/activate`);
    return rule;
  }

  async person(login: string, department: string) {
    return await createPerson({ org: this.okta, login, firstName: "Test", lastName: "Person", department });
  }

  async groupNames(userId: string): Promise<string[]> {
    const { body } = await this.call("GET", `/api/v1/users/${userId}/groups`);
    assert.ok(Array.isArray(body));
    return body.map((group) => String(at(group, "profile", "name"))).filter((name) => name !== "Everyone");
  }
}

async function answer(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, body: json ? JSON.parse(text) : text, link: response.headers.get("link") ?? "" };
}

export function ruleBody(name: string, value: string, groupIds: readonly string[]) {
  return {
    type: "group_rule",
    name,
    conditions: { expression: { value, type: "urn:okta:expression:1.0" } },
    actions: { assignUserToGroups: { groupIds } },
  };
}

/** A key pair of a machine, and the public JWK that its app holds. */
export async function machineKey(kid: string) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid } };
}

export interface MachineSetUp {
  readonly appId: string;
  readonly clientId: string;
  readonly serverId: string;
  readonly issuer: string;
  readonly policyId: string;
  readonly audience: string;
  readonly scope: string;
  readonly key: { readonly kid: string; readonly privateKey: KeyObject };
}

/** What an environment has for machines: service app, authorization server, scope, policy, rule. */
export async function machineSetUp(org: TestOrg, clientId = "retail-test_runner"): Promise<MachineSetUp> {
  const key = await machineKey("runner-key");
  const appId = id(await org.call("POST", "/api/v1/apps", serviceApp(clientId, [key.jwk])));
  const audience = "https://retail-test.app-of-apps.example";
  const scope = "app-of-apps.run";
  const server = await org.call("POST", "/api/v1/authorizationServers", { name: clientId, audiences: [audience] });
  const serverId = id(server);
  const base = `/api/v1/authorizationServers/${serverId}`;
  id(await org.call("POST", `${base}/scopes`, { name: scope }));
  id(await org.call("POST", `${base}/scopes`, { name: "app-of-apps.unused" }));
  const policyId = id(
    await org.call("POST", `${base}/policies`, {
      type: "OAUTH_AUTHORIZATION_POLICY",
      name: "machines",
      conditions: { clients: { include: [clientId] } },
    }),
  );
  id(
    await org.call("POST", `${base}/policies/${policyId}/rules`, {
      type: "RESOURCE_ACCESS",
      name: "client credentials",
      conditions: {
        people: { groups: { include: ["EVERYONE"] } },
        grantTypes: { include: ["client_credentials"] },
        scopes: { include: [scope] },
      },
      actions: { token: { accessTokenLifetimeMinutes: 10 } },
    }),
  );
  return { appId, clientId, serverId, issuer: String(at(server.body, "issuer")), policyId, audience, scope, key };
}

export function serviceApp(clientId: string, keys: readonly unknown[]) {
  return {
    name: "oidc_client",
    label: clientId,
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { client_id: clientId, token_endpoint_auth_method: "private_key_jwt" } },
    settings: { oauthClient: { application_type: "service", grant_types: ["client_credentials"], jwks: { keys } } },
  };
}

export interface PeopleSetUp {
  readonly clientId: string;
  readonly nativeAppId: string;
  readonly federationAppId: string;
  readonly operators: string;
  readonly metadata: string;
}

export const FEDERATION = {
  appFilter: "okta",
  awsEnvironmentType: "aws.amazon",
  groupFilter: "aws\\#\\S+\\#(?{{role}}[\\w\\-]+)\\#(?{{accountid}}\\d+)",
  roleValuePattern: `arn:aws:iam::\${accountid}:saml-provider/retail-test-okta,arn:aws:iam::\${accountid}:role/\${role}`,
  sessionDuration: 3600,
  useGroupMapping: true,
  joinAllRoles: false,
};

/** What an environment has for people: a rule-fed group, native app and federation app, both assigned to the group. */
export async function peopleSetUp(org: TestOrg, role = "retail-test_operator"): Promise<PeopleSetUp> {
  const operators = await org.group(`aws#retail-test#${role}#123456789012`);
  await org.rule("operators", 'user.department == "platform"', [operators]);
  const clientId = "retail-test-terminal";
  const nativeAppId = id(
    await org.call("POST", "/api/v1/apps", {
      name: "oidc_client",
      label: "Terminal",
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { client_id: clientId, token_endpoint_auth_method: "none" } },
      settings: {
        oauthClient: {
          application_type: "native",
          grant_types: [
            "authorization_code",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:token-exchange",
          ],
          redirect_uris: ["http://127.0.0.1/callback"],
        },
      },
    }),
  );
  const federationAppId = id(
    await org.call("POST", "/api/v1/apps", {
      name: "amazon_aws",
      label: "AWS",
      signOnMode: "SAML_2_0",
      settings: { app: { ...FEDERATION, webSSOAllowedClient: clientId } },
    }),
  );
  for (const app of [nativeAppId, federationAppId]) {
    id(await org.call("PUT", `/api/v1/apps/${app}/groups/${operators}`, {}));
  }
  const { body: metadata } = await org.call("GET", `/api/v1/apps/${federationAppId}/sso/saml/metadata`);
  return { clientId, nativeAppId, federationAppId, operators, metadata: String(metadata) };
}
