import assert from "node:assert/strict";
import { federationSettings } from "../../../components/okta/federation-app";
import { peopleGroups } from "../../../components/okta/groups";
import { PeopleAccess } from "../../../components/okta/people";
import { NAMES } from "../../helpers/environment-names";
import { record } from "../../helpers/mocks";

const groups = peopleGroups(NAMES, {
  operator: { members: 'user.department=="platform"' },
  viewer: { members: 'user.department=="engineering"' },
});
const args = {
  label: "retail-dev",
  groups,
  nativeClientId: "retail-dev_native",
  federationSettings: federationSettings(NAMES, groups, 3600, "retail-dev_native"),
};
const recorded = (preview = false) => record(() => new PeopleAccess("people", args), { preview });

describe("PeopleAccess", () => {
  it("creates a group and a rule for each role, two apps and their assignments, and nothing else", async () => {
    const { registrations } = await recorded();
    const counts: Record<string, number> = {};
    for (const { type } of registrations) {
      counts[type] = (counts[type] ?? 0) + 1;
    }
    assert.deepEqual(counts, {
      "app-of-apps:access:PeopleAccess": 1,
      "okta:group/group:Group": 2,
      "okta:group/rule:Rule": 2,
      "okta:app/oAuth:OAuth": 1,
      "okta:app/saml:Saml": 1,
      "okta:index/appGroupAssignments:AppGroupAssignments": 2,
    });
  });

  it("names groups as the federation app matches them, and fills them by rule", async () => {
    const { get } = await recorded();
    assert.deepEqual(get("okta:group/group:Group", "people-operator").inputs, {
      name: "aws#retail-dev#retail-dev_operator#111111111111",
      description: "Members assume retail-dev_operator in account 111111111111",
    });
    assert.deepEqual(get("okta:group/rule:Rule", "people-viewer").inputs, {
      name: "retail-dev_viewer",
      status: "ACTIVE",
      expressionType: "urn:okta:expression:1.0",
      expressionValue: 'user.department=="engineering"',
      groupAssignments: ["people-viewer-id"],
    });
  });

  it("assigns the apps to an existing group that it looks up by name, and neither creates nor fills it", async () => {
    const existing = peopleGroups(NAMES, {
      operator: { groupAlias: "corp" },
      viewer: { members: 'isMemberOfGroupName("AD-Engineering")' },
    });
    const asked: unknown[] = [];
    const call = (token: string, inputs: Readonly<Record<string, unknown>>) => {
      asked.push([token, inputs.name]);
      return { id: "00gExisting", name: inputs.name };
    };
    const made = await record(() => new PeopleAccess("people", { ...args, groups: existing }), { call });
    assert.deepEqual(asked, [["okta:group/getGroup:getGroup", "aws#corp#retail-dev_operator#111111111111"]]);
    assert.deepEqual(
      made.registrations.filter(({ type }) => type.startsWith("okta:group/")).map(({ name }) => name),
      ["people-viewer", "people-viewer"],
    );
    const { groups } = made.get("okta:index/appGroupAssignments:AppGroupAssignments", "people-federation").inputs;
    assert.deepEqual(
      (groups as { id: string }[]).map(({ id }) => id),
      ["00gExisting", "people-viewer-id"],
    );
  });

  it("creates the rules one after another", async () => {
    const { get } = await recorded();
    const first = get("okta:group/rule:Rule", "people-operator");
    assert.ok(get("okta:group/rule:Rule", "people-viewer").dependencies.includes(first.urn));
    assert.equal(
      first.dependencies.some((urn) => urn.includes("Rule")),
      false,
    );
  });

  it("assigns both apps to exactly the groups", async () => {
    const { get } = await recorded();
    for (const [name, app] of [
      ["people-federation", "people-federation-id"],
      ["people-native", "people-native-id"],
    ] as const) {
      assert.deepEqual(get("okta:index/appGroupAssignments:AppGroupAssignments", name).inputs, {
        appId: app,
        groups: [
          { id: "people-operator-id", priority: 1, profile: "{}" },
          { id: "people-viewer-id", priority: 2, profile: "{}" },
        ],
      });
    }
  });

  it("signs terminals in without a stored secret", async () => {
    const { inputs } = (await recorded()).get("okta:app/oAuth:OAuth", "people-native");
    assert.deepEqual(inputs, {
      label: "retail-dev terminal sign-in",
      type: "native",
      clientId: "retail-dev_native",
      grantTypes: [
        "authorization_code",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
      ],
      responseTypes: ["code"],
      redirectUris: ["http://127.0.0.1:8400/callback"],
      tokenEndpointAuthMethod: "none",
      pkceRequired: true,
      hideIos: true,
      hideWeb: true,
    });
  });

  it("knows the federation app's settings in a preview, and depends on the client that they name", async () => {
    const { get } = await recorded(true);
    const app = get("okta:app/saml:Saml", "people-federation");
    assert.equal(app.inputs.preconfiguredApp, "amazon_aws");
    assert.equal(JSON.parse(String(app.inputs.appSettingsJson)).webSSOAllowedClient, "retail-dev_native");
    assert.ok(app.dependencies.includes(get("okta:app/oAuth:OAuth", "people-native").urn));
  });
});
