import assert from "node:assert/strict";
import { at, id, machineKey, ruleBody, serviceApp, TestOrg } from "../../helpers/okta-org";

const profile = (login: string, more: object = {}) => ({ login, email: login, firstName: "A", lastName: "B", ...more });

describe("the embedded org's Management API", () => {
  let org: TestOrg;
  before(async () => {
    org = await TestOrg.start();
  });
  after(() => org.okta.stop());

  const authorizations: readonly (readonly [string, string, string])[] = [
    ["no token", "", "E0000005"],
    ["another token", "SSWS 00wrong", "E0000011"],
    ["the token under another scheme", "Bearer", "E0000011"],
  ];
  for (const [name, header, code] of authorizations) {
    it(`refuses ${name}`, async () => {
      const authorization = header === "Bearer" ? `Bearer ${org.okta.apiToken}` : header;
      const { status, body } = await org.call("GET", "/api/v1/groups", undefined, authorization);
      assert.equal(status, 401);
      assert.equal(at(body, "errorCode"), code);
    });
  }

  it("has a new token with each start and listens on loopback only", async () => {
    const other = await TestOrg.start();
    try {
      assert.notEqual(other.okta.apiToken, org.okta.apiToken);
      assert.equal(new URL(other.okta.url).hostname, "127.0.0.1");
    } finally {
      await other.okta.stop();
    }
    await assert.rejects(fetch(other.okta.url), "the port is closed after stop()");
  });

  it("answers errors in Okta's shape", async () => {
    const { status, body } = await org.call("GET", "/api/v1/groups/nobody");
    assert.equal(status, 404);
    assert.deepEqual(Object.keys(Object(body)), ["errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"]);
    assert.equal(at(body, "errorCode"), "E0000007");
  });

  type Bad = readonly [string, string, string, unknown, number, string];
  const bad: readonly Bad[] = [
    ["a group without a name", "POST", "/api/v1/groups", { profile: {} }, 400, "E0000001"],
    ["a body that is no JSON", "POST", "/api/v1/groups", "{", 400, "E0000003"],
    ["an empty body", "POST", "/api/v1/groups", undefined, 400, "E0000003"],
    ["an unknown address", "GET", "/api/v1/nothing", undefined, 404, "E0000022"],
    ["a limit out of range", "GET", "/api/v1/groups?limit=0", undefined, 400, "E0000001"],
    ["a foreign cursor", "GET", "/api/v1/groups?after=00g", undefined, 400, "E0000001"],
    ["a search it does not know", "GET", "/api/v1/groups?search=name%20pr", undefined, 400, "E0000031"],
    ["a user without an e-mail", "POST", "/api/v1/users", { profile: { login: "a@example.com" } }, 400, "E0000001"],
    [
      "an unknown attribute",
      "POST",
      "/api/v1/users",
      { profile: profile("b@example.com", { shoe: 42 }) },
      400,
      "E0000001",
    ],
    [
      "a weak password",
      "POST",
      "/api/v1/users",
      { profile: profile("c@example.com"), credentials: { password: { value: "weak" } } },
      400,
      "E0000001",
    ],
    [
      "a password that names its user",
      "POST",
      "/api/v1/users",
      { profile: profile("dorothy@example.com"), credentials: { password: { value: "Dorothy-12345" } } },
      400,
      "E0000001",
    ],
    [
      "an app of another kind",
      "POST",
      "/api/v1/apps",
      { name: "bookmark", label: "x", signOnMode: "BOOKMARK" },
      400,
      "E0000001",
    ],
    ["a service app without a key", "POST", "/api/v1/apps", serviceApp("no-key-app", []), 400, "E0000001"],
    [
      "a service app with a private key",
      "POST",
      "/api/v1/apps",
      serviceApp("private-app", [{ kty: "RSA", d: "x" }]),
      400,
      "E0000001",
    ],
    ["a client id that is too short", "POST", "/api/v1/apps", serviceApp("short", [{ kty: "RSA" }]), 400, "E0000001"],
    [
      "a group filter that is no regular expression",
      "POST",
      "/api/v1/apps",
      { name: "amazon_aws", label: "x", signOnMode: "SAML_2_0", settings: { app: { groupFilter: "(" } } },
      400,
      "E0000001",
    ],
    [
      "two attribute statements of one name",
      "POST",
      "/api/v1/apps",
      {
        name: "amazon_aws",
        label: "x",
        signOnMode: "SAML_2_0",
        settings: {
          signOn: {
            attributeStatements: ["user.city", "user.state"].map((value) => ({
              type: "EXPRESSION",
              name: "place",
              values: [value],
            })),
          },
        },
      },
      400,
      "E0000001",
    ],
    [
      "a server with two audiences",
      "POST",
      "/api/v1/authorizationServers",
      { name: "x", audiences: ["a", "b"] },
      400,
      "E0000001",
    ],
  ];
  for (const [name, method, path, body, status, code] of bad) {
    it(`refuses ${name}`, async () => {
      const before = org.okta.inventory();
      const answer = await org.call(method, path, body);
      assert.deepEqual([answer.status, at(answer.body, "errorCode")], [status, code], JSON.stringify(answer.body));
      assert.deepEqual(org.okta.inventory(), before);
    });
  }

  it("keeps names of groups and logins of users unique", async () => {
    await org.group("unique");
    const group = await org.call("POST", "/api/v1/groups", { profile: { name: "unique" } });
    assert.equal(at(group.body, "errorCode"), "E0000001");
    await org.person("unique.person@example.com", "x");
    const user = await org.call("POST", "/api/v1/users", { profile: profile("Unique.Person@example.com") });
    assert.equal(at(user.body, "errorCode"), "E0000001");
  });

  it("pages by Link headers, to the end", async () => {
    for (let index = 0; index < 5; index += 1) {
      await org.group(`page-${index}`);
    }
    const names: unknown[] = [];
    let path: string | undefined = "/api/v1/groups?q=page-&limit=2";
    let pages = 0;
    while (path !== undefined) {
      const answer = await org.call("GET", path);
      assert.ok(Array.isArray(answer.body));
      names.push(...answer.body.map((group) => at(group, "profile", "name")));
      pages += 1;
      const next: string | undefined = /<http:\/\/127\.0\.0\.1:\d+([^>]+)>; rel="next"/.exec(answer.link)?.[1];
      path = next;
    }
    assert.deepEqual(names, ["page-0", "page-1", "page-2", "page-3", "page-4"]);
    assert.equal(pages, 3);
  });

  it("searches and filters", async () => {
    await org.group("find#me");
    const search = async (text: string) => {
      const { body } = await org.call("GET", `/api/v1/groups?search=${encodeURIComponent(text)}`);
      return Array.isArray(body) ? body.length : -1;
    };
    assert.equal(await search('profile.name eq "find#me"'), 1);
    assert.equal(await search('type eq "OKTA_GROUP" and profile.name sw "find#"'), 1);
    assert.equal(await search('profile.name eq "find#you"'), 0);
  });

  it("never sends a password back, nor the secret of an app with a key", async () => {
    const { id: user, password } = await org.person("secret.person@example.com", "x");
    const sent = JSON.stringify((await org.call("GET", `/api/v1/users/${user}`)).body);
    assert.ok(!sent.includes(password) && !sent.includes("passwordHash"));
    const { jwk } = await machineKey("k");
    const app = await org.call("POST", "/api/v1/apps", serviceApp("with-a-key", [jwk]));
    assert.equal(at(app.body, "credentials", "oauthClient", "client_secret"), undefined);
    assert.equal(at(app.body, "credentials", "oauthClient", "client_id"), "with-a-key");
  });

  it("deletes a user with the second call, a deactivated app, and not an active one", async () => {
    const { id: user } = await org.person("leaving.person@example.com", "x");
    const path = `/api/v1/users/${user}`;
    assert.equal((await org.call("DELETE", path)).status, 204);
    assert.equal(at((await org.call("GET", path)).body, "status"), "DEPROVISIONED");
    assert.equal((await org.call("DELETE", path)).status, 204);
    assert.equal((await org.call("GET", path)).status, 404);
    const { jwk } = await machineKey("k");
    const app = `/api/v1/apps/${id(await org.call("POST", "/api/v1/apps", serviceApp("to-delete", [jwk])))}`;
    assert.equal(at((await org.call("DELETE", app)).body, "errorCode"), "E0000056");
    await org.call("POST", `${app}/lifecycle/deactivate`);
    assert.equal((await org.call("DELETE", app)).status, 204);
  });

  const steps: readonly (readonly [string, string, number])[] = [
    ["activate", "ACTIVE", 403],
    ["suspend", "SUSPENDED", 200],
    ["suspend", "SUSPENDED", 403],
    ["unsuspend", "ACTIVE", 200],
    ["unlock", "ACTIVE", 403],
    ["deactivate", "DEPROVISIONED", 200],
    ["suspend", "DEPROVISIONED", 403],
    ["activate", "ACTIVE", 200],
  ];
  it("lets users change status only along Okta's life cycle", async () => {
    const { id: user } = await org.person("cycling.person@example.com", "x");
    for (const [step, status, answer] of steps) {
      const { status: got } = await org.call("POST", `/api/v1/users/${user}/lifecycle/${step}`);
      const { body } = await org.call("GET", `/api/v1/users/${user}`);
      assert.deepEqual([step, got, at(body, "status")], [step, answer, status]);
    }
  });

  it("preserves the client id and secret of an app through a replacement", async () => {
    const body = (label: string) => ({
      name: "oidc_client",
      label,
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
      settings: { oauthClient: { application_type: "service", grant_types: ["client_credentials"] } },
    });
    const first = await org.call("POST", "/api/v1/apps", body("before"));
    const second = await org.call("PUT", `/api/v1/apps/${id(first)}`, body("after"));
    assert.equal(at(second.body, "label"), "after");
    for (const field of ["client_id", "client_secret"]) {
      const path = ["credentials", "oauthClient", field];
      assert.ok(at(first.body, ...path));
      assert.equal(at(second.body, ...path), at(first.body, ...path), field);
    }
    const other = { ...body("x"), credentials: { oauthClient: { client_id: "another-client" } } };
    assert.equal((await org.call("PUT", `/api/v1/apps/${id(first)}`, other)).status, 400);
  });

  it("assigns groups to apps, and forgets that with the group", async () => {
    const { jwk } = await machineKey("k");
    const app = id(await org.call("POST", "/api/v1/apps", serviceApp("assigned-app", [jwk])));
    const group = await org.group("assigned");
    const path = `/api/v1/apps/${app}/groups`;
    const assigned = await org.call("PUT", `${path}/${group}`, { priority: 3, profile: { samlRoles: [] } });
    assert.deepEqual([at(assigned.body, "id"), at(assigned.body, "priority")], [group, 3]);
    assert.equal((await org.call("GET", `${path}/${group}`)).status, 200);
    assert.equal((await org.call("PUT", `${path}/00gnobody`, {})).status, 404);
    await org.call("DELETE", `/api/v1/groups/${group}`);
    assert.deepEqual((await org.call("GET", path)).body, []);
  });

  it("holds nothing after everything was deleted", async () => {
    const own = await TestOrg.start();
    try {
      const group = await own.group("g");
      const rule = await own.rule("r", 'user.department == "x"', [group]);
      const { jwk } = await machineKey("k");
      const app = id(await own.call("POST", "/api/v1/apps", serviceApp("the-app", [jwk])));
      const server = id(await own.call("POST", "/api/v1/authorizationServers", { name: "s", audiences: ["a"] }));
      assert.deepEqual(own.okta.inventory(), { groups: ["g"], rules: ["r"], apps: ["the-app"], servers: ["s"] });
      await own.call("POST", `/api/v1/apps/${app}/lifecycle/deactivate`);
      for (const path of [`groups/rules/${rule}`, `groups/${group}`, `apps/${app}`, `authorizationServers/${server}`]) {
        await own.call("DELETE", `/api/v1/${path}`);
      }
      assert.deepEqual(own.okta.inventory(), { groups: [], rules: [], apps: [], servers: [] });
    } finally {
      await own.okta.stop();
    }
  });

  it("refuses a second creation of a rule while one goes on (423)", async () => {
    const group = await org.group("contended");
    const create = (name: string) =>
      org.call("POST", "/api/v1/groups/rules", ruleBody(name, 'user.city == "x"', [group]));
    const answers = await Promise.all(["one", "two", "three", "four"].map(create));
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))].sort(), [200, 423]);
    const refused = answers.find((answer) => answer.status === 423);
    assert.equal(at(refused?.body, "errorCode"), "E0000239");
  });
});
