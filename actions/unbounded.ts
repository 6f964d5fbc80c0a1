/**
 * Actions whose resources are all optional, and that a policy must allow on `*` for what has no ARN. The reference
 * lists the optional resource, so it does not count them as actions without resources.
 *
 * - CloudWatch: a metric has no ARN; only the newer data sets have one.
 *   https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
export const UNBOUNDED: readonly string[] = [
  "cloudwatch:GetMetricData",
  "cloudwatch:ListMetrics",
  "cloudwatch:PutMetricData",
];
