import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluate, isCondition } from "../../../../sandbox/okta/expression/evaluate";
import { parseExpression } from "../../../../sandbox/okta/expression/parse";

const scope = {
  roots: {
    user: { department: "platform", city: "Bern", title: null },
    app: { clientId: "runner", profile: { team: "orders" } },
  },
  member: { ids: ["00g1"], names: ["aws#retail"] },
};
const value = (text: string) => evaluate(parseExpression(text), scope);

describe("Okta Expression Language", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['user.department == "platform"', true],
    ["user.department == 'platform'", true],
    ['user.department=="sales"', false],
    ['user.department != "sales"', true],
    ["user.title == null", true],
    ["user.nothing == null", true],
    ["user.constructor == null", true],
    ["constructor.name == null", true],
    ["toString.length", null],
    ['user.department == "platform" AND user.city == "Zug"', false],
    ['user.department == "sales" || user.city == "Bern"', true],
    // AND binds tighter than OR.
    ['user.city == "Bern" OR user.city == "Zug" AND user.department == "sales"', true],
    ['(user.city == "Bern" OR user.city == "Zug") && user.department == "sales"', false],
    ['!(user.city == "Bern")', false],
    ['NOT user.city == "Zug"', true],
    ['String.startsWith(user.department, "plat")', true],
    ['String.stringContains(user.department, "form")', true],
    ["String.toUpperCase(user.city)", "BERN"],
    ['String.append(user.city, "-1")', "Bern-1"],
    ['String.substringAfter("a@b", "@")', "b"],
    ['String.substringBefore("a@b", "@")', "a"],
    ['isMemberOfGroupName("aws#retail")', true],
    ['isMemberOfGroupNameStartsWith("aws#")', true],
    ['isMemberOfGroupNameRegex("aws#.*")', true],
    ['isMemberOfGroup("00g2")', false],
    ['isMemberOfAnyGroup("00g2", "00g1")', true],
    ['user.city == "Bern" ? "yes" : "no"', "yes"],
    ["app.clientId", "runner"],
    ["app.profile.team", "orders"],
    ["app.profile.nothing", null],
    ["app.profile.constructor", null],
    ["app.nothing.team", null],
    ["user.department.length", null],
    ['{"principal_tags": {"team": {user.department}}}', { principal_tags: { team: ["platform"] } }],
    ['"say \\"hi\\""', 'say "hi"'],
  ];
  for (const [text, expected] of cases) {
    it(`evaluates ${text}`, () => assert.deepEqual(value(text), expected));
  }

  it("compares any text with itself as equal, however it is quoted", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const quoted = `"${text.replace(/[\\"]/g, "\\$&")}"`;
        assert.equal(value(quoted), text);
        assert.equal(value(`${quoted} == ${quoted}`), true);
      }),
    );
  });

  it("reads any tree of AND, OR and NOT as JavaScript reads its own operators", () => {
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom("true", "false"),
        fc.tuple(tie("tree"), fc.constantFrom("&&", "||"), tie("tree")).map((parts) => parts.join(" ")),
        tie("tree").map((inner) => `!(${inner})`),
        tie("tree").map((inner) => `(${inner})`),
      ),
    }));
    fc.assert(
      fc.property(tree, (text) => {
        assert.equal(value(text), Function(`return ${text}`)(), text);
        assert.ok(isCondition(parseExpression(text)));
      }),
    );
  });
});
