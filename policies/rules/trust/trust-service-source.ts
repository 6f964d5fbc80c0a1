import { conditionedAt } from "../../iam/identity-policies";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { serviceFlaws } from "../../trust/service";

/**
 * Services whose documentation requires the condition on a role's trust. Not in the list: those that send no
 * `aws:SourceAccount` when they assume a role (Lambda and EC2 among them), where the condition would lock the service
 * out.
 */
const SERVICES = [
  "apigateway.amazonaws.com",
  "backup.amazonaws.com",
  "bedrock.amazonaws.com",
  "codebuild.amazonaws.com",
  "codepipeline.amazonaws.com",
  "ecs-tasks.amazonaws.com",
  "events.amazonaws.com",
  "firehose.amazonaws.com",
  "glue.amazonaws.com",
  "pipes.amazonaws.com",
  "scheduler.amazonaws.com",
  "sns.amazonaws.com",
  "states.amazonaws.com",
  "transfer.amazonaws.com",
  "vpc-flow-logs.amazonaws.com",
];

export const trustServiceSource: ResourceRule = {
  name: "trust-service-source",
  description: "A role that trusts an AWS service which acts for many accounts names the account it acts for.",
  severity: "medium",
  framework: soc2("CC6.1"),
  remediationSteps:
    'Compare "aws:SourceAccount" with StringEquals and the id of the account, or "aws:SourceArn" with an ARN of it.',
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  types: [types.role],
  settings: {
    services: {
      type: "array",
      items: { type: "string" },
      default: SERVICES,
      description: "Service principals that send aws:SourceAccount when they assume a role.",
    },
  },
  validate(role, report, settings) {
    for (const { at, statement } of conditionedAt("assumeRolePolicy", role.get("assumeRolePolicy"), report)) {
      for (const flaw of serviceFlaws(statement, settings.texts("services"))) {
        report.finding(role, { at, ...flaw });
      }
    }
  },
};
