import { allow, type RightsTable } from "./task-view";

/** Looking at the executions of one machine. */
export const sfnDescribeExecution: RightsTable = {
  "aws-sdk:sfn:describeExecution": (task) => [
    allow("DescribeExecution", ["states:DescribeExecution"], [`${task.execution("ExecutionArn")}*`]),
  ],
};
