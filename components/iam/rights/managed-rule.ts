import type { EnvironmentNames } from "../../core/names";
import type { PolicyStatement } from "../../core/policy-document";
import { allow } from "./task-view";

/** The rule of the account by which Step Functions hears of the end of what an integration has started. */
const RULES: Readonly<Record<string, string>> = {
  "codebuild:startBuild.sync": "StepFunctionsGetEventForCodeBuildStartBuildRule",
  "ecs:runTask.sync": "StepFunctionsGetEventsForECSTaskRule",
  "states:startExecution.sync:2": "StepFunctionsGetEventsForStepFunctionsExecutionRule",
};

/**
 * What the role of a machine needs because one of its tasks waits for a job: CreateStateMachine refuses a machine whose role may not keep the rule
 * ("not authorized to create managed-rule"). The role of a task's `Credentials` does not need it, AWS says: under it Step Functions looks by itself. Whether
 * the machine's role needs it all the same where every such task has `Credentials` is not documented, so it is given: it opens that one rule.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cross-acct-sync-pattern.html
 */
export function managedRule(integration: string, { scope }: EnvironmentNames): PolicyStatement[] {
  const rule = Object.hasOwn(RULES, integration) ? RULES[integration] : undefined;
  if (rule === undefined) return [];
  const arn = `arn:${scope.partition}:events:${scope.region}:${scope.account}:rule/${rule}`;
  return [allow("JobEvents", ["events:DescribeRule", "events:PutRule", "events:PutTargets"], [arn])];
}
