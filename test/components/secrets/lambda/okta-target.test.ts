import assert from "node:assert/strict";
import { createSign } from "node:crypto";
import { generateClientSecret, oktaClientTarget } from "../../../../components/secrets/lambda/okta-target";
import type { RotationTarget } from "../../../../components/secrets/lambda/targets";
import { at, id, machineKey, serviceApp, TestOrg } from "../../../helpers/okta-org";

const HOST = "https://embedded.okta.example";
const secretArn = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:retail/dev/_proxy/client-secret-AbCdEf";

/** The rotation's calls against the embedded org; not that a real org answers in the same words. */
describe("rotation of an Okta client's secret", () => {
  let org: TestOrg;
  let target: RotationTarget;
  let appId: string;
  let other: string;
  let made = "";
  let targetOf: (id: string) => RotationTarget;
  let realFetch: typeof fetch;

  const web = (clientId: string) => ({
    name: "oidc_client",
    label: clientId,
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { client_id: clientId, token_endpoint_auth_method: "client_secret_basic" } },
    settings: {
      oauthClient: {
        application_type: "web",
        grant_types: ["authorization_code"],
        redirect_uris: ["https://hoop.example.com/api/callback"],
      },
    },
  });
  const active = async (app = appId) => {
    const { body } = await org.call("GET", `/api/v1/apps/${app}/credentials/secrets`);
    assert.ok(Array.isArray(body));
    return body.map((secret) => String(at(secret, "client_secret")));
  };

  before(async () => {
    org = await TestOrg.start();
    // What DNS and TLS do elsewhere.
    realFetch = globalThis.fetch;
    globalThis.fetch = (input, init) => realFetch(String(input).replace(HOST, org.okta.url), init);
    const key = await machineKey("rotation");
    const service = id(await org.call("POST", "/api/v1/apps", serviceApp("rotation", [key.jwk])));
    const app = await org.call("POST", "/api/v1/apps", web("gateway"));
    appId = id(app);
    made = String(at(app.body, "credentials", "oauthClient", "client_secret"));
    other = id(await org.call("POST", "/api/v1/apps", web("another")));
    await org.call("POST", `/api/v1/apps/${service}/grants`, { scopeId: "okta.apps.manage", issuer: HOST });
    const labels = { label: "rotation", description: "rotates" };
    const role = id(await org.call("POST", "/api/v1/iam/roles", { ...labels, permissions: ["okta.apps.manage"] }));
    const resources = [`${HOST}/api/v1/apps/${appId}`];
    const set = id(await org.call("POST", "/api/v1/iam/resource-sets", { ...labels, resources }));
    id(await org.call("POST", "/oauth2/v1/clients/rotation/roles", { type: "CUSTOM", role, "resource-set": set }));
    const sign = async (message: Uint8Array) => createSign("RSA-SHA256").update(message).sign(key.privateKey);
    targetOf = (rotated) =>
      oktaClientTarget(
        { orgUrl: HOST, clientId: "rotation", kid: "rotation", sign },
        { appId: rotated, clientId: "gateway" },
      );
    target = targetOf(appId);
  });
  after(async () => {
    globalThis.fetch = realFetch;
    await org.okta.stop();
  });

  it("replaces the secret that the org made with the app, then keeps the last two", async () => {
    const [first, second, third] = [generateClientSecret(), generateClientSecret(), generateClientSecret()];
    assert.deepEqual(await active(), [made]);
    await target.set({ secretArn, pending: first });
    assert.deepEqual(await active(), [first]);
    await target.set({ secretArn, pending: second, current: first });
    assert.deepEqual(await active(), [first, second]);
    await target.set({ secretArn, pending: third, current: second });
    assert.deepEqual(await active(), [second, third]);
    // A retry of the same step.
    await target.set({ secretArn, pending: third, current: second });
    assert.deepEqual(await active(), [second, third]);
    await target.test({ secretArn, pending: third, current: second });
  });

  it("rejects a pending secret that the org does not accept, without naming it", async () => {
    const pending = generateClientSecret();
    await assert.rejects(target.test({ secretArn, pending }), (error: Error) => {
      assert.match(error.message, /authentication with the pending secret: 401 invalid_client/);
      assert.equal(error.message.includes(pending), false);
      return true;
    });
  });

  it("is refused every app but its own", async () => {
    const before = await active(other);
    await assert.rejects(targetOf(other).set({ secretArn, pending: generateClientSecret() }), /403 E0000006/);
    assert.deepEqual(await active(other), before);
  });
});
