import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createRemoteJWKSet, customFetch, jwtVerify, SignJWT, UnsecuredJWT } from "jose";
import { newSigningKey } from "../../../sandbox/okta/keys";
import { machineToken, OktaError } from "../../../sandbox/okta/sign-in";
import { type Answer, at, id, type MachineSetUp, machineSetUp, serviceApp, TestOrg } from "../../helpers/okta-org";

describe("client credentials with private_key_jwt", () => {
  let org: TestOrg;
  let machine: MachineSetUp;
  let base: string;

  before(async () => {
    org = await TestOrg.start();
    machine = await machineSetUp(org);
    base = `/api/v1/authorizationServers/${machine.serverId}`;
  });
  after(() => org.okta.stop());

  const endpoint = () => `${machine.issuer}/v1/token`;
  const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;

  function assertion(
    changes: Readonly<Record<string, unknown>> = {},
    key = machine.key,
    kid = key.kid,
  ): Promise<string> {
    const all = {
      iss: machine.clientId,
      sub: machine.clientId,
      aud: endpoint(),
      iat: seconds(0),
      exp: seconds(300),
      jti: randomUUID(),
      ...changes,
    };
    const claims = Object.fromEntries(Object.entries(all).filter(([, claim]) => claim !== undefined));
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(key.privateKey);
  }

  async function request(client_assertion: string, fields: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return await org.form(`/oauth2/${machine.serverId}/v1/token`, {
      grant_type: "client_credentials",
      scope: machine.scope,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion,
      ...fields,
    });
  }

  const token = (changes: Partial<Parameters<typeof machineToken>[0]> = {}) =>
    machineToken({
      issuer: machine.issuer,
      hosts: org.hosts,
      clientId: machine.clientId,
      privateKey: machine.key.privateKey,
      kid: machine.key.kid,
      scope: machine.scope,
      ...changes,
    });

  it("returns a token that can be verified from discovery alone", async () => {
    const { accessToken, expiresIn } = await token();
    assert.equal(expiresIn, 600);
    const metadata = await org.call(
      "GET",
      `/oauth2/${machine.serverId}/.well-known/openid-configuration`,
      undefined,
      "",
    );
    assert.equal(at(metadata.body, "issuer"), machine.issuer);
    const keys = createRemoteJWKSet(new URL(String(at(metadata.body, "jwks_uri"))), {
      [customFetch]: (url: string) => fetch(url.replace(org.okta.orgUrl, org.okta.url)),
    });
    const { payload, protectedHeader } = await jwtVerify(accessToken, keys, {
      issuer: machine.issuer,
      audience: machine.audience,
    });
    assert.equal(protectedHeader.alg, "RS256");
    assert.equal(payload.sub, machine.clientId);
    assert.deepEqual([payload.cid, payload.scp], [machine.clientId, [machine.scope]]);
    assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 600);
  });

  it("adds the server's own claims, among them the tags that AWS reads", async () => {
    const claim = async (name: string, value: string) =>
      id(await org.call("POST", `${base}/claims`, { name, claimType: "RESOURCE", valueType: "EXPRESSION", value }));
    const ids = [
      await claim("client", "app.clientId"),
      await claim("https://aws.amazon.com/tags", '{"principal_tags": {"team": {"platform"}}}'),
    ];
    const { accessToken } = await token();
    const claims = JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString());
    assert.equal(claims.client, machine.clientId);
    assert.deepEqual(claims["https://aws.amazon.com/tags"], { principal_tags: { team: ["platform"] } });
    for (const one of ids) {
      await org.call("DELETE", `${base}/claims/${one}`);
    }
  });

  it("reads a member of the client's profile, and leaves out a claim whose member is missing or empty", async () => {
    const claim = (name: string, value: string) =>
      org.call("POST", `${base}/claims`, { name, claimType: "RESOURCE", valueType: "EXPRESSION", value });
    const path = `/api/v1/apps/${machine.appId}`;
    const body = (await org.call("GET", path)).body as Record<string, unknown>;
    await org.call("PUT", path, { ...body, profile: { team: "orders", empty: "" } });
    const tag = "https://aws.amazon.com/tags/principal_tags";
    const ids = [
      id(await claim(`${tag}/team`, "app.profile.team")),
      id(await claim(`${tag}/empty`, "app.profile.empty")),
      id(await claim(`${tag}/missing`, "app.profile.missing")),
    ];
    const claims = async () =>
      JSON.parse(Buffer.from((await token()).accessToken.split(".")[1] ?? "", "base64url").toString());
    const tags = (of: object) => Object.entries(of).filter(([name]) => name.startsWith(tag));
    assert.deepEqual(tags(await claims()), [[`${tag}/team`, "orders"]]);
    await org.call("PUT", path, { ...body, profile: undefined });
    assert.deepEqual(tags(await claims()), []);
    for (const [value, message] of [
      ["app.label", /app has no attribute label/],
      ["user.department.team", /user.department has no member team/],
    ] as const) {
      const answer = await claim("bad", value);
      assert.equal(answer.status, 400);
      assert.match(JSON.stringify(answer.body), message);
    }
    for (const one of ids) {
      await org.call("DELETE", `${base}/claims/${one}`);
    }
  });

  type Case = readonly [string, () => Promise<Answer>, number, string, RegExp];
  const cases: readonly Case[] = [
    [
      "an expired assertion",
      async () => request(await assertion({ exp: seconds(-60) })),
      401,
      "invalid_client",
      /expired/,
    ],
    [
      "an assertion that lives too long",
      async () => request(await assertion({ exp: seconds(4000) })),
      401,
      "invalid_client",
      /too far into the future/,
    ],
    [
      "an assertion issued in the future",
      async () => request(await assertion({ iat: seconds(900), exp: seconds(1200) })),
      401,
      "invalid_client",
      /future/,
    ],
    ["no expiry", async () => request(await assertion({ exp: undefined })), 401, "invalid_client", /'exp'/],
    [
      "an assertion for another endpoint",
      async () => request(await assertion({ aud: `${org.okta.orgUrl}/oauth2/v1/token` })),
      401,
      "invalid_client",
      /audience/,
    ],
    ["another subject", async () => request(await assertion({ sub: "somebody" })), 401, "invalid_client", /'sub'/],
    ["another issuer", async () => request(await assertion({ iss: "somebody" })), 401, "invalid_client", /client_id/],
    [
      "another key",
      async () => request(await assertion({}, newSigningKey(), machine.key.kid)),
      401,
      "invalid_client",
      /signature/,
    ],
    [
      "an unknown key id",
      async () => request(await assertion({}, machine.key, "other")),
      401,
      "invalid_client",
      /signature/,
    ],
    [
      "an unsigned assertion",
      async () =>
        request(
          new UnsecuredJWT({
            iss: machine.clientId,
            sub: machine.clientId,
            aud: endpoint(),
            exp: seconds(60),
          }).encode(),
        ),
      401,
      "invalid_client",
      /signature/,
    ],
    [
      "no assertion",
      async () => request("", { client_id: machine.clientId }),
      401,
      "invalid_client",
      /signature|client_assertion/,
    ],
    [
      "an assertion a second time",
      async () => {
        const one = await assertion();
        assert.equal((await request(one)).status, 200);
        return await request(one);
      },
      401,
      "invalid_client",
      /already been used/,
    ],
    [
      "a scope that is not there",
      async () => request(await assertion(), { scope: "nothing" }),
      400,
      "invalid_scope",
      /not configured/,
    ],
    ["no scope", async () => request(await assertion(), { scope: "" }), 400, "invalid_scope", /default scopes/],
    [
      "a scope that needs a user",
      async () => request(await assertion(), { scope: "openid" }),
      400,
      "invalid_scope",
      /need a user/,
    ],
    [
      "a scope that no policy grants",
      async () => request(await assertion(), { scope: "app-of-apps.unused" }),
      400,
      "access_denied",
      /Policy evaluation failed/,
    ],
    [
      "one granted scope together with one that is not",
      async () => request(await assertion(), { scope: `${machine.scope} app-of-apps.unused` }),
      400,
      "access_denied",
      /Policy evaluation failed/,
    ],
    [
      "another grant",
      async () => request(await assertion(), { grant_type: "password" }),
      400,
      "unsupported_grant_type",
      /password/,
    ],
  ];
  for (const [name, ask, status, error, description] of cases) {
    it(`refuses ${name}`, async () => {
      const answer = await ask();
      assert.deepEqual([answer.status, at(answer.body, "error")], [status, error], JSON.stringify(answer.body));
      assert.match(String(at(answer.body, "error_description")), description);
    });
  }

  it("refuses a client that the policy does not name", async () => {
    const key = newSigningKey();
    const { exportJWK } = await import("jose");
    const jwk = { ...(await exportJWK(key.publicKey)), kid: key.kid };
    id(await org.call("POST", "/api/v1/apps", serviceApp("other-runner", [jwk])));
    await assert.rejects(
      token({ clientId: "other-runner", privateKey: key.privateKey, kid: key.kid }),
      (error: unknown) => {
        assert.ok(error instanceof OktaError);
        assert.deepEqual([error.status, error.code, error.step], [400, "access_denied", "client credentials"]);
        return true;
      },
    );
  });

  const switches: readonly (readonly [string, () => string, string])[] = [
    ["app", () => `/api/v1/apps/${machine.appId}`, "invalid_client"],
    ["policy", () => `${base}/policies/${machine.policyId}`, "access_denied"],
  ];
  for (const [name, path, code] of switches) {
    it(`refuses while the ${name} is inactive, and not after`, async () => {
      await org.call("POST", `${path()}/lifecycle/deactivate`);
      await assert.rejects(token(), { code });
      await org.call("POST", `${path()}/lifecycle/activate`);
      await token();
    });
  }

  it("returns neither tokens nor keys of a deactivated server", async () => {
    await org.call("POST", `${base}/lifecycle/deactivate`);
    assert.equal(at((await request(await assertion())).body, "error"), "invalid_request");
    const { status } = await org.call("GET", `/oauth2/${machine.serverId}/v1/keys`, undefined, "");
    assert.equal(status, 404);
    await org.call("POST", `${base}/lifecycle/activate`);
  });
});
