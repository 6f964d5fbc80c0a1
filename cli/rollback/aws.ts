import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { SFNClient } from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { writeRecords } from "../../components/versions/rollback/audit-record";
import { stepFunctionsClient } from "../../components/versions/step-functions-client";
import { awsClientConfig } from "../../stacks/aws-client";
import type { ConfigSource } from "../../stacks/config";
import type { RollbackClients } from "./clients";

/** Clients of AWS's APIs, with the stack's configuration. Loading this file loads the AWS SDK. */
export function awsClients(stack: string, source: ConfigSource): RollbackClients {
  const config = (...services: string[]) => awsClientConfig(stack, source, services);
  const logs = new CloudWatchLogsClient(config("cloudwatchlogs", "logs", "cloudwatchlog"));
  const sts = new STSClient(config("sts"));
  return {
    stepFunctions: stepFunctionsClient(new SFNClient(config("sfn", "stepfunctions"))),
    caller: async () => (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? "unknown",
    record: (logGroupName, records) => writeRecords(logs, logGroupName, records),
  };
}
