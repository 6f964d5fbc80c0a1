import assert from "node:assert/strict";
import { environmentOutputs } from "../../sandbox/run/environment/outputs";
import { type SmallEnvironment, smallEnvironment } from "../helpers/small-environment";

/** Types of what machine access consists of. */
const OF_MACHINES = /^okta:auth\/|OpenIdConnectProvider$|MachineAccess$/;

describe("an Okta org without API Access Management", function () {
  this.timeout(300_000);
  let small: SmallEnvironment;

  before(async () => {
    small = await smallEnvironment({ oktaFeatures: { apiAccessManagement: false } });
  });
  after(() => small?.close());

  const resources = async () => {
    const { deployment } = await small.stack.exportStack();
    const all: { type: string; urn: string }[] = deployment?.resources ?? [];
    return all.filter(({ type }) => !type.startsWith("pulumi:"));
  };

  it("stops up before anything is made, and says which feature is missing and what to set", async () => {
    const text = await small.refusal();
    assert.match(text, /okta:orgName: the org does not have API Access Management: .*\(E0000015\)/);
    assert.match(text, /fix: .*set app-of-apps:machineAccess to false/);
    assert.deepEqual(await resources(), []);
    assert.deepEqual(small.cloud.okta.inventory(), { groups: [], rules: [], apps: [], servers: [] });
  });

  it("takes an environment without machine access, which previews and deploys without a runner", async () => {
    await small.stack.removeConfig("app-of-apps:runnerPublicKey");
    await small.stack.setConfig("app-of-apps:machineAccess", { value: "false" });
    await small.stack.preview({ color: "never" });
    const { outputs } = await small.stack.up({ color: "never" });
    const { okta, roles } = environmentOutputs(outputs);
    assert.deepEqual(Object.keys(roles).sort(), ["operator", "viewer"]);
    assert.deepEqual(Object.keys(okta).sort(), ["federationAppId", "groups", "nativeClientId"]);
    const found = await resources();
    assert.deepEqual(
      found.filter(({ type, urn }) => OF_MACHINES.test(type) || urn.endsWith("-runner")).map(({ urn }) => urn),
      [],
    );
    assert.equal(small.cloud.okta.inventory().groups.length, 2);
    assert.equal(await small.live(), "1");
  });
});

describe("an Okta org on Classic Engine", function () {
  this.timeout(180_000);
  let small: SmallEnvironment;

  before(async () => {
    small = await smallEnvironment({ oktaFeatures: { identityEngine: false } });
  });
  after(() => small?.close());

  it("stops up before anything is made, and names Identity Engine", async () => {
    assert.match(await small.refusal(), /the org runs Okta Classic Engine \(pipeline "v1"\)/);
    assert.deepEqual(small.cloud.okta.inventory(), { groups: [], rules: [], apps: [], servers: [] });
  });
});
