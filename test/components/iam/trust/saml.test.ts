import assert from "node:assert/strict";
import { samlAudience, samlTrust } from "../../../../components/iam/trust/saml";

describe("trust in a SAML provider", () => {
  it("takes assertions of that provider that are meant for AWS sign-in", () => {
    const arn = "arn:aws:iam::111111111111:saml-provider/retail-dev-okta";
    assert.deepEqual(samlTrust(arn), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: arn },
          Action: ["sts:AssumeRoleWithSAML"],
          Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
        },
      ],
    });
  });

  it("has each partition's own audience, and none for another", () => {
    assert.equal(samlAudience("aws-us-gov"), "https://signin.amazonaws-us-gov.com/saml");
    assert.equal(samlAudience("aws-cn"), "https://signin.amazonaws.cn/saml");
    assert.throws(() => samlAudience("aws-moon"), /partition "aws-moon" is none of aws, aws-cn, aws-us-gov/);
  });

  for (const arn of [
    "*",
    "arn:aws:iam::111111111111:oidc-provider/x",
    "arn:aws:iam::*:saml-provider/x",
    "arn:aws:iam::111111111111:saml-provider/*",
  ]) {
    it(`refuses ${arn}`, () => assert.throws(() => samlTrust(arn), /is not the ARN of a SAML provider/));
  }
});
