import type { PolicyStatement } from "../core/policy-document";

/**
 * Statements of a role from what its machines' states need: one for each combination of actions and conditions, its
 * resources together and sorted, and what Step Functions itself needs to write logs and traces. Nothing is widened.
 */
export function machineStatements(needs: readonly PolicyStatement[]): readonly PolicyStatement[] {
  const merged = new Map<string, PolicyStatement>();
  for (const statement of needs) {
    const key = JSON.stringify([statement.Sid, statement.Action, statement.Condition]);
    const resources = new Set([...(merged.get(key)?.Resource ?? []), ...(statement.Resource ?? [])]);
    merged.set(key, { ...statement, Resource: [...resources].sort() });
  }
  const sorted = [...merged.values()].sort((a, b) => ((a.Sid ?? "") < (b.Sid ?? "") ? -1 : 1));
  return [...sorted, ...SERVICE_STATEMENTS];
}

/**
 * Log delivery and tracing have no resource level: AWS documents both on every resource. The delivery service writes
 * the log entries; the log group's resource policy lets it in.
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
 * https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html
 */
const SERVICE_STATEMENTS: readonly PolicyStatement[] = [
  {
    Sid: "LogDeliveryHasNoResourceLevel",
    Effect: "Allow",
    Action: [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ],
    Resource: ["*"],
  },
  {
    Sid: "TracingHasNoResourceLevel",
    Effect: "Allow",
    Action: ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    Resource: ["*"],
  },
];
