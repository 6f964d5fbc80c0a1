import { allow, type RightsTable } from "./task-view";

/** Starting, following and stopping builds of one project. https://docs.aws.amazon.com/step-functions/latest/dg/codebuild-iam.html */
export const codeBuildStartBuild: RightsTable = {
  "codebuild:startBuild.sync": (task) => {
    const { partition, region, account } = task.names.scope;
    const project = `arn:${partition}:codebuild:${region}:${account}:project/${task.plain("ProjectName")}`;
    return [allow("RunBuild", ["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"], [project])];
  },
};
