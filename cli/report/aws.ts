import { GetObjectCommand } from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, GetExecutionHistoryCommand, type HistoryEvent } from "@aws-sdk/client-sfn";
import { unlessNamed } from "../../components/core/errors";
import { versionOf } from "../../components/versions/routing";
import { openGrantsReader } from "../../stacks/aws/open-grants";
import { s3Client } from "../../stacks/aws/s3-client";
import { PATIENT, sfnClient } from "../../stacks/aws/sfn-client";
import type { ConfigSource } from "../../stacks/config";
import { newestRuns } from "../status/newest-runs";
import type { ReportApi } from "./report-api";

const NO_OBJECT = ["NoSuchKey", "NoSuchBucket"];
const NO_EXECUTION = ["ExecutionDoesNotExist", "StateMachineDoesNotExist"];

/** Clients of AWS's APIs, with the stack's configuration. Loading this file loads the AWS SDK. */
export function awsReportApi(stack: string, source: ConfigSource): ReportApi {
  const sfn = sfnClient(stack, source, PATIENT);
  const s3 = s3Client(stack, source);
  return {
    openGrants: openGrantsReader(stack, source),
    async object(Bucket, Key) {
      // The checksum that the record was written with is verified while it is read.
      const found = await unlessNamed(
        s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" })),
        ...NO_OBJECT,
      );
      return await found?.Body?.transformToString();
    },
    newestRuns: (machineArn, limit) => newestRuns(sfn, machineArn, limit),
    async execution(executionArn) {
      const found = await unlessNamed(sfn.send(new DescribeExecutionCommand({ executionArn })), ...NO_EXECUTION);
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
        const page = await unlessNamed(sfn.send(command), ...NO_EXECUTION);
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
