import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { GetExecutionHistoryCommand } from "@aws-sdk/client-sfn";
import { writeRecords } from "../../components/versions/rollback/write-records";
import { stepFunctionsClient } from "../../components/versions/step-functions-client";
import { awsClientConfig } from "../../stacks/aws/client-config";
import { evidenceWriter } from "../../stacks/aws/evidence-writer";
import { sfnClient } from "../../stacks/aws/sfn-client";
import type { ConfigSource } from "../../stacks/config";
import type { RollbackClients } from "./clients";

/** Events after the Map state of an execution that failed are few: its failure is described and published. */
const LAST_EVENTS = 200;

/** Clients of AWS's APIs, with the stack's configuration. Loading this file loads the AWS SDK. */
export function awsClients(stack: string, source: ConfigSource): RollbackClients {
  const logs = new CloudWatchLogsClient(awsClientConfig(stack, source, ["cloudwatchlogs", "logs", "cloudwatchlog"]));
  const sfn = sfnClient(stack, source);
  return {
    ...evidenceWriter(stack, source),
    stepFunctions: stepFunctionsClient(sfn),
    async mapOutput(executionArn) {
      const { events = [] } = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: LAST_EVENTS }),
      );
      return events.find(({ type }) => type === "MapStateExited")?.stateExitedEventDetails?.output;
    },
    record: (logGroupName, records) => writeRecords(logs, logGroupName, records),
  };
}
