import { allow, type RightsTable } from "./task-view";

/** Asking IAM what a role may do. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
export const iamSimulatePrincipalPolicy: RightsTable = {
  "aws-sdk:iam:simulatePrincipalPolicy": (task) => [
    allow("RehearsePermissions", ["iam:SimulatePrincipalPolicy"], [task.plain("PolicySourceArn")]),
  ],
};
