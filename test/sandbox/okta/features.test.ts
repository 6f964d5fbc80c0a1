import assert from "node:assert/strict";
import { at, TestOrg } from "../../helpers/okta-org";

const PATH = "/api/v1/authorizationServers";
const nativeApp = {
  name: "oidc_client",
  label: "terminal",
  signOnMode: "OPENID_CONNECT",
  credentials: { oauthClient: { client_id: "terminal-app", token_endpoint_auth_method: "none" } },
  settings: {
    oauthClient: {
      application_type: "native",
      grant_types: ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"],
      response_types: ["code"],
      redirect_uris: ["http://127.0.0.1:8400/callback"],
    },
  },
};

describe("features of an org", () => {
  let org: TestOrg;
  afterEach(() => org.okta.stop());

  it("are all there by default", async () => {
    org = await TestOrg.start();
    assert.equal(at((await org.call("GET", "/.well-known/okta-organization")).body, "pipeline"), "idx");
    assert.equal((await org.call("GET", PATH)).status, 200);
    assert.equal((await org.call("POST", "/api/v1/apps", nativeApp)).status, 200);
  });

  it("refuse custom authorization servers without API Access Management, as Okta does", async () => {
    org = await TestOrg.start({ features: { apiAccessManagement: false } });
    for (const answer of [
      await org.call("GET", `${PATH}?q=default`),
      await org.call("POST", PATH, { name: "machines", audiences: ["https://machines.example"] }),
    ]) {
      assert.equal(answer.status, 401);
      assert.equal(at(answer.body, "errorCode"), "E0000015");
    }
    assert.equal((await org.call("GET", "/api/v1/groups")).status, 200);
    assert.equal((await org.call("GET", PATH, undefined, "")).status, 401, "a token is asked for first");
  });

  it("refuse the device flow on Classic Engine, which the org says to everybody", async () => {
    org = await TestOrg.start({ features: { identityEngine: false } });
    const said = await org.call("GET", "/.well-known/okta-organization", undefined, "");
    assert.equal(at(said.body, "pipeline"), "v1");
    const { status, body } = await org.call("POST", "/api/v1/apps", nativeApp);
    assert.deepEqual([status, at(body, "errorCode")], [400, "E0000001"]);
    assert.match(JSON.stringify(body), /device_code.* is not allowed/);
  });
});
