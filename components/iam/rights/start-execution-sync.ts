import type { PolicyStatement } from "../../core/policy-document";
import { allow, type RightsTable, type TaskView } from "./task-view";

/** Starting an alias, following and stopping its executions. https://docs.aws.amazon.com/step-functions/latest/dg/stepfunctions-iam.html */
export const startExecutionSync: RightsTable = { "states:startExecution.sync:2": startExecution };

function startExecution(task: TaskView): PolicyStatement[] {
  const target = task.plain("StateMachineArn");
  const [, machine, name, alias] =
    /^(arn:[^:]+:states:[^:]+:\d{12}:stateMachine:([^:]+)):(?!\d+$)([A-Za-z0-9._-]+)$/.exec(target) ?? [];
  if (machine === undefined || alias === undefined)
    throw new Error(`starts ${target}, which is not an alias of a machine`);
  const executions = `${machine.slice(0, -`stateMachine:${name}`.length)}execution:${name}:*`;
  return [
    allow("StartChild", ["states:StartExecution"], [machine], {
      StringEquals: { "states:StateMachineQualifier": alias },
    }),
    allow("FollowChild", ["states:DescribeExecution", "states:StopExecution"], [executions]),
  ];
}
