import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { carriers, mentionsAny } from "../../../policies/definition/names";
import { parseDefinition } from "../../../policies/definition/parse";
import type { Asl } from "../machines";

/** The names that carry `Fact` in a machine of one state. */
function carrying(body: Asl, ...more: readonly Asl[]): string[] {
  const states = Object.fromEntries(
    [body, ...more].map((each, index) => [`S${index}`, { Type: "Pass", End: true, ...each }]),
  );
  const parsed = parseDefinition(JSON.stringify({ StartAt: "S0", States: states }));
  assert.ok(parsed.kind === "definition");
  return [...carriers(parsed.definition, ["Fact"])].filter((name) => name !== "Fact").sort();
}

describe("definition/names", () => {
  const mentioned: readonly (readonly [string, string, boolean])[] = [
    ["age", "age", true],
    ["{% $age > 3 %}", "age", true],
    ["$.age", "age", true],
    ["age9", "age", false],
    ["pages", "age", false],
    ["_age", "age", false],
    ["age_", "age", false],
    ["Age", "age", false],
    ["pages and age", "age", true],
    ["age and pages", "age", true],
    ["wages, page", "age", false],
    ["", "age", false],
    ["x[sent]y", "[sent]", true],
    ["[sent", "[sent]", false],
    ["xsent]", "sent]", false],
    ["x[sent", "[sent", true],
    ["[sentx", "[sent", false],
    ["sent]x", "sent]", true],
  ];
  for (const [text, name, yes] of mentioned) {
    it(`${yes ? "finds" : "does not find"} "${name}" in "${text}"`, () =>
      assert.equal(mentionsAny(text, new Set([name])), yes));
  }

  it("looks for each of the names, and for none in vain", () => {
    assert.equal(mentionsAny("the second", new Set(["first", "second"])), true);
    assert.equal(mentionsAny("the second", new Set()), false);
  });

  for (const naming of ["Assign", "Output", "Arguments", "Parameters", "ResultSelector", "Result"]) {
    it(`follows ${naming}`, () => assert.deepEqual(carrying({ [naming]: { old: "{% $Fact %}", other: 1 } }), ["old"]));
  }

  it("follows names within names, and JSONPath's spelling of them", () => {
    assert.deepEqual(carrying({ Assign: { outer: { inner: "{% $Fact %}" } } }), ["inner", "outer"]);
    assert.deepEqual(carrying({ Parameters: { "old.$": "$.Fact" } }), ["old"]);
    assert.deepEqual(carrying({ Parameters: { "old.$.x": "$.Fact" } }), ["old.$.x"]);
  });

  it("follows a fact over many steps, in any order", () => {
    const step = (to: string, from: string): Asl => ({ Assign: { [to]: `{% $${from} %}` } });
    assert.deepEqual(carrying(step("c", "b"), step("b", "a"), step("a", "Fact"), step("z", "y")), ["a", "b", "c"]);
  });

  it("follows what catchers and choice rules assign", () => {
    const to = { Next: "S0", Assign: { old: "{% $Fact %}" } };
    assert.deepEqual(carrying({ Catch: [{ ErrorEquals: ["States.ALL"], ...to }, 7] }), ["old"]);
    assert.deepEqual(carrying({ Type: "Choice", Choices: [{ Condition: "{% true %}", ...to }] }), ["old"]);
    assert.deepEqual(carrying({ Catch: "none", Choices: { Assign: { old: "Fact" } } }), []);
  });

  const paths: readonly (readonly [string, readonly string[]])[] = [
    ["$.secret", ["secret"]],
    ["$.secrets.first", ["first"]],
    ["$.secrets[0]", ["0"]],
    ["$", []],
    ["$.a-b", []],
    ["$.first.a-b", ["first"]],
  ];
  for (const [ResultPath, names] of paths) {
    it(`takes the last name of "${ResultPath}" for the result`, () => {
      const made = carrying({ ResultPath, ResultSelector: { "at.$": "$.Fact" } });
      assert.deepEqual(made, ["at", ...names].sort());
    });
  }
});
