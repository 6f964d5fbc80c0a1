import { samlSignIn } from "../../core/partition";
import { type PolicyDocument, policyDocument } from "../../core/policy-document";

/** Trust in the assertions of one SAML provider, meant for AWS sign-in. */
export function samlTrust(providerArn: string): PolicyDocument {
  const partition = /^arn:([\w-]+):iam::\d{12}:saml-provider\/[\w.-]+$/.exec(providerArn)?.[1];
  if (partition === undefined) {
    throw new Error(`SAML trust: "${providerArn}" is not the ARN of a SAML provider.`);
  }
  return policyDocument([
    {
      Effect: "Allow",
      Principal: { Federated: providerArn },
      Action: ["sts:AssumeRoleWithSAML"],
      Condition: { StringEquals: { "SAML:aud": samlSignIn(partition) } },
    },
  ]);
}
