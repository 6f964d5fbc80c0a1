import { samlSignIn } from "../../core/partition";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "../../core/policy-document";
import { type SessionTrust, withSession } from "./session";

/** Trust in the assertions of one SAML provider, meant for AWS sign-in, with what they state of the sessions. */
export function samlTrust(providerArn: string, session: SessionTrust = {}): PolicyDocument {
  const partition = /^arn:([\w-]+):iam::\d{12}:saml-provider\/[\w.-]+$/.exec(providerArn)?.[1];
  if (partition === undefined) {
    throw new Error(`SAML trust: "${providerArn}" is not the ARN of a SAML provider.`);
  }
  const statement: PolicyStatement = {
    Effect: "Allow",
    Principal: { Federated: providerArn },
    Action: ["sts:AssumeRoleWithSAML"],
    Condition: { StringEquals: { "SAML:aud": samlSignIn(partition) } },
  };
  return policyDocument([withSession(statement, session)]);
}
