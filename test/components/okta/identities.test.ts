import assert from "node:assert/strict";
import { identitiesSchema } from "../../../components/okta/identities";

const GOOD = {
  people: {
    operator: { may: ["start", "observe"], members: 'user.department=="platform"' },
    viewer: { may: ["observe"], members: 'user.department=="engineering"' },
  },
  machines: { runner: { may: ["start"] } },
};

describe("identities", () => {
  it("are read as written", () => assert.deepEqual(identitiesSchema.parse(GOOD), GOOD));

  it("name an existing group instead of members", () => {
    const value = { ...GOOD, people: { ...GOOD.people, operator: { may: ["start"], groupAlias: "corp" } } };
    assert.deepEqual(identitiesSchema.parse(value), value);
  });

  for (const [what, value, place] of [
    ["an unknown verb", { ...GOOD, machines: { runner: { may: ["destroy"] } } }, "machines.runner.may.0"],
    ["nobody's verbs", { ...GOOD, machines: { runner: { may: [] } } }, "machines.runner.may"],
    ["another kind of people", { ...GOOD, people: { ...GOOD.people, admin: GOOD.people.viewer } }, "people"],
    [
      "a rule that everybody fits",
      { ...GOOD, people: { ...GOOD.people, viewer: { may: ["observe"], members: "true" } } },
      "people.viewer.members",
    ],
    [
      "members and an existing group",
      {
        ...GOOD,
        people: { ...GOOD.people, viewer: { may: ["observe"], members: "user.a", groupAlias: "corp" } },
      },
      "people.viewer",
    ],
    ["nobody", { ...GOOD, people: { ...GOOD.people, viewer: { may: ["observe"] } } }, "people.viewer"],
    [
      "an alias that is a pattern",
      { ...GOOD, people: { ...GOOD.people, viewer: { may: ["observe"], groupAlias: ".*" } } },
      "people.viewer.groupAlias",
    ],
  ] as const) {
    it(`refuse ${what}`, () => {
      const paths = identitiesSchema.safeParse(value).error?.issues.map(({ path }) => path.join("."));
      assert.deepEqual(paths, [place]);
    });
  }
});
