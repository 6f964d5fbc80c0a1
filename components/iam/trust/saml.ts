import { type PolicyDocument, policyDocument } from "../../core/policy-document";

/** Where AWS takes SAML assertions, by partition; the assertion's audience must be the same. */
const SIGN_IN: Readonly<Record<string, string>> = {
  aws: "https://signin.aws.amazon.com/saml",
  "aws-cn": "https://signin.amazonaws.cn/saml",
  "aws-us-gov": "https://signin.amazonaws-us-gov.com/saml",
};

/** The `SAML:aud` of a partition. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml */
export function samlAudience(partition: string): string {
  const audience = SIGN_IN[partition];
  if (audience === undefined)
    throw new Error(`SAML trust: partition "${partition}" is none of ${Object.keys(SIGN_IN).join(", ")}.`);
  return audience;
}

/** Trust in the assertions of one SAML provider, meant for AWS sign-in. */
export function samlTrust(providerArn: string): PolicyDocument {
  const partition = /^arn:([\w-]+):iam::\d{12}:saml-provider\/[\w.-]+$/.exec(providerArn)?.[1];
  if (partition === undefined) throw new Error(`SAML trust: "${providerArn}" is not the ARN of a SAML provider.`);
  return policyDocument([
    {
      Effect: "Allow",
      Principal: { Federated: providerArn },
      Action: ["sts:AssumeRoleWithSAML"],
      Condition: { StringEquals: { "SAML:aud": samlAudience(partition) } },
    },
  ]);
}
