import { GetObjectCommand } from "@aws-sdk/client-s3";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { versionOf } from "../../components/versions/routing";
import { awsClientConfig } from "../../stacks/aws-client";
import type { ConfigSource } from "../../stacks/config";
import { s3Client } from "../../stacks/s3-client";
import { awsGrantsApi } from "../status/aws-grants";
import type { ReportApi } from "./report-api";

/** Tries of each call: with many apps the calls' rates are met, and waiting some seconds is all that is needed. */
const MAX_ATTEMPTS = 10;

/** Clients of AWS's APIs, with the stack's configuration. Loading this file loads the AWS SDK. */
export function awsReportApi(stack: string, source: ConfigSource): ReportApi {
  const config = (...services: string[]) => awsClientConfig(stack, source, services);
  const sfn = new SFNClient({ ...config("sfn", "stepfunctions"), maxAttempts: MAX_ATTEMPTS });
  const s3 = s3Client(stack, source);
  return {
    ...awsGrantsApi(stack, source),
    async object(Bucket, Key) {
      // The checksum that the record was written with is verified while it is read.
      const found = await unlessUnknown(s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" })));
      return await found?.Body?.transformToString();
    },
    async newestRuns(stateMachineArn, maxResults) {
      const page = await unlessUnknown(sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults })));
      return (page?.executions ?? []).map(({ executionArn = "", name = "", status = "", startDate, stopDate }) => ({
        execution: executionArn,
        name,
        status,
        start: startDate ?? new Date(0),
        stop: stopDate,
      }));
    },
    async execution(executionArn) {
      const found = await unlessUnknown(sfn.send(new DescribeExecutionCommand({ executionArn })));
      if (found === undefined) {
        return undefined;
      }
      const { status = "UNKNOWN", startDate = new Date(0), stopDate, input, error, cause } = found;
      const { stateMachineVersionArn, redriveCount: redrives } = found;
      const version = stateMachineVersionArn === undefined ? {} : { version: versionOf(stateMachineVersionArn) };
      return { status, start: startDate, stop: stopDate, input, error, cause, redrives, ...version };
    },
    async history(executionArn) {
      const events: HistoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken });
        const page = await unlessUnknown(sfn.send(command));
        if (page === undefined) {
          return undefined;
        }
        events.push(...(page.events ?? []));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return events;
    },
  };
}

/** Undefined for something that does not exist. */
async function unlessUnknown<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (
      error instanceof Error &&
      ["ExecutionDoesNotExist", "StateMachineDoesNotExist", "NoSuchKey", "NoSuchBucket"].includes(error.name)
    ) {
      return undefined;
    }
    throw error;
  }
}
