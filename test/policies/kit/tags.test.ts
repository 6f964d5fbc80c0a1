import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { ResourceView } from "../../../policies/kit/resource-view";
import { tagsOf } from "../../../policies/kit/tags";
import { types } from "../../../policies/kit/types";
import { Unknown } from "../../../policies/kit/value";

const own = new Unknown(new Error("own"));
const defaults = new Unknown(new Error("defaults"));
const read = (tags: unknown, defaultTags?: unknown) => {
  const { fields, open } = tagsOf(
    new ResourceView({ type: types.role, name: "r", urn: "u", props: { tags }, provider: { props: { defaultTags } } }),
  );
  return { fields: { ...fields }, open };
};

describe("kit/tags", () => {
  it("puts a resource's own tags over its provider's, given as text or as an object", () => {
    const both = { fields: { app: "shop", owner: "team" }, open: undefined };
    assert.deepEqual(read({ app: "shop" }, JSON.stringify({ tags: { app: "x", owner: "team" } })), both);
    assert.deepEqual(read({ app: "shop" }, { tags: { app: "x", owner: "team" } }), both);
    assert.deepEqual(read(undefined), { fields: {}, open: undefined });
    assert.deepEqual(read({ app: "shop" }, "{"), { fields: { app: "shop" }, open: undefined });
  });

  it("says what is not known yet, and keeps what is", () => {
    assert.deepEqual(read(own, { tags: { app: "x" } }), { fields: { app: "x" }, open: own });
    assert.deepEqual(read({ app: "shop" }, defaults), { fields: { app: "shop" }, open: defaults });
    assert.deepEqual(read({ app: "shop" }, { tags: defaults }), { fields: { app: "shop" }, open: defaults });
    assert.equal(read(own, defaults).open, own);
  });
});
