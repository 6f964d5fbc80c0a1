import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, textOf } from "../../kit/value";

export const roleBoundary: ResourceRule = {
  name: "role-boundary",
  description: "Every role has a permissions boundary.",
  severity: "medium",
  framework: soc2("CC6.1"),
  remediationSteps: "Set permissionsBoundary to the ARN of the boundary policy.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  types: [types.role],
  validate(role, report) {
    if ((textOf(role.get("path")) ?? "").startsWith("/aws-service-role/")) {
      report.notApplicable("AWS decides what a service-linked role may do");
    } else if (!isPresent(role.get("permissionsBoundary"))) {
      report.finding(role, {
        at: "permissionsBoundary",
        found: "the role has no upper bound",
        fix: "Set it to the ARN of the boundary policy",
      });
    }
  },
};
