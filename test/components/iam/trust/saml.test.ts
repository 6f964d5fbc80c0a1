import assert from "node:assert/strict";
import { samlTrust } from "../../../../components/iam/trust/saml";

describe("trust in a SAML provider", () => {
  it("accepts assertions of that provider that are meant for AWS sign-in", () => {
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

  it("has the audience of the provider's partition", () => {
    const [statement] = samlTrust("arn:aws-cn:iam::111111111111:saml-provider/okta").Statement;
    assert.deepEqual(statement?.Condition, { StringEquals: { "SAML:aud": "https://signin.amazonaws.cn/saml" } });
    const unknown = "arn:aws-moon:iam::111111111111:saml-provider/okta";
    assert.throws(() => samlTrust(unknown), /Partition "aws-moon" must be one of aws, aws-cn, aws-us-gov/);
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
