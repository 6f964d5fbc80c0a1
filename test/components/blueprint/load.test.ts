import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadBlueprint } from "../../../components/blueprint/load";
import { lambda } from "../definitions/samples";

describe("loadBlueprint", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "blueprint-"));
    mkdirSync(join(folder, "access"));
    writeFileSync(join(folder, "access", "a.json"), "{}");
  });
  after(() => rmSync(folder, { recursive: true }));

  const load = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return loadBlueprint(join(folder, name));
  };
  const problems = (name: string, text: string) => {
    const loaded = load(name, text);
    return "problems" in loaded ? loaded.problems.map(({ place, message }) => `${place}: ${message}`) : [];
  };
  const value = { name: "shop", apps: { a: { task: lambda("f"), access: "a.json" } } };
  const text = JSON.stringify(value);

  it("reads JSON and modules", () => {
    const expected = load("a.json", `\uFEFF${text}`);
    assert.ok("blueprint" in expected);
    assert.deepEqual(load("default.ts", `export default ${text};`), expected);
    assert.deepEqual(load("named.ts", `export const blueprint: { name: string } = ${text};`), expected);
    assert.deepEqual(load("common.cjs", `exports.blueprint = ${text};`), expected);
  });

  it("finds access rules next to the file", () => {
    const missing = problems("b.json", text.replace("a.json", "b.json"));
    assert.deepEqual(missing, [`apps.a.access: access rule file ${join(folder, "access", "b.json")} does not exist`]);
  });

  it("reports line and column of a JSON syntax error", () => {
    assert.deepEqual(problems("c.json", '{\n  "name": "shop",\n  "apps": {,}\n}').slice(0, 1), [
      "line 3, column 12: is not valid JSON: value expected",
    ]);
    assert.match(problems("d.json", "").join(), /line 1, column 1: is not valid JSON: value expected/);
    assert.match(
      problems("e.json", '{"name": "shop", // x\n "apps": {}}').join(),
      /line 1, column 18: is not valid JSON: invalid comment/,
    );
    assert.match(problems("f.json", "{} {}").join(), /is not valid JSON: end of file expected/);
  });

  it("reports an app that is written twice", () => {
    const twice = text.replace('"apps":{', `"apps":{"a":{"task":{"kind":"lambda","function":"f"}},`);
    assert.deepEqual(
      problems("g.json", twice).map((one) => one.replace(/\(.*\)/, "()")),
      ['apps.a (): key "a" is written twice'],
    );
  });

  it("reports a file without a blueprint, with an error, of another kind, or missing", () => {
    assert.match(problems("h.ts", "export const other = 1;").join(), /does not export a blueprint/);
    assert.match(problems("i.ts", 'throw new Error("boom");').join(), /cannot be loaded: boom/);
    assert.match(problems("j.yaml", "name: shop").join(), /"\.yaml" is not a valid extension of a blueprint file/);
    for (const name of ["none.json", "none.ts"]) {
      const loaded = loadBlueprint(join(folder, name));
      assert.ok("problems" in loaded && /cannot be read/.test(loaded.problems[0]?.message ?? ""));
    }
  });
});
