import { type PolicyDocument, policyDocument } from "../../core/policy-document";

/**
 * Trust in exactly one role, as a task role trusts the machine role that chains to it. AWS refuses the document while that role does
 * not exist, so create it after the role it names.
 */
export function roleTrust(roleArn: string): PolicyDocument {
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(roleArn)) {
    throw new Error(`Trust in a role: "${roleArn}" is not the ARN of one role (arn:aws:iam::<account>:role/<name>).`);
  }
  return policyDocument([{ Effect: "Allow", Principal: { AWS: roleArn }, Action: ["sts:AssumeRole"] }]);
}
