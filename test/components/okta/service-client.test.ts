import assert from "node:assert/strict";
import { clientNames } from "../../../components/okta/client-names";
import { MachineAccess, type MachineAccessArgs } from "../../../components/okta/service-client";
import { NAMES } from "../../helpers/environment-names";
import { record, resolved } from "../../helpers/mocks";

const publicKey = { kty: "RSA" as const, kid: "k1", n: "n".repeat(342), e: "AQAB", alg: "RS256" };
const { machine, audience, scope } = clientNames(NAMES);
const args = {
  serverName: "retail-dev",
  description: "Tokens that start retail-dev",
  machines: [{ name: "runner", clientId: machine("runner"), publicKey }],
  audience,
  scope,
};
const recorded = (changed: Partial<MachineAccessArgs> = {}) =>
  record(() => new MachineAccess("machine", { ...args, ...changed }), {
    outputs: (type) => (type === "okta:auth/server:Server" ? { issuer: "https://example.okta.com/oauth2/aus1" } : {}),
  });

describe("MachineAccess", () => {
  it("registers the client with its public key only", async () => {
    assert.deepEqual((await recorded()).get("okta:app/oAuth:OAuth", "machine-runner").inputs, {
      label: "retail-dev_runner",
      type: "service",
      clientId: "retail-dev_runner",
      grantTypes: ["client_credentials"],
      responseTypes: ["token"],
      tokenEndpointAuthMethod: "private_key_jwt",
      jwks: [{ kty: "RSA", kid: "k1", n: "n".repeat(342), e: "AQAB" }],
      hideIos: true,
      hideWeb: true,
    });
  });

  it("issues tokens of five minutes with one scope to one client, by client credentials alone", async () => {
    const { get, registrations } = await recorded();
    assert.deepEqual(get("okta:auth/server:Server", "machine").inputs, {
      name: "retail-dev",
      description: "Tokens that start retail-dev",
      audiences: ["https://retail-dev.app-of-apps.example"],
      issuerMode: "ORG_URL",
    });
    assert.deepEqual(get("okta:auth/serverPolicy:ServerPolicy", "machine").inputs, {
      authServerId: "machine-id",
      name: "retail-dev_runner",
      description: "For retail-dev_runner only",
      priority: 1,
      clientWhitelists: ["retail-dev_runner"],
    });
    const rule = get("okta:auth/serverPolicyRule:ServerPolicyRule", "machine");
    assert.deepEqual(rule.inputs, {
      authServerId: "machine-id",
      policyId: "machine-id",
      name: "app-of-apps.run",
      priority: 1,
      grantTypeWhitelists: ["client_credentials"],
      scopeWhitelists: ["app-of-apps.run"],
      accessTokenLifetimeMinutes: 5,
    });
    assert.ok(rule.dependencies.includes(get("okta:auth/serverScope:ServerScope", "machine").urn));
    assert.equal(registrations.filter(({ custom }) => custom).length, 5);
  });

  it("registers each of several clients with its own key, and lets all of them and no other have tokens", async () => {
    const nightly = { name: "nightly", clientId: machine("nightly"), publicKey: { ...publicKey, kid: "k2" } };
    const { get, all } = await recorded({ machines: [...args.machines, nightly] });
    const app = get("okta:app/oAuth:OAuth", "machine-nightly");
    assert.deepEqual(
      [app.inputs.clientId, app.inputs.jwks],
      ["retail-dev_nightly", [{ kty: "RSA", kid: "k2", n: "n".repeat(342), e: "AQAB" }]],
    );
    const [policy, ...others] = all("okta:auth/serverPolicy:ServerPolicy");
    assert.deepEqual(others, []);
    assert.deepEqual(policy?.inputs.clientWhitelists, ["retail-dev_runner", "retail-dev_nightly"]);
    assert.ok(policy?.dependencies.includes(app.urn));
    assert.equal(all("okta:auth/server:Server").length, 1);
  });

  it("states the tags of its clients' sessions, and their source identity, in claims of the server", async () => {
    const nightly = { name: "nightly", clientId: machine("nightly"), publicKey };
    const [runner] = args.machines;
    assert.ok(runner);
    const { get, all } = await recorded({
      machines: [{ ...runner, tags: { team: "orders" } }, nightly],
      sourceIdentity: true,
    });
    const profile = (name: string) => get("okta:app/oAuth:OAuth", name).inputs.profile;
    assert.deepEqual([profile("machine-runner"), profile("machine-nightly")], ['{"team":"orders"}', '{"team":""}']);
    const claim = { authServerId: "machine-id", claimType: "RESOURCE", valueType: "EXPRESSION" };
    assert.deepEqual(
      all("okta:auth/serverClaim:ServerClaim").map(({ name, inputs }) => [name, inputs]),
      [
        [
          "machine-tag-team",
          { ...claim, name: "https://aws.amazon.com/tags/principal_tags/team", value: "app.profile.team" },
        ],
        [
          "machine-source-identity",
          { ...claim, name: "https://aws.amazon.com/source_identity", value: "app.clientId" },
        ],
      ],
    );
    assert.equal((await recorded()).all("okta:auth/serverClaim:ServerClaim").length, 0);
  });

  it("outputs the issuer that Okta generated", async () => {
    const { result } = await recorded();
    assert.equal(await resolved(result.issuer), "https://example.okta.com/oauth2/aus1");
  });
});
