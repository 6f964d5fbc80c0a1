import assert from "node:assert/strict";
import * as okta from "@pulumi/okta";
import { type EmbeddedOkta, type OktaInventory, startOkta } from "../../../sandbox/okta";
import { isCloudResource, type ProviderStack, providerStack } from "../../helpers/provider-stack";
import { FIRST_OKTA, type OktaVariant, oktaProgram } from "./okta-program";

const SECOND: OktaVariant = {
  description: "second",
  expression: 'user.department=="operations"',
  minutes: 20,
  sessionSeconds: 1800,
  clientId: "probe-sandbox_other",
};

describe("every Okta type on the embedded org, through the real engine", function () {
  this.timeout(240_000);
  let org: EmbeddedOkta;
  let stack: ProviderStack;
  let first: Record<string, unknown>;
  /** What an org has before anything is made in it. */
  let empty: OktaInventory;

  const call = (method: string, path: string) =>
    fetch(`${org.url}/api/v1/${path}`, { method, headers: { authorization: `SSWS ${org.apiToken}` } });

  before(async () => {
    org = await startOkta();
    empty = org.inventory();
    stack = await providerStack({
      config: {
        "okta:orgName": "embedded",
        "okta:baseUrl": "okta.example",
        "okta:apiToken": { value: org.apiToken, secret: true },
      },
      env: { OKTA_EMBEDDED_URL: org.url },
    });
  });
  after(async () => {
    await stack?.close();
    await org?.stop();
  });

  it("creates everything with the outputs that components read", async () => {
    assert.deepEqual(await stack.preview(oktaProgram(FIRST_OKTA)), { create: 13 });
    assert.deepEqual(org.inventory(), empty);
    const { changes, outputs } = await stack.up(oktaProgram(FIRST_OKTA));
    assert.deepEqual(changes, { create: 13 });
    assert.equal(outputs.webSecret?.secret, true);
    first = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    assert.equal(first.appName, "amazon_aws");
    assert.equal(first.clientId, "probe-sandbox_runner");
    assert.equal(first.issuer, `https://embedded.okta.example/oauth2/${first.serverId}`);
    assert.equal(first.entityUrl, `http://www.okta.com/${first.entityKey}`);
    assert.match(String(first.metadata), /EntityDescriptor/);
    assert.equal(first.postBinding, `https://embedded.okta.example/app/amazon_aws/${first.entityKey}/sso/saml`);
  });

  it("changes nothing the second time and reads everything back clean", async () => {
    assert.deepEqual((await stack.up(oktaProgram(FIRST_OKTA))).changes, {});
    assert.deepEqual(await stack.refresh(), {});
    assert.deepEqual(await stack.preview(oktaProgram(FIRST_OKTA)), {});
  });

  it("adopts what it made itself after the state forgot all of it, and makes nothing twice", async () => {
    const before = org.inventory();
    assert.equal(await stack.forget(isCloudResource), 12);
    const { changes, outputs } = await stack.up(oktaProgram(FIRST_OKTA));
    assert.deepEqual(changes, { create: 12 });
    assert.deepEqual(org.inventory(), before);
    assert.deepEqual(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])), first);
  });

  it("updates in place and replaces, each where it must", async () => {
    const { changes } = await stack.up(oktaProgram(SECOND));
    assert.deepEqual(changes, { replace: 1, update: 7 });
    assert.deepEqual(await stack.refresh(), {});
    const apps = (await (await call("GET", "apps")).json()) as { label: string }[];
    assert.deepEqual(apps.map((app) => app.label).sort(), ["probe AWS", "probe runner", "probe terminal", "probe web"]);
  });

  it("notices what was deleted or changed behind its back, and fixes it", async () => {
    const rule = `groups/rules/${first.rule}`;
    await call("POST", `${rule}/lifecycle/deactivate`);
    await call("DELETE", `authorizationServers/${first.serverId}/scopes/${first.scopeId}`);
    assert.deepEqual(await stack.refresh(), { delete: 1, update: 1 });
    const { changes } = await stack.up(oktaProgram(SECOND));
    assert.deepEqual(changes, { create: 1, update: 1 });
    assert.equal(((await (await call("GET", rule)).json()) as { status: string }).status, "ACTIVE");
  });

  it("refuses a name that another object has", async () => {
    const program = async () => {
      await oktaProgram(SECOND)();
      new okta.group.Group("mine", {
        name: "aws#probe-sandbox#probe-sandbox_operator#123456789012",
        description: "mine",
      });
    };
    await assert.rejects(stack.up(program), /AlreadyExists: okta:group\/group:Group/);
  });

  it("imports by the id, and by the path of ids where one is inside another", async () => {
    const server = String(first.serverId);
    const claim = String(first.claim);
    await stack.forget(({ urn }) => urn.includes("ServerClaim"));
    const program = async () => {
      const args = { authServerId: server, name: "environment", claimType: "RESOURCE", valueType: "EXPRESSION" };
      new okta.auth.ServerClaim("claim", { ...args, value: '"sandbox"' }, { import: `${server}/${claim}` });
    };
    await assert.rejects(
      stack.preview(async () => {
        new okta.auth.ServerClaim(
          "claim",
          { authServerId: server, claimType: "RESOURCE", value: "1" },
          { import: claim },
        );
      }),
      /An import id here is <authServerId>\/<id>/,
    );
    assert.equal((await stack.preview(program)).import, 1);
  });

  it("never printed a secret, and destroys everything", async () => {
    assert.ok(!stack.printed().includes(org.apiToken));
    assert.ok(String(first.webSecret).length > 20);
    assert.ok(!stack.printed().includes(String(first.webSecret)));
    await stack.up(oktaProgram(SECOND));
    await stack.destroy();
    assert.deepEqual(org.inventory(), empty);
  });
});
