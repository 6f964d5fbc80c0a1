import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { GetExecutionHistoryCommand, SFNClient } from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { writeRecords } from "../../components/versions/rollback/write-records";
import { stepFunctionsClient } from "../../components/versions/step-functions-client";
import { awsClientConfig } from "../../stacks/aws-client";
import type { ConfigSource } from "../../stacks/config";
import type { RollbackClients } from "./clients";

/** Events after the Map state of an execution that failed are few: its failure is described and published. */
const LAST_EVENTS = 200;

/** Clients of AWS's APIs, with the stack's configuration. Loading this file loads the AWS SDK. */
export function awsClients(stack: string, source: ConfigSource): RollbackClients {
  const config = (...services: string[]) => awsClientConfig(stack, source, services);
  const logs = new CloudWatchLogsClient(config("cloudwatchlogs", "logs", "cloudwatchlog"));
  const sts = new STSClient(config("sts"));
  const sfn = new SFNClient(config("sfn", "stepfunctions"));
  return {
    stepFunctions: stepFunctionsClient(sfn),
    async mapOutput(executionArn) {
      const { events = [] } = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: LAST_EVENTS }),
      );
      return events.find(({ type }) => type === "MapStateExited")?.stateExitedEventDetails?.output;
    },
    caller: async () => (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? "unknown",
    record: (logGroupName, records) => writeRecords(logs, logGroupName, records),
    async keep({ bucket: Bucket, key: Key, record }) {
      // Few commands keep evidence, and the client takes long to load.
      const { PutObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
      const s3config = config("s3");
      const hasEndpoint = s3config.endpoint !== undefined || process.env.AWS_ENDPOINT_URL !== undefined;
      const s3 = new S3Client({ ...s3config, forcePathStyle: hasEndpoint });
      const Body = JSON.stringify(record);
      const how = { ContentType: "application/json", ChecksumAlgorithm: "SHA256", IfNoneMatch: "*" } as const;
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ...how }));
    },
  };
}
