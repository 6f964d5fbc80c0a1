import assert from "node:assert/strict";
import type { PolicyStatement } from "../../../../components/core/policy-document";
import { oidcTrust } from "../../../../components/iam/trust/oidc";
import { samlTrust } from "../../../../components/iam/trust/saml";
import { type SessionTrust, withSession } from "../../../../components/iam/trust/session";

const STATEMENT: PolicyStatement = {
  Effect: "Allow",
  Action: ["sts:AssumeRoleWithSAML"],
  Condition: { StringEquals: { "SAML:aud": "aws" }, StringLike: { "SAML:sub": "a*" } },
};

describe("trust in what sessions carry", () => {
  it("leaves a statement as it is without tags and source identity", () => {
    assert.deepEqual(withSession(STATEMENT, {}), STATEMENT);
    assert.deepEqual(withSession(STATEMENT, { tags: {} }), STATEMENT);
  });

  it("allows a session's tags, demands what is required or has one value, and no tag of another key", () => {
    const session: SessionTrust = {
      tags: { team: { equals: "orders" }, "identity-kind": "required", site: "optional" },
    };
    assert.deepEqual(withSession(STATEMENT, session), {
      Effect: "Allow",
      Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
      Condition: {
        StringLike: { "SAML:sub": "a*" },
        StringEquals: { "SAML:aud": "aws", "aws:RequestTag/team": "orders" },
        Null: { "aws:RequestTag/identity-kind": "false" },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["team", "identity-kind", "site"] },
      },
    });
  });

  it("demands the one source identity", () => {
    assert.deepEqual(withSession(STATEMENT, { sourceIdentity: "runner" }), {
      Effect: "Allow",
      Action: ["sts:AssumeRoleWithSAML", "sts:SetSourceIdentity"],
      Condition: {
        StringLike: { "SAML:sub": "a*" },
        StringEquals: { "SAML:aud": "aws", "sts:SourceIdentity": "runner" },
      },
    });
  });

  it("is in one statement with the provider's own conditions", () => {
    const saml = samlTrust("arn:aws:iam::111111111111:saml-provider/okta", { tags: { team: "required" } });
    assert.deepEqual(
      saml.Statement.map(({ Action }) => Action),
      [["sts:AssumeRoleWithSAML", "sts:TagSession"]],
    );
    const oidc = oidcTrust({
      providerArn: "arn:aws:iam::111111111111:oidc-provider/example.okta.com/oauth2/aus1",
      issuer: "https://example.okta.com/oauth2/aus1",
      audience: "https://retail-dev.app-of-apps.example",
      subject: { equals: "retail-dev_runner" },
      session: { tags: { team: { equals: "orders" } }, sourceIdentity: "retail-dev_runner" },
    });
    assert.deepEqual(oidc.Statement[0]?.Action, [
      "sts:AssumeRoleWithWebIdentity",
      "sts:SetSourceIdentity",
      "sts:TagSession",
    ]);
    assert.equal(oidc.Statement.length, 1);
  });
});
