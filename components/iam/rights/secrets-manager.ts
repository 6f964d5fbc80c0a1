import { allow, type RightsTable, type TaskView } from "./task-view";

/** Looking at a secret, and asking for its rotation. */
export const secretsManager: RightsTable = {
  "aws-sdk:secretsmanager:describeSecret": (task) => [
    allow("DescribeSecret", ["secretsmanager:DescribeSecret"], [secretArn(task)]),
  ],
  // Who asks for a rotation needs the right to invoke its function, too. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
  "aws-sdk:secretsmanager:rotateSecret": (task) => [
    allow("RotateSecret", ["secretsmanager:RotateSecret"], [secretArn(task)]),
    allow("InvokeRotation", ["lambda:InvokeFunction"], [task.names.rotationFunction.arn]),
  ],
};

function secretArn(task: TaskView): string {
  const { partition, region, account } = task.names.scope;
  const secret = task.plain("SecretId");
  return secret.startsWith("arn:")
    ? secret
    : `arn:${partition}:secretsmanager:${region}:${account}:secret:${secret}-??????`;
}
