import { policyPrincipals } from "../../iam/policy-principals";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

export const queuePolicyPrincipals: ResourceRule = {
  ...policyPrincipals,
  name: "queue-policy-principals",
  description: "A queue lets in neither everybody nor another account.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
  types: [types.queuePolicy, types.queue],
};
