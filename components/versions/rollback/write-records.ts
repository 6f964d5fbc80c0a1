import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { isNamed } from "../../core/errors";
import { VERSIONS_STREAM } from "../../core/names";
import type { AuditRecord } from "./audit-record";

/** Writes records to the environment's log and creates the stream first. @throws the service's error */
export async function writeRecords(
  logs: CloudWatchLogsClient,
  logGroupName: string,
  records: readonly AuditRecord[],
): Promise<void> {
  try {
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: VERSIONS_STREAM }));
  } catch (error) {
    if (!isNamed(error, "ResourceAlreadyExistsException")) {
      throw error;
    }
  }
  const logEvents = records.map((record) => ({ timestamp: Date.parse(record.at), message: JSON.stringify(record) }));
  const answer = await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: VERSIONS_STREAM, logEvents }));
  if (answer.rejectedLogEventsInfo !== undefined) {
    throw new Error(`${logGroupName} rejected records: ${JSON.stringify(answer.rejectedLogEventsInfo)}`);
  }
}
