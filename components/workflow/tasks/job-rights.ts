import type { Scope } from "../../names";
import type { PolicyStatement } from "../../policy-document";

/**
 * Following a job (`.sync`) by events: Step Functions keeps one managed rule for each integration in the account. Under a role of `Credentials` AWS says
 * that polling is enough; the documentation does not say whether the rule is looked at all the same, so the rights on this one rule are given.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
 */
export function managedRule({ partition, region, account }: Scope, rule: string): PolicyStatement {
  return {
    Effect: "Allow",
    Action: ["events:DescribeRule", "events:PutRule", "events:PutTargets"],
    Resource: [`arn:${partition}:events:${region}:${account}:rule/${rule}`],
  };
}
