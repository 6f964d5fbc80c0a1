import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { BOUNDARY_SETTING, isBoundary } from "../../../policies/iam/boundaries";
import { ResourceView } from "../../../policies/kit/resource-view";
import { Settings } from "../../../policies/kit/settings";
import { types } from "../../../policies/kit/types";

const settings = (configured: object = {}) => new Settings({ boundaries: BOUNDARY_SETTING }, configured);
const policy = (name: string, props: object = {}, type: string = types.policy) =>
  new ResourceView({ type, name, urn: "u", props });

describe("iam/boundaries", () => {
  it("knows a boundary by the end of its name", () => {
    for (const name of ["boundary", "shop-boundary", "ShopBoundary", "shop-boundary-1a2b3c4"]) {
      assert.ok(isBoundary(policy("x", { name }), settings()), name);
    }
    for (const name of ["boundary-keeper", "shop-boundary-1a2b3c4d", "agents", ""]) {
      assert.ok(!isBoundary(policy("x", { name }), settings()), name);
    }
  });

  it("goes by the logical name where there is no other", () => {
    assert.ok(isBoundary(policy("boundary"), settings()));
    assert.ok(!isBoundary(policy("boundary", { name: "work" }), settings()));
  });

  it("takes other names from the settings, and nothing but managed policies", () => {
    assert.ok(isBoundary(policy("x", { name: "limit-7" }), settings({ boundaries: ["limit-?"] })));
    assert.ok(!isBoundary(policy("boundary"), settings({ boundaries: [] })));
    assert.ok(!isBoundary(policy("boundary", {}, types.rolePolicy), settings()));
  });
});
