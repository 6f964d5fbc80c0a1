import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { FederatedRole } from "../../../components/iam/federated-role";
import { Federation } from "../../../components/iam/identity-providers";
import { oidcTrust } from "../../../components/iam/trust/oidc";
import { samlTrust } from "../../../components/iam/trust/saml";
import { NAMES, TAGS } from "../../helpers/environment-names";
import { record } from "../../helpers/mocks";

const ISSUER = "https://example.okta.com/oauth2/aus1";
const AUDIENCE = "https://retail-dev.app-of-apps.example";
const common = {
  description: "d",
  statements: [{ Effect: "Allow" as const, Action: ["states:StartExecution"], Resource: [NAMES.parent.arn] }],
  boundaryArn: NAMES.boundary.arn,
  tags: TAGS,
};

const program = () => {
  const federation = new Federation("okta", {
    samlProvider: NAMES.samlProvider,
    samlMetadata: "<xml/>",
    tokens: { issuer: ISSUER, audience: AUDIENCE },
    tags: TAGS,
  });
  assert.ok(federation.oidc);
  const saml = samlTrust(NAMES.samlProvider.arn);
  new FederatedRole("viewer", { ...common, role: NAMES.role("viewer"), trust: saml }, { dependsOn: [federation.saml] });
  const subject = { equals: "retail-dev_runner" };
  const oidc = pulumi
    .output(federation.oidc.arn)
    .apply((providerArn) => oidcTrust({ providerArn, issuer: ISSUER, audience: AUDIENCE, subject }));
  new FederatedRole("runner", { ...common, role: NAMES.role("runner"), trust: oidc }, { dependsOn: [federation.oidc] });
};

describe("Federation and FederatedRole", () => {
  it("trust the org's metadata and issuer, without thumbprints", async () => {
    const { get } = await record(program);
    assert.deepEqual(get("aws:iam/samlProvider:SamlProvider", "okta").inputs, {
      name: "retail-dev-okta",
      samlMetadataDocument: "<xml/>",
      tags: TAGS,
    });
    assert.deepEqual(get("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "okta").inputs, {
      url: ISSUER,
      clientIdLists: [AUDIENCE],
      tags: TAGS,
    });
  });

  it("have no OIDC provider without tokens of machines", async () => {
    const { all } = await record(() => {
      new Federation("okta", { samlProvider: NAMES.samlProvider, samlMetadata: "<xml/>", tags: TAGS });
    });
    assert.equal(all("aws:iam/openIdConnectProvider:OpenIdConnectProvider").length, 0);
    assert.equal(all("aws:iam/samlProvider:SamlProvider").length, 1);
  });

  it("know a person's trust in a preview and depend on the provider", async () => {
    const { get } = await record(program, { preview: true });
    const role = get("aws:iam/role:Role", "viewer");
    assert.equal(role.inputs.assumeRolePolicy, JSON.stringify(samlTrust(NAMES.samlProvider.arn)));
    assert.ok(role.dependencies.includes(get("aws:iam/samlProvider:SamlProvider", "okta").urn));
  });

  it("build a machine's trust from the created provider", async () => {
    const { inputs } = (await record(program)).get("aws:iam/role:Role", "runner");
    const [statement] = JSON.parse(String(inputs.assumeRolePolicy)).Statement;
    assert.deepEqual(statement.Principal, { Federated: "arn:mock:okta" });
    assert.deepEqual(statement.Condition, {
      StringEquals: {
        "example.okta.com/oauth2/aus1:aud": AUDIENCE,
        "example.okta.com/oauth2/aus1:sub": "retail-dev_runner",
      },
    });
  });
});
