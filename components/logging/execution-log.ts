import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Named, Scope } from "../core/names";
import { type PolicyDocument, policyDocument } from "../core/policy-document";

/** Arguments of `ExecutionLog`. */
export interface ExecutionLogArgs {
  /** Name, up to 512 characters, and ARN of the log group. A change of the name replaces the group. */
  readonly logGroup: Named;
  /** Name of the resource policy that allows log delivery to write to the group. A change replaces the policy. */
  readonly deliveryPolicyName: string;
  /** Account, region and partition of the group. A change updates the delivery policy in place. */
  readonly location: Pick<Scope, "account" | "region" | "partition">;
  /** ARN of the key that encrypts the group. A change updates the group in place. */
  readonly keyArn: pulumi.Input<string>;
  /**
   * Days that events are retained, 365 or more; one of the periods that CloudWatch Logs allows. A change updates the
   * group in place.
   */
  readonly retentionDays: number;
  /** Tags by key, up to 50. A change updates the group in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Allows log delivery to write the streams of this one group on behalf of this account.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
 */
export function logDeliveryPolicy({
  location,
  logGroup,
}: Pick<ExecutionLogArgs, "location" | "logGroup">): PolicyDocument {
  const { partition, region, account } = location;
  return policyDocument([
    {
      Effect: "Allow",
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [`${logGroup.arn}:log-stream:*`],
      Condition: {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partition}:logs:${region}:${account}:*` },
      },
    },
  ]);
}

/**
 * The log that all machines of an environment share: encrypted with its key and retained for a year or longer. It uses
 * one of the 10 resource policies that an account is allowed in a region, so at most 10 environments fit in a region.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 *
 * @example
 * const group = "/aws/vendedlogs/states/retail-dev";
 * new ExecutionLog("retail-dev", {
 *   logGroup: { name: group, arn: `arn:aws:logs:eu-central-1:111111111111:log-group:${group}` },
 *   deliveryPolicyName: "retail-dev",
 *   location: { account: "111111111111", region: "eu-central-1", partition: "aws" },
 *   keyArn: "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
 *   retentionDays: 365,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class ExecutionLog extends pulumi.ComponentResource {
  /** The log group. */
  readonly group: aws.cloudwatch.LogGroup;
  /** Name this in `dependsOn` of machines: log delivery fails before the policy exists. */
  readonly policy: aws.cloudwatch.LogResourcePolicy;

  constructor(name: string, args: ExecutionLogArgs, opts?: pulumi.ComponentResourceOptions) {
    const { logGroup, deliveryPolicyName, keyArn, retentionDays, tags } = args;
    const inputs = { logGroup: logGroup.name, deliveryPolicyName, retentionDays, tags };
    super("app-of-apps:audit:ExecutionLog", name, inputs, opts);
    this.group = new aws.cloudwatch.LogGroup(
      name,
      { name: logGroup.name, kmsKeyId: keyArn, retentionInDays: retentionDays, tags },
      { parent: this },
    );
    this.policy = new aws.cloudwatch.LogResourcePolicy(
      name,
      { policyName: deliveryPolicyName, policyDocument: JSON.stringify(logDeliveryPolicy(args)) },
      { parent: this, dependsOn: [this.group] },
    );
    this.registerOutputs({ name: logGroup.name, arn: logGroup.arn });
  }
}
