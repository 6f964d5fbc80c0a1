import type { EnvironmentNames } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { startByAlias, writeLog } from "../iam/statements";
import { runsApiNames } from "./names";

/**
 * Permissions of the function of a runs API: the parent by its alias, the parent's executions, its own log and traces,
 * and, where runs wait for approval, finding them and answering their Task. IAM cannot bound that answer to a machine:
 * the token alone names the Task, and the function reads it from a run of the parent.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
export function runsApiStatements(names: EnvironmentNames, approvals: boolean): PolicyStatement[] {
  const { parent } = names;
  return [
    startByAlias("StartRuns", [parent.arn]),
    {
      Sid: "FollowRuns",
      Effect: "Allow",
      Action: ["states:DescribeExecution", "states:GetExecutionHistory", "states:StopExecution"],
      Resource: [`${parent.executionPrefix}*`],
    },
    ...(approvals
      ? [
          { Sid: "FindRuns", Effect: "Allow" as const, Action: ["states:ListExecutions"], Resource: [parent.arn] },
          {
            Sid: "AnswersHaveNoResourceLevel",
            Effect: "Allow" as const,
            Action: ["states:SendTaskFailure", "states:SendTaskSuccess"],
            Resource: ["*"],
          },
        ]
      : []),
    writeLog(runsApiNames(names).logGroup.arn),
    {
      // https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
      Sid: "TracingHasNoResourceLevel",
      Effect: "Allow",
      Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
      Resource: ["*"],
    },
  ];
}
