import assert from "node:assert/strict";
import { hashNames, longComments, lowerCaseConstants } from "./source-rules";

describe("rules of the source text", () => {
  it("finds names with # and leaves texts alone", () => {
    const source = "class A {\n  readonly #b: string;\n  #c = 1;\n  #d() {\n    return this.#c;\n  }\n}\n// see #12";
    assert.deepEqual(hashNames(source), ["2: #b", "3: #c", "4: #d", "5: #c"]);
  });

  it("finds long comments and leaves code alone", () => {
    const long = "x".repeat(20);
    assert.deepEqual(longComments(`// ${long}\n/** ${long} */\n   * ${long}\nconst a = "${long}";`, 20), [
      "1: 23",
      "2: 27",
      "3: 25",
    ]);
  });

  it("leaves a link alone on its line", () => {
    assert.deepEqual(longComments("// https://example.com/page\n// see https://example.com/page", 20), ["2: 31"]);
  });

  it("finds constants of a module in lower case and leaves functions, tables and locals alone", () => {
    const source = [
      "const limit = 5;",
      'export const name = "a" as const;',
      "const pattern = /a/;",
      "const low = -1;",
      "const known = new Set([1]);",
      "const LIMIT = 5;",
      "let counter = 0;",
      "const f = () => 1;",
      "const routes = [f];",
      "const g = () => { const local = 1; return local; };",
    ].join("\n");
    assert.deepEqual(lowerCaseConstants(source), ["1: limit", "2: name", "3: pattern", "4: low", "5: known"]);
  });
});
