import { LIVE_ALIAS } from "../../names";
import type { PolicyStatement } from "../../policy-document";
import { allow, type RightsTable, type TaskView } from "./task-view";

/** Starting an alias, following and stopping its executions. https://docs.aws.amazon.com/step-functions/latest/dg/stepfunctions-iam.html */
export const startExecutionSync: RightsTable = { "states:startExecution.sync:2": startExecution };

function startExecution(task: TaskView): PolicyStatement[] {
  const { partition, region, account } = task.names.scope;
  const alias = task.plain("StateMachineArn");
  const [, machine, name] = /^(arn:[^:]+:states:[^:]+:\d{12}:stateMachine:([^:]+)):live$/.exec(alias) ?? [];
  if (machine === undefined) throw new Error(`starts ${alias}, which is not the alias ${LIVE_ALIAS} of a machine`);
  const executions = `${machine.slice(0, -`stateMachine:${name}`.length)}execution:${name}:*`;
  const rule = "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule";
  return [
    allow("StartChild", ["states:StartExecution"], [machine], {
      StringEquals: { "states:StateMachineQualifier": LIVE_ALIAS },
    }),
    allow("FollowChild", ["states:DescribeExecution", "states:StopExecution"], [executions]),
    allow(
      "ChildEvents",
      ["events:DescribeRule", "events:PutRule", "events:PutTargets"],
      [`arn:${partition}:events:${region}:${account}:${rule}`],
    ),
  ];
}
