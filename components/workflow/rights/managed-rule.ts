import type { PolicyStatement } from "../../policy-document";
import { allow, type TaskView } from "./task-view";

/** The rule by which Step Functions hears of the end of a job, one of its own for each integration. */
export function managedRuleRights({ names }: TaskView, rule: string): PolicyStatement {
  const { partition, region, account } = names.scope;
  return allow(
    "JobEvents",
    ["events:DescribeRule", "events:PutRule", "events:PutTargets"],
    [`arn:${partition}:events:${region}:${account}:rule/${rule}`],
  );
}
