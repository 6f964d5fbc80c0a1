import { policyPrincipals } from "../../iam/policy-principals";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

export const topicPolicyPrincipals: ResourceRule = {
  ...policyPrincipals,
  name: "topic-policy-principals",
  description: "A topic lets in neither everybody nor another account.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
  types: [types.topicPolicy, types.topic],
};
