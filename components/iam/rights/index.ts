import { callback } from "./callback";
import { codeBuildStartBuild } from "./codebuild-start-build";
import { ecsRunTask } from "./ecs-run-task";
import { glueStartJobRun } from "./glue-start-job-run";
import { httpInvoke } from "./http-invoke";
import { iamSimulatePrincipalPolicy } from "./iam-simulate-principal-policy";
import { lambdaInvoke } from "./lambda-invoke";
import { secretsManager } from "./secrets-manager";
import { sfnDescribeExecution } from "./sfn-describe-execution";
import { snsPublish } from "./sns-publish";
import { startExecutionSync } from "./start-execution-sync";
import { stsGetCallerIdentity } from "./sts-get-caller-identity";
import type { Rights, RightsTable } from "./task-view";

/** Every integration whose rights can be told from a definition. A new one is one file in this folder and one line here. */
const RIGHTS: RightsTable = {
  ...stsGetCallerIdentity,
  ...iamSimulatePrincipalPolicy,
  ...callback,
  ...codeBuildStartBuild,
  ...ecsRunTask,
  ...glueStartJobRun,
  ...httpInvoke,
  ...lambdaInvoke,
  ...secretsManager,
  ...sfnDescribeExecution,
  ...snsPublish,
  ...startExecutionSync,
};

/** The rights of an integration (`lambda:invoke`); undefined where they are not known. */
export function rightsOf(integration: string): Rights | undefined {
  return Object.hasOwn(RIGHTS, integration) ? RIGHTS[integration] : undefined;
}
