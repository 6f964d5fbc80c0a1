import assert from "node:assert/strict";
import * as okta from "@pulumi/okta";
import { createRunTokens, type RunPeople } from "../../../components/okta/run-tokens";
import { record } from "../../helpers/mocks";

const group = (name: string) => ({ name: `aws#shop#${name}#1`, id: `00g-${name}` });
const operator: RunPeople = { name: "operator", group: group("operator"), may: ["start", "observe", "stop"] };
const viewer: RunPeople = { name: "viewer", group: group("viewer"), may: ["observe"] };
const recorded = (people: readonly RunPeople[]) =>
  record(() => {
    const nativeApp = new okta.app.OAuth("native", { label: "native", type: "native", clientId: "shop_native" });
    const policy = new okta.auth.ServerPolicy("machines", {
      authServerId: "aus1",
      name: "machines",
      description: "machines",
      priority: 1,
      clientWhitelists: ["shop_runner"],
    });
    createRunTokens("shop", { serverId: "aus1", nativeApp, people, after: [policy] }, {});
  });

describe("tokens of people for the runs API", () => {
  it("have the scopes of their group's rights and no others, for five minutes, by the device flow alone", async () => {
    const { get, all } = await recorded([operator, viewer]);
    const rule = (entry: string, priority: number, scopes: string[]) => ({
      authServerId: "aus1",
      policyId: "shop-people-id",
      name: `app-of-apps.runs ${entry}`,
      priority,
      grantTypeWhitelists: ["urn:ietf:params:oauth:grant-type:device_code"],
      groupWhitelists: [`00g-${entry}`],
      scopeWhitelists: scopes,
      accessTokenLifetimeMinutes: 5,
    });
    const runs = (...names: string[]) => ["openid", ...names.map((name) => `app-of-apps.runs.${name}`)];
    const rules = all("okta:auth/serverPolicyRule:ServerPolicyRule");
    assert.deepEqual(
      rules.map(({ inputs }) => inputs),
      [rule("operator", 1, runs("start", "read", "stop")), rule("viewer", 2, runs("read"))],
    );
    assert.ok(rules[1]?.dependencies.includes(rules[0]?.urn ?? ""));
    const policy = get("okta:auth/serverPolicy:ServerPolicy", "shop-people");
    assert.deepEqual([policy.inputs.clientWhitelists, policy.inputs.priority], [["shop_native"], 2]);
    assert.ok(policy.dependencies.includes(get("okta:auth/serverPolicy:ServerPolicy", "machines").urn));
  });

  it("name those of the person's groups that have rights, in tokens of people only", async () => {
    const { get } = await recorded([operator, viewer]);
    const { inputs } = get("okta:auth/serverClaim:ServerClaim", "shop-runs-groups");
    assert.deepEqual(
      [inputs.name, inputs.claimType, inputs.groupFilterType, inputs.scopes],
      ["groups", "RESOURCE", "REGEX", ["openid"]],
    );
    const filter = new RegExp(String(inputs.value));
    const matches = ["aws#shop#operator#1", "aws#shop#viewer#1", "aws#shop#deployer#1", "xaws#shop#viewer#1"];
    assert.deepEqual(
      matches.map((name) => filter.test(name)),
      [true, true, false, false],
    );
  });

  it("are not issued where no group has a right", async () => {
    const { all } = await recorded([]);
    assert.deepEqual(all("okta:auth/serverClaim:ServerClaim"), []);
    assert.equal(all("okta:auth/serverPolicy:ServerPolicy").length, 1);
  });
});
