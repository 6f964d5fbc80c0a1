import assert from "node:assert/strict";
import { at, id, TestOrg } from "../../helpers/okta-org";

describe("the embedded org's Management API of an authorization server", () => {
  let org: TestOrg;
  let base: string;
  before(async () => {
    org = await TestOrg.start();
    base = `/api/v1/authorizationServers/${id(await org.call("POST", "/api/v1/authorizationServers", { name: "base", audiences: ["https://x.example"] }))}`;
  });
  after(() => org.okta.stop());

  const children: readonly (readonly [string, string, unknown, unknown])[] = [
    ["scope", "scopes", { name: "a.b" }, { name: "a.b", description: "changed" }],
    [
      "claim",
      "claims",
      { name: "team", claimType: "RESOURCE", valueType: "EXPRESSION", value: '"a"' },
      { name: "team", claimType: "RESOURCE", valueType: "EXPRESSION", value: '"b"' },
    ],
    [
      "policy",
      "policies",
      { name: "p", conditions: { clients: { include: ["ALL_CLIENTS"] } } },
      { name: "q", conditions: { clients: { include: ["ALL_CLIENTS"] } } },
    ],
  ];
  for (const [name, list, first, second] of children) {
    it(`creates, reads, replaces and deletes a ${name}`, async () => {
      const path = `${base}/${list}/${id(await org.call("POST", `${base}/${list}`, first))}`;
      assert.equal((await org.call("PUT", path, second)).status, 200);
      const { body } = await org.call("GET", path);
      for (const [field, value] of Object.entries(Object(second))) {
        assert.deepEqual(at(body, field), value, field);
      }
      const { body: all } = await org.call("GET", `${base}/${list}`);
      assert.ok(Array.isArray(all) && all.some((item) => at(item, "id") === at(body, "id")));
      assert.equal((await org.call("DELETE", path)).status, 204);
      assert.equal((await org.call("GET", path)).status, 404);
    });
  }

  const refusals: readonly (readonly [string, string, unknown])[] = [
    ["a scope with a space", "scopes", { name: "a b" }],
    ["a scope a second time", "scopes", { name: "openid" }],
    ["a reserved claim", "claims", { name: "iss", claimType: "RESOURCE", valueType: "EXPRESSION", value: '"a"' }],
    [
      "a claim of broken expression",
      "claims",
      { name: "x", claimType: "RESOURCE", valueType: "EXPRESSION", value: "user." },
    ],
    [
      "a groups claim without a filter",
      "claims",
      { name: "x", claimType: "RESOURCE", valueType: "GROUPS", value: "a" },
    ],
    ["a policy for an unknown client", "policies", { name: "p", conditions: { clients: { include: ["nobody"] } } }],
  ];
  for (const [name, list, body] of refusals) {
    it(`refuses ${name}`, async () => {
      const answer = await org.call("POST", `${base}/${list}`, body);
      assert.deepEqual([answer.status, at(answer.body, "errorCode")], [400, "E0000001"]);
    });
  }

  it("keeps the org's own scopes", async () => {
    const { body } = await org.call("GET", `${base}/scopes`);
    assert.ok(Array.isArray(body));
    const openid = body.find((scope) => at(scope, "name") === "openid");
    assert.equal((await org.call("DELETE", `${base}/scopes/${String(at(openid, "id"))}`)).status, 403);
  });
});
