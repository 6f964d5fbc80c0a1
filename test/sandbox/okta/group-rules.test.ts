import assert from "node:assert/strict";
import { memberExpressionFault } from "../../../components/okta/member-expression";
import { at, ruleBody, TestOrg } from "../../helpers/okta-org";

describe("group rules", () => {
  let org: TestOrg;
  let group: string;

  beforeEach(async () => {
    org = await TestOrg.start();
    group = await org.group("platform");
  });
  afterEach(() => org.okta.stop());

  const change = (userId: string, department: string) =>
    org.call("POST", `/api/v1/users/${userId}`, { profile: { department } });

  it("adds matching users, created before or after the rule, and removes them again", async () => {
    const early = await org.person("early@example.com", "platform");
    assert.deepEqual(await org.groupNames(early.id), []);
    await org.rule("r", 'user.department == "platform"', [group]);
    const late = await org.person("later@example.com", "platform");
    const other = await org.person("other@example.com", "sales");
    assert.deepEqual(await org.groupNames(early.id), ["platform"]);
    assert.deepEqual(await org.groupNames(late.id), ["platform"]);
    assert.deepEqual(await org.groupNames(other.id), []);
    await change(early.id, "sales");
    await change(other.id, "platform");
    assert.deepEqual(await org.groupNames(early.id), []);
    assert.deepEqual(await org.groupNames(other.id), ["platform"]);
  });

  it("removes deactivated users", async () => {
    await org.rule("r", 'user.department == "platform"', [group]);
    const { id } = await org.person("leaving@example.com", "platform");
    await org.call("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
    assert.deepEqual(await org.groupNames(id), []);
  });

  it("does nothing while inactive", async () => {
    const { body } = await org.call(
      "POST",
      "/api/v1/groups/rules",
      ruleBody("r", 'user.department == "platform"', [group]),
    );
    assert.equal(at(body, "status"), "INACTIVE");
    const { id } = await org.person("waiting@example.com", "platform");
    assert.deepEqual(await org.groupNames(id), []);
  });

  it("leaves members who were added by hand alone", async () => {
    const { id } = await org.person("by.hand@example.com", "sales");
    await org.call("PUT", `/api/v1/groups/${group}/users/${id}`);
    await org.rule("r", 'user.department == "platform"', [group]);
    await change(id, "platform");
    await change(id, "sales");
    assert.deepEqual(await org.groupNames(id), ["platform"]);
  });

  it("keeps a member out whom an administrator removed by hand, by an exclusion in the rule", async () => {
    const rule = await org.rule("r", 'user.department == "platform"', [group]);
    const { id } = await org.person("removed@example.com", "platform");
    await org.call("DELETE", `/api/v1/groups/${group}/users/${id}`);
    assert.deepEqual(await org.groupNames(id), []);
    const { body } = await org.call("GET", `/api/v1/groups/rules/${rule}`);
    assert.deepEqual(at(body, "conditions", "people", "users", "exclude"), [id]);
  });

  for (const [removeUsers, expected] of [
    ["true", []],
    ["false", ["platform"]],
  ] as const) {
    it(`deletes a rule with removeUsers=${removeUsers}`, async () => {
      const rule = await org.rule("r", 'user.department == "platform"', [group]);
      const { id } = await org.person("member@example.com", "platform");
      await org.call("DELETE", `/api/v1/groups/rules/${rule}?removeUsers=${removeUsers}`);
      assert.deepEqual(await org.groupNames(id), expected);
    });
  }

  it("does not cascade: membership given by a rule does not feed another rule", async () => {
    const second = await org.group("second");
    await org.rule("one", 'user.department == "platform"', [group]);
    await org.rule("two", 'isMemberOfGroupName("platform")', [second]);
    const { id: fed } = await org.person("fed@example.com", "platform");
    assert.deepEqual(await org.groupNames(fed), ["platform"]);
    const { id: direct } = await org.person("direct@example.com", "sales");
    await org.call("PUT", `/api/v1/groups/${group}/users/${direct}`);
    assert.deepEqual(await org.groupNames(direct), ["platform", "second"]);
  });

  it("tests groups by name and id, alone and together with attributes", async () => {
    const ad = await org.group("AD-Platform");
    const { id: member } = await org.person("member@example.com", "platform");
    const { id: elsewhere } = await org.person("elsewhere@example.com", "sales");
    const { id: outsider } = await org.person("outsider@example.com", "platform");
    for (const user of [member, elsewhere]) {
      await org.call("PUT", `/api/v1/groups/${ad}/users/${user}`);
    }
    const expressions: readonly (readonly [string, readonly boolean[]])[] = [
      ['isMemberOfGroupName("AD-Platform")', [true, true, false]],
      [`isMemberOfAnyGroup("00gnobody", "${ad}")`, [true, true, false]],
      [`isMemberOfGroup("${ad}") AND user.department=="platform"`, [true, false, false]],
      ['isMemberOfGroupNameStartsWith("AD-") && !(user.department=="platform")', [false, true, false]],
      ['isMemberOfGroupNameContains("Plat") OR user.department=="platform"', [true, true, true]],
      ['isMemberOfGroupNameRegex("AD-(Platform|SRE)")', [true, true, false]],
      ['isMemberOfGroupName("AD-Platfor")', [false, false, false]],
    ];
    for (const [index, [expression, expected]] of expressions.entries()) {
      assert.equal(memberExpressionFault(expression), undefined, expression);
      const name = `target-${index}`;
      await org.rule(`r${index}`, expression, [await org.group(name)]);
      const found = await Promise.all([member, elsewhere, outsider].map((user) => org.groupNames(user)));
      assert.deepEqual(
        found.map((names) => names.includes(name)),
        expected,
        expression,
      );
    }
  });

  it("can be changed only while inactive, and its groups never", async () => {
    const rule = await org.rule("r", 'user.department == "platform"', [group]);
    const path = `/api/v1/groups/rules/${rule}`;
    const { id } = await org.person("moving@example.com", "sales");
    const changed = ruleBody("r", 'user.department == "sales"', [group]);
    assert.equal((await org.call("PUT", path, changed)).status, 400);
    await org.call("POST", `${path}/lifecycle/deactivate`);
    assert.equal((await org.call("PUT", path, ruleBody("r", "true", [await org.group("other")]))).status, 400);
    assert.equal((await org.call("PUT", path, changed)).status, 200);
    await org.call("POST", `${path}/lifecycle/activate`);
    assert.deepEqual(await org.groupNames(id), ["platform"]);
  });

  const refusals: readonly (readonly [string, string, string, RegExp])[] = [
    ["a name of 51 characters", "x".repeat(51), 'user.city == "x"', /name/],
    ["an expression that is no condition", "r", "user.city", /condition/],
    ["an unknown attribute", "r", 'user.shoe == "x"', /no attribute shoe/],
    ["an unknown root", "r", 'device.os == "x"', /device cannot be used/],
    ["an unknown function", "r", "String.reverse(user.city)", /String.reverse is not supported/],
    ["a function with too few arguments", "r", 'String.startsWith("x")', /2 argument/],
    ["a single equals sign", "r", 'user.city = "x"', /unexpected/],
    ["an unfinished expression", "r", 'user.city == "x" AND', /unexpected end/],
    ["an unfinished string", "r", 'user.city == "x', /unexpected/],
  ];
  for (const [name, ruleName, expression, message] of refusals) {
    it(`refuses ${name}`, async () => {
      const { status, body } = await org.call("POST", "/api/v1/groups/rules", ruleBody(ruleName, expression, [group]));
      assert.deepEqual([status, at(body, "errorCode")], [400, "E0000001"]);
      assert.match(JSON.stringify(body), message);
    });
  }

  it("refuses more than 100 groups, a group that is not there, the built-in group, and a second rule of that name", async () => {
    const { body } = await org.call("GET", "/api/v1/groups?filter=type%20eq%20%22BUILT_IN%22");
    const everyone = String(at(body, 0, "id"));
    const many = Array.from({ length: 101 }, () => group);
    await org.rule("taken", "true", [group]);
    for (const [name, groups] of [
      ["r", many],
      ["r", ["00gnobody"]],
      ["r", [everyone]],
      ["taken", [group]],
    ] as const) {
      assert.equal((await org.call("POST", "/api/v1/groups/rules", ruleBody(name, "true", groups))).status, 400);
    }
  });

  it("sees attributes of the org's own schema once they are defined", async () => {
    const rule = ruleBody("r", 'user.squad == "blue"', [group]);
    assert.equal((await org.call("POST", "/api/v1/groups/rules", rule)).status, 400);
    await org.call("POST", "/api/v1/meta/schemas/user/default", {
      definitions: { custom: { properties: { squad: { title: "Squad", type: "string" } } } },
    });
    await org.rule("r", 'user.squad == "blue"', [group]);
    const { id } = await org.person("squad.member@example.com", "x");
    await org.call("POST", `/api/v1/users/${id}`, { profile: { squad: "blue" } });
    assert.deepEqual(await org.groupNames(id), ["platform"]);
  });
});
