import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, listOf } from "../../kit/value";

/** Exclusive lists and single attachments on one role take each other's policies away at every deployment. */
export const roleExclusivePolicies: ResourceRule = {
  name: "role-exclusive-policies",
  description: "A role's policies are attached one by one, without exclusive lists.",
  severity: "low",
  framework: soc2("CC6.3"),
  level: "advisory",
  remediationSteps:
    "Attach each policy with aws.iam.RolePolicy, and drop inlinePolicies, managedPolicyArns and the exclusive lists.",
  url: "https://www.pulumi.com/registry/packages/aws/api-docs/iam/role/",
  types: [types.role, types.rolePoliciesExclusive, types.rolePolicyAttachmentsExclusive],
  validate(subject, report) {
    const properties =
      subject.type === types.role ? ["inlinePolicies", "managedPolicyArns"] : ["policyNames", "policyArns"];
    for (const property of properties) {
      if (listOf(subject.get(property)).some(isPresent)) {
        report.finding(subject, {
          at: property,
          found: "an exclusive list detaches what is attached one by one",
          fix: "Attach each policy with aws.iam.RolePolicy, and drop the list",
        });
      }
    }
  },
};
