import assert from "node:assert/strict";
import fc from "fast-check";
import { memberExpressionFault } from "../../../components/okta/member-expression";

describe("expressions that fill a group", () => {
  for (const text of [
    'user.department=="platform"',
    "user.department == 'platform'",
    "user.isContractor",
    "!user.isContractor",
    'user.department!="sales"',
    "user.title != null",
    "user.level >= 5",
    'String.startsWith(user.department, "plat")',
    'String.stringContains(String.toLowerCase(user.title), "engineer")',
    'Arrays.contains(user.squads, "blue")',
    'user.city == "Bern" ? user.department == "a" : user.department == "b"',
    'isMemberOfGroupName("AD-Platform")',
    'isMemberOfGroup("00g1a2b3c4d5e6f7g8h9")',
    'isMemberOfAnyGroup("00g1a2b3c4d5e6f7g8h9")',
    'isMemberOfAnyGroup("00gA", "00gB")',
    'isMemberOfGroupNameStartsWith("AD-")',
    'isMemberOfGroupNameContains("platform")',
    'isMemberOfGroupNameRegex("AD-.*")',
    'isMemberOfGroupName("AD-Platform") AND user.country=="CH"',
    'isMemberOfGroupName("AD-Platform") || isMemberOfGroupName("AD-SRE")',
    'isMemberOfGroupName("AD-Platform") && !isMemberOfGroupName("AD-Contractors")',
    '(isMemberOfGroupName("a") or user.department=="b") and not user.isContractor',
    '(user.level + 1) > 5 AND isMemberOfGroupName("a")',
    'isMemberOfGroupName("Everyone") AND user.department=="platform"',
    'user.department == ") OR true"',
    "isMemberOfGroupName('AD \"Platform\"')",
  ]) {
    it(`takes ${text}`, () => assert.equal(memberExpressionFault(text), undefined));
  }

  for (const [text, fault] of [
    ["", /not a test/],
    ["true", /not a test/],
    ['"user.department"', /not a test/],
    ['String.startsWith("a", "a")', /not a test/],
    ["isMemberOfGroupName", /not a test/],
    ['isMemberOfGroupName("Everyone")', /only some/],
    ['isMemberOfGroupNameStartsWith("")', /only some/],
    ['isMemberOfGroupNameStartsWith("Every")', /only some/],
    ['isMemberOfGroupNameContains("one")', /only some/],
    ['isMemberOfGroupNameRegex(".*")', /only some/],
    ['user.department=="platform" OR true', /only some/],
    ['true || isMemberOfGroupName("a")', /only some/],
    ['user.department=="a" OR "x"=="x"', /only some/],
    ["user.department==user.department", /only some/],
    ['!(user.department=="a" AND false)', /only some/],
    ['user.department=="a" OR isMemberOfGroupName("Everyone")', /only some/],
    ['isMemberOfGroupName("a") AND false', /any people/],
    ['!isMemberOfGroupName("Everyone")', /any people/],
    ['isMemberOfGroupName("AD-Platform"', /\) is missing/],
    ['isMemberOfGroupName("AD-Platform"))', /unexpected "\)"/],
    ['isMemberOfGroupName("AD-Platform', /unexpected/],
    ['isMemberOfGroupName("a") AND', /a condition is missing/],
    ['OR user.department=="a"', /a condition is missing/],
    ['user.department="platform"', /unexpected "=/],
    ["user.department==", /only one side/],
    ["isMemberOfGroupName()", /one text in quotes/],
    ["isMemberOfGroupName(AD)", /one text in quotes/],
    ['isMemberOfGroupName("a", "b")', /one text in quotes/],
    ['isMemberOfGroupName("")', /name of a group is missing/],
    ["isMemberOfAnyGroup()", /texts in quotes/],
    ['isMemberOfAnyGroup("AD-Platform")', /begins with 00g/],
    ['isMemberOfGroup("AD-Platform")', /begins with 00g/],
    ['isMemberOfGroupNameRegex("AD-(")', /not a regular expression/],
    ['isMemberOfGroupNamed("a") OR user.x=="y"', /did you mean isMemberOfGroupName\?/],
    ['user.isMemberOf("a")', /did you mean isMemberOfGroupName\?/],
    ['user.department=="a"\nOR true', /unexpected/],
  ] as const) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.match(memberExpressionFault(text) ?? "", fault));
  }

  it("finds every tree of AND, OR and NOT that is true or false for everybody", () => {
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("true", "false"),
        fc.tuple(tie("tree"), fc.constantFrom("&&", "||"), tie("tree")).map((parts) => `(${parts.join(" ")})`),
        tie("tree").map((inner) => `!${inner}`),
      ),
    }));
    fc.assert(
      fc.property(tree, (text) => {
        const fixed = `(user.a=="b" || true) && ${text}`;
        const truth = Boolean(Function(`return ${text}`)());
        assert.match(memberExpressionFault(fixed) ?? "", truth ? /only some/ : /any people/, fixed);
        const open = `user.a=="b" ${truth ? "&&" : "||"} ${text}`;
        assert.equal(memberExpressionFault(open), undefined, open);
      }),
    );
  });
});
