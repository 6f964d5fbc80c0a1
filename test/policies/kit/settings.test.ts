import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { Settings, type SettingsSchema } from "../../../policies/kit/settings";

const schema: SettingsSchema = {
  days: { type: "integer", default: 3 },
  strict: { type: "boolean", default: true },
  mark: { type: "string", default: "[x]" },
  names: { type: "array", items: { type: "string" }, default: ["a"] },
};

describe("kit/settings", () => {
  it("takes what is configured", () => {
    const settings = new Settings(schema, { days: 0, strict: false, mark: "", names: [] });
    assert.equal(settings.number("days"), 0);
    assert.equal(settings.flag("strict"), false);
    assert.equal(settings.text("mark"), "");
    assert.deepEqual(settings.texts("names"), []);
    assert.equal(settings.value("days"), 0);
  });

  it("takes the default where nothing, or nothing usable, is configured", () => {
    for (const configured of [undefined, null, 7, {}, { days: "x", strict: 1, mark: 2, names: "b" }]) {
      const settings = new Settings(schema, configured);
      assert.equal(settings.number("days"), 3);
      assert.equal(settings.flag("strict"), true);
      assert.equal(settings.text("mark"), "[x]");
      assert.deepEqual(settings.texts("names"), ["a"]);
    }
    assert.equal(new Settings(schema, {}).value("mark"), "[x]");
  });

  it("is empty for a setting that there is not", () => {
    const settings = new Settings(schema, {});
    assert.equal(settings.number("gone"), 0);
    assert.equal(settings.flag("gone"), false);
    assert.equal(settings.text("gone"), "");
    assert.deepEqual(settings.texts("gone"), []);
    assert.equal(settings.value("gone"), null);
  });
});
