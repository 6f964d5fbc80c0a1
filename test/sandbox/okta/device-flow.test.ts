import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { type Answer, at, id, type PeopleSetUp, peopleSetUp, TestOrg } from "../../helpers/okta-org";

const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

describe("the device flow and what follows it", () => {
  let org: TestOrg;
  let set: PeopleSetUp;
  let person: { id: string; login: string; password: string };
  let clock = 0;

  before(async () => {
    org = await TestOrg.start({ now: () => Date.now() + clock });
    set = await peopleSetUp(org);
    person = await org.person("ada.platform@example.com", "platform");
  });
  afterEach(() => {
    clock = 0;
  });
  after(() => org.okta.stop());

  const authorize = async (scope = "openid okta.apps.sso") => {
    const { body } = await org.form("/oauth2/v1/device/authorize", { client_id: set.clientId, scope });
    return { device: String(at(body, "device_code")), user: String(at(body, "user_code")), body };
  };
  const poll = (device_code: string, client_id = set.clientId) =>
    org.form("/oauth2/v1/token", { client_id, grant_type: DEVICE, device_code });
  const approve = (user_code: string, more: Readonly<Record<string, string>> = {}) =>
    org.form("/activate", { user_code, username: person.login, password: person.password, ...more });
  const error = ({ body }: Answer) => at(body, "error");

  async function tokens(scope?: string): Promise<{ access: string; identity: string }> {
    const { device, user } = await authorize(scope);
    assert.equal((await approve(user)).status, 200);
    const { body } = await poll(device);
    return { access: String(at(body, "access_token")), identity: String(at(body, "id_token")) };
  }

  const exchange = (
    { access, identity }: { access: string; identity: string },
    more: Readonly<Record<string, string>> = {},
  ) =>
    org.form("/oauth2/v1/token", {
      client_id: set.clientId,
      grant_type: EXCHANGE,
      subject_token: identity,
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      actor_token: access,
      actor_token_type: "urn:ietf:params:oauth:token-type:access_token",
      requested_token_type: "urn:okta:oauth:token-type:web_sso_token",
      audience: `urn:okta:apps:${set.federationAppId}`,
      ...more,
    });
  const redeem = (token: unknown) => org.call("GET", `/login/token/sso?token=${String(token)}`, undefined, "");

  it("shows the person a form at the verification address", async () => {
    const { body } = await authorize();
    const uri = new URL(String(at(body, "verification_uri_complete")));
    const page = await org.call("GET", `${uri.pathname}${uri.search}`, undefined, "");
    assert.match(String(page.body), new RegExp(`value="${String(at(body, "user_code"))}"`));
  });

  it("is pending until the person has answered, and answers slow_down to a client that polls too often", async () => {
    const { device, user } = await authorize();
    assert.equal(error(await poll(device)), "authorization_pending");
    assert.equal(error(await poll(device)), "slow_down");
    // The interval is five seconds longer from then on (RFC 8628, section 3.5).
    clock = 6000;
    assert.equal(error(await poll(device)), "slow_down");
    clock = 22_000;
    assert.equal(error(await poll(device)), "authorization_pending");
    await approve(user);
    assert.equal((await poll(device)).status, 200);
  });

  it("returns tokens once", async () => {
    const { device, user } = await authorize();
    await approve(user);
    assert.equal((await poll(device)).status, 200);
    assert.equal(error(await poll(device)), "invalid_grant");
  });

  it("ends with the person's no, with time, and for another client", async () => {
    const denied = await authorize();
    await approve(denied.user, { decision: "deny" });
    assert.equal(error(await poll(denied.device)), "access_denied");
    const late = await authorize();
    clock = 601_000;
    assert.equal(error(await poll(late.device)), "expired_token");
    assert.equal((await approve(late.user)).status, 404);
    clock = 0;
    assert.equal(error(await poll((await authorize()).device, "somebody-else")), "invalid_client");
  });

  it("answers that the person is not assigned", async () => {
    const outsider = await org.person("eve.sales@example.com", "sales");
    const { device, user } = await authorize();
    await approve(user, { username: outsider.login, password: outsider.password });
    const answer = await poll(device);
    assert.equal(error(answer), "access_denied");
    assert.equal(at(answer.body, "error_description"), "User is not assigned to the client application.");
  });

  it("refuses a scope of the org that it does not have", async () => {
    const answer = await org.form("/oauth2/v1/device/authorize", {
      client_id: set.clientId,
      scope: "okta.users.manage",
    });
    assert.equal(error(answer), "invalid_scope");
  });

  it("does not let a user's token into the Management API", async () => {
    const { access } = await tokens();
    assert.equal((await org.call("GET", "/api/v1/groups", undefined, `Bearer ${access}`)).status, 401);
  });

  type Exchange = readonly [string, () => Promise<Answer>, string];
  const refusals: readonly Exchange[] = [
    [
      "an identity token that was changed",
      async () => exchange({ ...(await tokens()), identity: "x.y.z" }),
      "invalid_grant",
    ],
    [
      "tokens of two people",
      async () => {
        const first = await tokens();
        const other = await org.person(`bob.${Date.now()}@example.com`, "platform");
        const { device, user } = await authorize();
        await approve(user, { username: other.login, password: other.password });
        const { body } = await poll(device);
        return exchange({ access: String(at(body, "access_token")), identity: first.identity });
      },
      "invalid_grant",
    ],
    [
      "an access token in the identity token's place",
      async () => {
        const { access } = await tokens();
        return exchange({ access, identity: access });
      },
      "invalid_grant",
    ],
    ["no scope for single sign-on", async () => exchange(await tokens("openid")), "invalid_scope"],
    [
      "another kind of token asked for",
      async () => exchange(await tokens(), { requested_token_type: "x" }),
      "invalid_request",
    ],
    [
      "an audience that is no app",
      async () => exchange(await tokens(), { audience: "urn:okta:apps:0oa" }),
      "invalid_target",
    ],
    [
      "expired tokens",
      async () => {
        const both = await tokens();
        clock = 3_601_000;
        return exchange(both);
      },
      "invalid_grant",
    ],
    [
      "a revoked token",
      async () => {
        const both = await tokens();
        await org.form("/oauth2/v1/revoke", { client_id: set.clientId, token: both.access });
        return exchange(both);
      },
      "invalid_grant",
    ],
    [
      "a client that is not the app's allowed web SSO client",
      async () => {
        const both = await tokens();
        const path = `/api/v1/apps/${set.federationAppId}`;
        const { body } = await org.call("GET", path);
        const settings = at(body, "settings", "app");
        const change = (client: string) =>
          org.call("PUT", path, {
            ...Object(body),
            settings: { ...Object(at(body, "settings")), app: { ...Object(settings), webSSOAllowedClient: client } },
          });
        await change("another-client");
        const answer = await exchange(both);
        await change(set.clientId);
        return answer;
      },
      "access_denied",
    ],
  ];
  for (const [name, ask, code] of refusals) {
    it(`does not exchange: ${name}`, async () => {
      const answer = await ask();
      assert.deepEqual([answer.status, error(answer)], [400, code], JSON.stringify(answer.body));
    });
  }

  it("redeems a web SSO token once, within its time, and for an active person only", async () => {
    const first = at((await exchange(await tokens())).body, "access_token");
    const page = await redeem(first);
    assert.match(String(page.body), /action="https:\/\/signin\.aws\.amazon\.com\/saml"/);
    assert.equal((await redeem(first)).status, 401);
    const second = at((await exchange(await tokens())).body, "access_token");
    clock = 301_000;
    assert.equal((await redeem(second)).status, 401);
    clock = 0;
    const third = at((await exchange(await tokens())).body, "access_token");
    await org.call("POST", `/api/v1/users/${person.id}/lifecycle/suspend`);
    assert.equal((await redeem(third)).status, 403);
    await org.call("POST", `/api/v1/users/${person.id}/lifecycle/unsuspend`);
  });

  it("introspects tokens for the client they were given to, as long as they hold", async () => {
    const { access } = await tokens();
    const active = async () =>
      at((await org.form("/oauth2/v1/introspect", { client_id: set.clientId, token: access })).body, "active");
    assert.equal(await active(), true);
    await org.form("/oauth2/v1/revoke", { client_id: set.clientId, token: access });
    assert.equal(await active(), false);
  });
});

