import { allow, type RightsTable } from "./task-view";

/** https://docs.aws.amazon.com/step-functions/latest/dg/lambda-iam.html */
export const lambdaInvoke: RightsTable = {
  "lambda:invoke": (task) => [allow("InvokeFunction", ["lambda:InvokeFunction"], [task.plain("FunctionName")])],
};
