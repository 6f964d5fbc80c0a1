import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { at, id, TestOrg } from "../../helpers/okta-org";
import { authorize, redeem, type WebClient, type WebRequest } from "./web-sign-in";

const GROUPS = ["operators", "viewers", "payroll"] as const;

describe("sign-in by authorization code", () => {
  let org: TestOrg;
  let client: WebClient;
  let appId: string;
  let secret: string;
  let person: WebRequest;
  let stranger: WebRequest;
  let idOnly: WebRequest;
  let now = Date.now();

  before(async () => {
    org = await TestOrg.start({ now: () => now });
    const groups = Object.fromEntries(
      await Promise.all(GROUPS.map(async (name): Promise<[string, string]> => [name, await org.group(name)])),
    );
    const redirectUri = "https://hoop.example.com/api/callback";
    const app = await org.call("POST", "/api/v1/apps", {
      name: "oidc_client",
      label: "gateway",
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { client_id: "gateway", token_endpoint_auth_method: "client_secret_basic" } },
      settings: {
        oauthClient: {
          application_type: "web",
          grant_types: ["authorization_code"],
          redirect_uris: [redirectUri],
        },
      },
    });
    appId = id(app);
    secret = String(at(app.body, "credentials", "oauthClient", "client_secret"));
    for (const name of ["operators", "viewers"]) {
      await org.call("PUT", `/api/v1/apps/${appId}/groups/${groups[name]}`, {});
    }
    const serverId = id(
      await org.call("POST", "/api/v1/authorizationServers", {
        name: "gateway",
        audiences: ["https://hoop.example.com"],
      }),
    );
    const base = `/api/v1/authorizationServers/${serverId}`;
    id(
      await org.call("POST", `${base}/claims`, {
        name: "groups",
        claimType: "IDENTITY",
        valueType: "GROUPS",
        group_filter_type: "REGEX",
        value: "operators|viewers",
        alwaysIncludeInToken: true,
        conditions: { scopes: ["openid"] },
      }),
    );
    const policy = id(
      await org.call("POST", `${base}/policies`, {
        name: "gateway",
        conditions: { clients: { include: ["gateway"] } },
      }),
    );
    id(
      await org.call("POST", `${base}/policies/${policy}/rules`, {
        name: "sign-in",
        conditions: {
          people: { groups: { include: [groups.operators] } },
          grantTypes: { include: ["authorization_code"] },
          scopes: { include: ["openid", "profile", "email"] },
        },
      }),
    );
    client = { clientId: "gateway", redirectUri, server: `/oauth2/${serverId}` };
    const inGroups = async (login: string, ...names: (typeof GROUPS)[number][]): Promise<WebRequest> => {
      const made = await org.person(login, "any");
      for (const name of names) {
        await org.call("PUT", `/api/v1/groups/${groups[name]}/users/${made.id}`);
      }
      return { username: made.login, password: made.password };
    };
    person = await inGroups("op@example.com", "operators", "payroll");
    stranger = await inGroups("stranger@example.com", "payroll");
    idOnly = await inGroups("viewer@example.com", "viewers");
  });
  after(async () => await org.okta.stop());

  const codeFor = async (request: WebRequest) => (await authorize(org, client, request)).code ?? "";

  it("names the groups that the filter matches, and no other", async () => {
    const back = await authorize(org, client, { ...person, nonce: "n-1" });
    assert.equal(back.sentTo, client.redirectUri);
    assert.equal(back.state, "state-1");
    const { status, body } = await redeem(org, client, secret, { code: back.code ?? "" });
    assert.equal(status, 200, JSON.stringify(body));
    const identity = decodeJwt(String(at(body, "id_token")));
    assert.deepEqual(identity.groups, ["operators"]);
    assert.deepEqual([identity.aud, identity.nonce, identity.email], ["gateway", "n-1", "op@example.com"]);
    const access = decodeJwt(String(at(body, "access_token")));
    assert.deepEqual([access.groups, access.aud], [undefined, "https://hoop.example.com"]);
  });

  it("tells of the person as the directory has it now", async () => {
    const { body } = await redeem(org, client, secret, { code: await codeFor(person) });
    const bearer = `Bearer ${String(at(body, "access_token"))}`;
    const info = await org.call("GET", `${client.server}/v1/userinfo`, undefined, bearer);
    assert.deepEqual(at(info.body, "groups"), ["operators"]);
    assert.equal(at(info.body, "sub"), decodeJwt(String(at(body, "id_token"))).sub);
    const forged = await org.call("GET", `${client.server}/v1/userinfo`, undefined, `${bearer}x`);
    assert.equal(forged.status, 401);
  });

  it("refuses a person who is not assigned, and one whom the access policy does not name", async () => {
    const refused = await authorize(org, client, stranger);
    assert.deepEqual([refused.error, refused.code], ["access_denied", undefined]);
    assert.match(refused.error_description ?? "", /not assigned/);
    const byPolicy = await authorize(org, client, idOnly);
    assert.match(byPolicy.error_description ?? "", /Policy evaluation failed/);
  });

  it("sends nobody to an address that is not registered", async () => {
    for (const redirectUri of [
      "https://evil.example/api/callback",
      `${client.redirectUri}/x`,
      `${client.redirectUri}?a=b`,
    ]) {
      const answer = await authorize(org, { ...client, redirectUri }, person);
      assert.deepEqual([answer.status, answer.code, answer.sentTo], ["400", undefined, undefined]);
    }
  });

  it("refuses a wrong password without a code", async () => {
    const answer = await authorize(org, client, { ...person, password: "wrong" });
    assert.deepEqual([answer.status, answer.code], ["401", undefined]);
  });

  it("redeems a code once, in a minute, with the client's secret and the same address", async () => {
    const code = await codeFor(person);
    assert.equal((await redeem(org, client, "wrong-secret-of-the-client", { code })).status, 401);
    assert.equal((await redeem(org, client, secret, { code })).status, 200);
    assert.equal(at((await redeem(org, client, secret, { code })).body, "error"), "invalid_grant");
    const other = { ...client, redirectUri: "https://hoop.example.com/other" };
    assert.equal(
      at((await redeem(org, other, secret, { code: await codeFor(person) })).body, "error"),
      "invalid_grant",
    );
    const late = await codeFor(person);
    now += 61_000;
    assert.equal(at((await redeem(org, client, secret, { code: late })).body, "error"), "invalid_grant");
  });

  it("checks the verifier of a code that was asked for with a challenge", async () => {
    const verifier = "a".repeat(43);
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const withChallenge = { ...person, code_challenge: challenge, code_challenge_method: "S256" };
    const right = await redeem(org, client, secret, { code: await codeFor(withChallenge), code_verifier: verifier });
    assert.equal(right.status, 200);
    const wrong = await redeem(org, client, secret, {
      code: await codeFor(withChallenge),
      code_verifier: "b".repeat(43),
    });
    assert.equal(at(wrong.body, "error"), "invalid_grant");
    const plain = await authorize(org, client, { ...withChallenge, code_challenge_method: "plain" });
    assert.equal(plain.error, "invalid_request");
  });

  it("accepts each active secret, up to two, and deletes an inactive one only", async () => {
    const path = `/api/v1/apps/${appId}/credentials/secrets`;
    const tries = async (one: string) => (await redeem(org, client, one, { code: await codeFor(person) })).status;
    const next = await org.call("POST", path, { client_secret: "the-next-secret-of-the-client" });
    assert.equal((await org.call("POST", path, {})).status, 400);
    assert.deepEqual([await tries(secret), await tries("the-next-secret-of-the-client")], [200, 200]);
    const { body } = await org.call("GET", path);
    const first = String(at(body, 0, "id"));
    assert.equal((await org.call("DELETE", `${path}/${first}`)).status, 400);
    assert.equal((await org.call("POST", `${path}/${first}/lifecycle/deactivate`)).status, 200);
    assert.deepEqual([await tries(secret), await tries("the-next-secret-of-the-client")], [401, 200]);
    assert.equal((await org.call("POST", `${path}/${id(next)}/lifecycle/deactivate`)).status, 400);
    assert.equal((await org.call("DELETE", `${path}/${first}`)).status, 204);
  });
});
