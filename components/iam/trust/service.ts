import { type PolicyDocument, policyDocument } from "../../core/policy-document";

/** Which service may assume a role, and on behalf of which resources of which account. */
export interface ServiceTrust {
  /** E.g. `states.amazonaws.com`. */
  readonly service: string;
  /** Account that the calling resource must belong to. */
  readonly account: string;
  /** Exact ARNs of the resources that may call; absent only where a service does not send `aws:SourceArn`. */
  readonly sourceArns?: readonly string[];
}

/**
 * Trust in an AWS service, closed against the confused deputy by `aws:SourceAccount` and, where the service sends it, `aws:SourceArn`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function serviceTrust({ service, account, sourceArns }: ServiceTrust): PolicyDocument {
  if (!/^\d{12}$/.test(account)) throw new Error(`Trust in ${service}: account "${account}" is not 12 digits.`);
  if (sourceArns?.length === 0)
    throw new Error(`Trust in ${service}: name at least one source ARN, or leave them out.`);
  const open = sourceArns?.find((arn) => /[*?]/.test(arn));
  if (open !== undefined) throw new Error(`Trust in ${service}: source ARN "${open}" has a wildcard; name it exactly.`);
  return policyDocument([
    {
      Effect: "Allow",
      Principal: { Service: service },
      Action: ["sts:AssumeRole"],
      Condition: {
        StringEquals: { "aws:SourceAccount": account },
        ...(sourceArns === undefined ? {} : { ArnEquals: { "aws:SourceArn": sourceArns } }),
      },
    },
  ]);
}
