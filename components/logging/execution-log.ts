import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";
import { type PolicyDocument, policyDocument } from "../core/policy-document";

export interface ExecutionLogArgs {
  readonly names: EnvironmentNames;
  readonly keyArn: pulumi.Input<string>;
  /** Days, 365 or more; one of the periods that CloudWatch Logs knows. */
  readonly retentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Lets log delivery write the streams of this one group on behalf of this account.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
 */
export function logDeliveryPolicy({ scope, logGroup }: EnvironmentNames): PolicyDocument {
  return policyDocument([
    {
      Effect: "Allow",
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [`${logGroup.arn}:log-stream:*`],
      Condition: {
        StringEquals: { "aws:SourceAccount": scope.account },
        ArnLike: { "aws:SourceArn": `arn:${scope.partition}:logs:${scope.region}:${scope.account}:*` },
      },
    },
  ]);
}

/**
 * The log that all machines of an environment share: encrypted with its key and kept for a year or longer. It takes one of the 10 resource policies
 * that an account may have in a region, so that is how many environments fit beside each other if nothing else there has one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export class ExecutionLog extends pulumi.ComponentResource {
  readonly group: aws.cloudwatch.LogGroup;
  /** Delivery fails before this policy is there: machines wait for it. */
  readonly policy: aws.cloudwatch.LogResourcePolicy;

  constructor(
    name: string,
    { names, keyArn, retentionDays, tags }: ExecutionLogArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("app-of-apps:audit:ExecutionLog", name, {}, opts);
    this.group = new aws.cloudwatch.LogGroup(
      name,
      { name: names.logGroup.name, kmsKeyId: keyArn, retentionInDays: retentionDays, tags },
      { parent: this },
    );
    this.policy = new aws.cloudwatch.LogResourcePolicy(
      name,
      { policyName: names.base, policyDocument: JSON.stringify(logDeliveryPolicy(names)) },
      { parent: this, dependsOn: [this.group] },
    );
    this.registerOutputs({ name: names.logGroup.name, arn: names.logGroup.arn });
  }
}
