import { LIVE_ALIAS } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";

/**
 * Starts machines through an alias only. StartExecution is authorized on the base ARN; the alias is the condition.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html
 */
export function startByAlias(sid: string, machines: readonly string[], alias: string = LIVE_ALIAS): PolicyStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Action: ["states:StartExecution"],
    Resource: machines,
    Condition: { StringEquals: { "states:StateMachineQualifier": alias } },
  };
}

/** Writes to one stream of a log group that exists, or to any. */
export function writeLog(logGroupArn: string, stream = "*", sid = "WriteLog"): PolicyStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: [`${logGroupArn}:log-stream:${stream}`],
  };
}
