import { type PolicyDocument, policyDocument } from "../../core/policy-document";

/** Which service may assume a role, and on behalf of which resources of which account. */
export interface ServiceTrust {
  /** Service principal, e.g. `states.amazonaws.com`. */
  readonly service: string;
  /** Account, 12 digits, that the calling resource must belong to. */
  readonly account: string;
  /**
   * Exact ARNs of the resources that may call, as themselves or as one of their versions or aliases (`ARN:*`).
   * @default none, for a service that does not send `aws:SourceArn`
   */
  readonly sourceArns?: readonly string[];
}

/**
 * Trust in an AWS service, closed against the confused deputy by `aws:SourceAccount` and, where the service sends it,
 * `aws:SourceArn`. https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function serviceTrust({ service, account, sourceArns }: ServiceTrust): PolicyDocument {
  if (!/^\d{12}$/.test(account)) {
    throw new Error(`Trust in ${service}: account "${account}" is not 12 digits.`);
  }
  if (sourceArns?.length === 0) {
    throw new Error(`Trust in ${service}: name at least one source ARN, or leave out sourceArns.`);
  }
  const open = sourceArns?.find((arn) => /[*?]/.test(arn));
  if (open !== undefined) {
    throw new Error(`Trust in ${service}: source ARN "${open}" has a wildcard; write the exact ARN.`);
  }
  return policyDocument([
    {
      Effect: "Allow",
      Principal: { Service: service },
      Action: ["sts:AssumeRole"],
      Condition: {
        StringEquals: { "aws:SourceAccount": account },
        ...(sourceArns === undefined
          ? {}
          : { ArnLike: { "aws:SourceArn": sourceArns.flatMap((arn) => [arn, `${arn}:*`]) } }),
      },
    },
  ]);
}

/**
 * Trust policy of a machine role as JSON: Step Functions, on behalf of exactly these machines. AWS does not document
 * which ARN Step Functions sends for an execution that was started by alias or version, so both forms are trusted.
 */
export function machineTrust(account: string, machineArns: readonly string[]): string {
  return JSON.stringify(serviceTrust({ service: "states.amazonaws.com", account, sourceArns: machineArns }));
}

/**
 * Trust in exactly one role, as a task role trusts the machine role that assumes it. AWS refuses the document while
 * that role does not exist, so create the trusting role after it.
 */
export function roleTrust(roleArn: string): PolicyDocument {
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(roleArn)) {
    throw new Error(`Trust in a role: "${roleArn}" is not the ARN of one role (arn:aws:iam::<account>:role/<name>).`);
  }
  return policyDocument([{ Effect: "Allow", Principal: { AWS: roleArn }, Action: ["sts:AssumeRole"] }]);
}