describe("the device flow of a custom authorization server", () => {
  const SCOPE = "runs.start";
  let org: TestOrg;
  let set: PeopleSetUp;
  let server = "";
  let admin = "";
  let person: { id: string; login: string; password: string };
  let guest: typeof person;
  let clock = 0;

  before(async () => {
    org = await TestOrg.start({ now: () => Date.now() + clock });
    set = await peopleSetUp(org);
    person = await org.person("ada.platform@example.com", "platform");
    guest = await org.person("gus.guest@example.com", "guests");
    const guests = await org.group("guests");
    await org.call("PUT", `/api/v1/groups/${guests}/users/${guest.id}`);
    id(await org.call("PUT", `/api/v1/apps/${set.nativeAppId}/groups/${guests}`, {}));
    const made = await org.call("POST", "/api/v1/authorizationServers", { name: "runs", audiences: ["https://runs"] });
    admin = `/api/v1/authorizationServers/${id(made)}`;
    server = `/oauth2/${id(made)}`;
    for (const name of [SCOPE, "runs.stop"]) {
      id(await org.call("POST", `${admin}/scopes`, { name }));
    }
    for (const claimType of ["RESOURCE", "IDENTITY"]) {
      const filter = { valueType: "GROUPS", group_filter_type: "STARTS_WITH", value: "aws#retail-test#" };
      const claim = { name: claimType === "RESOURCE" ? "groups" : "mine", claimType, ...filter };
      id(await org.call("POST", `${admin}/claims`, { ...claim, conditions: { scopes: ["openid"] } }));
    }
    const clients = { clients: { include: [set.clientId] } };
    const policy = id(await org.call("POST", `${admin}/policies`, { name: "people", conditions: clients }));
    id(
      await org.call("POST", `${admin}/policies/${policy}/rules`, {
        name: "operators",
        conditions: {
          people: { groups: { include: [set.operators] } },
          grantTypes: { include: [DEVICE] },
          scopes: { include: ["openid", SCOPE] },
        },
        actions: { token: { accessTokenLifetimeMinutes: 5 } },
      }),
    );
  });
  afterEach(() => {
    clock = 0;
  });
  after(() => org.okta.stop());

  const authorize = async (scope = `openid ${SCOPE}`) => {
    const { body } = await org.form(`${server}/v1/device/authorize`, { client_id: set.clientId, scope });
    return { device: String(at(body, "device_code")), user: String(at(body, "user_code")), body };
  };
  const poll = (device_code: string, at = server) =>
    org.form(`${at}/v1/token`, { client_id: set.clientId, grant_type: DEVICE, device_code });
  const approve = (user_code: string, by = person, more: Readonly<Record<string, string>> = {}) =>
    org.form("/activate", { user_code, username: by.login, password: by.password, ...more });
  const error = ({ body }: Answer) => at(body, "error");

  it("issues a short token of the server's own, with the person's groups that the filter matches", async () => {
    const { device, user } = await authorize();
    assert.equal(error(await poll(device)), "authorization_pending");
    assert.equal(at((await approve(user)).body, "status"), "ACTIVATED");
    const { body, status } = await poll(device);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([at(body, "expires_in"), at(body, "refresh_token")], [300, undefined]);
    const { iss, aud, sub, uid, cid, scp, groups, mine } = decodeJwt(String(at(body, "access_token")));
    assert.deepEqual(
      { iss, aud, sub, uid, cid, scp, groups, mine },
      {
        iss: `${org.okta.orgUrl}${server}`,
        aud: "https://runs",
        sub: person.login,
        uid: person.id,
        cid: set.clientId,
        scp: ["openid", SCOPE],
        groups: ["aws#retail-test#retail-test_operator#123456789012"],
        mine: undefined,
      },
    );
    assert.equal(error(await poll(device)), "invalid_grant");
  });

  it("leaves out the groups where the claim's scope was not requested", async () => {
    const { device, user } = await authorize(SCOPE);
    await approve(user);
    const { body } = await poll(device);
    assert.equal(decodeJwt(String(at(body, "access_token"))).groups, undefined);
    assert.equal(at(body, "id_token"), undefined);
  });

  it("denies a person of another group, and a scope that no rule grants, by the access policy", async () => {
    for (const [scope, by] of [
      [`openid ${SCOPE}`, guest],
      ["openid runs.stop", person],
    ] as const) {
      const { device, user } = await authorize(scope);
      assert.equal(at((await approve(user, by)).body, "status"), "DENIED");
      const answer = await poll(device);
      assert.equal(error(answer), "access_denied");
      assert.match(String(at(answer.body, "error_description")), /^Policy evaluation failed/);
    }
  });

  it("ends with the person's no, with time, and with a poll too early", async () => {
    const denied = await authorize();
    await approve(denied.user, person, { decision: "deny" });
    assert.equal(error(await poll(denied.device)), "access_denied");
    const late = await authorize();
    assert.equal(error(await poll(late.device)), "authorization_pending");
    assert.equal(error(await poll(late.device)), "slow_down");
    clock = 601_000;
    assert.equal(error(await poll(late.device)), "expired_token");
  });

  it("redeems a code only where it was issued", async () => {
    const { device, user } = await authorize();
    await approve(user);
    assert.equal(error(await poll(device, "/oauth2")), "invalid_grant");
    assert.equal((await poll(device)).status, 200);
  });

  it("refuses an unknown scope, an unknown server and an inactive one", async () => {
    assert.equal(at((await authorize("openid nothing")).body, "error"), "invalid_scope");
    const form = { client_id: set.clientId, scope: "openid" };
    assert.equal((await org.form("/oauth2/aus-nothing/v1/device/authorize", form)).status, 404);
    await org.call("POST", `${admin}/lifecycle/deactivate`);
    assert.equal(error(await org.form(`${server}/v1/device/authorize`, form)), "invalid_request");
    await org.call("POST", `${admin}/lifecycle/activate`);
  });

  it("is named in the server's discovery", async () => {
    const { body } = await org.call("GET", `${server}/.well-known/oauth-authorization-server`, undefined, "");
    assert.equal(at(body, "device_authorization_endpoint"), `${org.okta.orgUrl}${server}/v1/device/authorize`);
    assert.ok((at(body, "grant_types_supported") as string[]).includes(DEVICE));
  });
});
