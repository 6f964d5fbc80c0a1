import assert from "node:assert/strict";
import fc from "fast-check";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { groupFilter, groupName, peopleGroups, roleValuePattern } from "../../../components/okta/groups";

const namesOf = (blueprint: string, environment: string, account = "111111111111", region = "eu-central-1") =>
  environmentNames(scopeOf({ blueprint, environment, account, region }));
const names = namesOf("retail", "dev");

/** Okta's `(?{{name}}...)` as JavaScript's named group. */
const asRegExp = (filter: string) => new RegExp(filter.replace(/\(\?\{\{(\w+)\}\}/g, "(?<$1>"));

/** What the federation app does with a group: match, then fill the pattern. Undefined where the group is not matched. */
function roleOf(group: string, of = names, existing: readonly string[] = []): string | undefined {
  const match = asRegExp(groupFilter(of, existing)).exec(group);
  if (match?.groups === undefined) {
    return undefined;
  }
  const groups = match.groups;
  return roleValuePattern(of).replace(/\$\{(\w+)\}/g, (_, key: string) => groups[key] ?? "");
}

describe("group names and federation patterns", () => {
  it("have the form of Okta's guide for AWS", () => {
    assert.equal(groupName(names, names.role("operator")), "aws#retail-dev#retail-dev_operator#111111111111");
    assert.equal(groupFilter(names), "^aws\\#retail\\-dev\\#(?{{role}}[\\w\\-]+)\\#(?{{accountid}}111111111111)$");
    assert.equal(
      roleValuePattern(names),
      `arn:aws:iam::\${accountid}:saml-provider/retail-dev-okta,arn:aws:iam::\${accountid}:role/\${role}`,
    );
  });

  it("lead from every group's name to the ARNs of provider and role", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/);
    const environment = fc.stringMatching(/^[a-z][a-z0-9-]{0,19}$/);
    const region = fc.constantFrom("eu-central-1", "us-gov-west-1", "cn-north-1");
    fc.assert(
      fc.property(name, environment, fc.stringMatching(/^\d{12}$/), region, (blueprint, stack, account, place) => {
        const of = namesOf(blueprint, stack, account, place);
        for (const entry of ["operator", "viewer", "release-managers"]) {
          const role = of.role(entry);
          assert.equal(roleOf(groupName(of, role), of), `${of.samlProvider.arn},${role.arn}`);
        }
      }),
    );
  });

  it("lead to roles in the IAM path and with the name prefix that the organisation demands", () => {
    const place = { blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" };
    const of = environmentNames(scopeOf({ ...place, namePrefix: "acme-", iamPath: "/platform/" }));
    const { arn } = of.role("operator");
    assert.equal(arn, "arn:aws:iam::111111111111:role/platform/acme-retail-dev_operator");
    assert.equal(roleOf(groupName(of, of.role("operator")), of), `${of.samlProvider.arn},${arn}`);
  });

  it("take people from an existing group by its alias, which is neither described nor filled", () => {
    const groups = peopleGroups(names, {
      operator: { groupAlias: "corp.ad" },
      viewer: { members: 'isMemberOfGroupName("AD-Engineering")' },
    });
    const name = "aws#corp.ad#retail-dev_operator#111111111111";
    assert.deepEqual(groups.operator, { name, exists: true });
    assert.equal(groups.viewer?.name, "aws#retail-dev#retail-dev_viewer#111111111111");
    const arns = `${names.samlProvider.arn},${names.role("operator").arn}`;
    assert.equal(roleOf(name, names, [name]), arns);
    assert.equal(roleOf(groupName(names, names.role("operator")), names, [name]), arns);
    assert.equal(roleOf(name), undefined);
    for (const other of [
      "aws#corpxad#retail-dev_operator#111111111111",
      "aws#corp.ad2#retail-dev_operator#111111111111",
      "aws#corp.ad#retail-dev_operator#222222222222",
    ]) {
      assert.equal(roleOf(other, names, [name]), undefined);
    }
  });

  for (const group of [
    "aws#retail-prod#retail-prod_operator#111111111111",
    "aws#retail-dev#retail-dev_operator#222222222222",
    "aws#retail-dev-eu#retail-dev-eu_operator#111111111111",
    "xaws#retail-dev#retail-dev_operator#111111111111",
    "aws#retail-dev#retail-dev_operator#1111111111112",
    "aws#retail-dev#role/../admin#111111111111",
    "Everyone",
  ]) {
    it(`do not match ${group}`, () => assert.equal(roleOf(group), undefined));
  }
});
