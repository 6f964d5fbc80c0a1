import type { EnvironmentNames } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";

/**
 * What observers read next to runs and machines: ages of secrets, states of alarms and how many failures could not be
 * delivered. Only metadata: no secret's value and no message. The alarms and the queue belong to no app, so an observer
 * of single apps, or of a team's own, reads neither. Composite alarms are returned only to a role that may read every
 * alarm of the account; the environment's one follows from two metric alarms.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export function statusStatements(
  names: EnvironmentNames,
  apps: readonly string[] | "own" | undefined,
): PolicyStatement[] {
  const { scope, base, failureQueue } = names;
  const secrets: PolicyStatement = {
    Sid: "ObserveSecrets",
    Effect: "Allow",
    Action: ["secretsmanager:DescribeSecret"],
    Resource: (apps === undefined || apps === "own" ? ["*"] : apps).map((app) => names.app(app).secret("*").iamArn),
  };
  if (apps !== undefined) {
    return [secrets];
  }
  return [
    secrets,
    {
      Sid: "ObserveAlarms",
      Effect: "Allow",
      Action: ["cloudwatch:DescribeAlarms"],
      Resource: [`arn:${scope.partition}:cloudwatch:${scope.region}:${scope.account}:alarm:${base}_*`],
    },
    {
      Sid: "ObserveUndelivered",
      Effect: "Allow",
      Action: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
      Resource: [failureQueue.arn],
    },
  ];
}
