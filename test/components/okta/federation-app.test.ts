import assert from "node:assert/strict";
import { federationSettings } from "../../../components/okta/federation-app";
import { peopleGroups } from "../../../components/okta/groups";
import { NAMES as names } from "../../helpers/environment-names";

describe("settings of the federation app", () => {
  const groups = peopleGroups(names, { operator: { members: "user.a" }, viewer: { members: "user.b" } });

  it("are the whole document", () => {
    assert.deepEqual(JSON.parse(federationSettings(names, groups, 3600, "retail-dev_native")), {
      appFilter: "okta",
      awsEnvironmentType: "aws.amazon",
      groupFilter: "^aws\\#retail\\-dev\\#(?{{role}}[\\w\\-]+)\\#(?{{accountid}}111111111111)$",
      identityProviderArn: "arn:aws:iam::111111111111:saml-provider/retail-dev-okta",
      joinAllRoles: false,
      loginURL: "https://console.aws.amazon.com",
      roleValuePattern: `arn:aws:iam::\${accountid}:saml-provider/retail-dev-okta,arn:aws:iam::\${accountid}:role/\${role}`,
      sessionDuration: 3600,
      useGroupMapping: true,
      webSSOAllowedClient: "retail-dev_native",
    });
  });
});
