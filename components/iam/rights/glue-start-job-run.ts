import { allow, type RightsTable } from "./task-view";

/** Starting, following and stopping runs of one job. https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html#glue-iam */
export const glueStartJobRun: RightsTable = {
  "glue:startJobRun.sync": (task) => {
    const { partition, region, account } = task.names.scope;
    const job = `arn:${partition}:glue:${region}:${account}:job/${task.plain("JobName")}`;
    return [allow("RunJob", ["glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun"], [job])];
  },
};
