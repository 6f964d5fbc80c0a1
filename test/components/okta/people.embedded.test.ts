import assert from "node:assert/strict";
import { federationSettings } from "../../../components/okta/federation-app";
import { type PeopleSource, peopleGroups } from "../../../components/okta/groups";
import { PeopleAccess } from "../../../components/okta/people";
import { signInPerson } from "../../../sandbox/okta/sign-in";
import { NAMES } from "../../helpers/environment-names";
import { TestOrg } from "../../helpers/okta-org";
import { type ProviderStack, providerStack } from "../../helpers/provider-stack";

const CORPORATE = "aws#corp#retail-dev_operator#111111111111";
const CLIENT = "retail-dev_native";

/** The environment's people as a program; operators come from an existing group. */
const programOf = (operator: PeopleSource) => async () => {
  const viewer = { members: 'isMemberOfGroupName("AD-Engineering") AND user.department=="platform"' };
  const groups = peopleGroups(NAMES, { operator, viewer });
  const people = new PeopleAccess("retail-dev", {
    label: "retail-dev",
    groups,
    nativeClientId: CLIENT,
    federationSettings: federationSettings(NAMES, groups, 3600, CLIENT),
  });
  return { federationAppId: people.federationApp.id };
};
const program = programOf({ groupAlias: "corp" });

describe("people of groups that an org has already", function () {
  this.timeout(180_000);
  let org: TestOrg;
  let stack: ProviderStack;
  let federationAppId: string;

  before(async () => {
    org = await TestOrg.start();
    stack = await providerStack({
      config: {
        "okta:orgName": "embedded",
        "okta:baseUrl": "okta.example",
        "okta:apiToken": { value: org.okta.apiToken, secret: true },
      },
      env: { OKTA_EMBEDDED_URL: org.okta.url },
    });
  });
  after(async () => {
    await stack?.close();
    await org?.okta.stop();
  });

  /** A person in groups by hand, as a directory's import puts them there. */
  async function person(login: string, department: string, ...groups: readonly string[]) {
    const made = await org.person(login, department);
    for (const group of groups) {
      await org.call("PUT", `/api/v1/groups/${group}/users/${made.id}`);
    }
    return made;
  }

  const rolesOf = async ({ login, password }: { login: string; password: string }) => {
    const at = { org: org.okta.orgUrl, hosts: org.hosts, clientId: CLIENT, federationAppId };
    const { roles } = await signInPerson({ ...at, username: login, password });
    return roles.map(({ roleArn }) => roleArn);
  };

  it("stop an up that names a group which is not there", async () => {
    await assert.rejects(
      stack.up(program),
      /group with name "aws#corp#retail-dev_operator#111111111111" does not exist/,
    );
  });

  it("lead to the roles, without being created or filled", async () => {
    const corporate = await org.group(CORPORATE);
    const engineering = await org.group("AD-Engineering");
    const { outputs } = await stack.up(program);
    federationAppId = String(outputs.federationAppId?.value);
    assert.deepEqual(org.okta.inventory().rules, ["retail-dev_viewer"]);
    assert.deepEqual([...org.okta.inventory().groups].sort(), [
      "AD-Engineering",
      CORPORATE,
      "aws#retail-dev#retail-dev_viewer#111111111111",
    ]);
    const operator = await person("ann@example.com", "sales", corporate);
    assert.deepEqual(await rolesOf(operator), [NAMES.role("operator").arn]);
    const viewer = await person("bob@example.com", "platform", engineering);
    assert.deepEqual(await rolesOf(viewer), [NAMES.role("viewer").arn]);
    for (const stranger of [
      await person("eve@example.com", "sales", engineering),
      await person("joe@example.com", "platform"),
    ]) {
      await assert.rejects(rolesOf(stranger), (error: Error) => error.message !== "", stranger.login);
    }
  });

  it("stay unchanged by a second up, and are still there after destroy", async () => {
    assert.deepEqual((await stack.up(program)).changes, {});
    await stack.destroy();
    assert.deepEqual([...org.okta.inventory().groups].sort(), ["AD-Engineering", CORPORATE]);
  });
});
