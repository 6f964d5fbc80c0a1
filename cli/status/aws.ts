import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachineVersionsCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { versionOf } from "../../components/versions/routing";
import { stepFunctionsClient } from "../../components/versions/step-functions-client";
import { awsClientConfig } from "../../stacks/aws-client";
import type { ConfigSource } from "../../stacks/config";
import { awsGrantsApi } from "./aws-grants";
import { openStates } from "./open-states";
import type { StatusApi } from "./status-api";

/** Tries of each call: with many apps the calls' rates are met, and waiting some seconds is all that is needed. */
const MAX_ATTEMPTS = 10;

/** Newest events of a running execution that are read. */
const EVENTS = 200;

/** Clients of AWS's APIs, with the stack's configuration. Loading this file loads the AWS SDK. */
export function awsStatusApi(stack: string, source: ConfigSource): StatusApi {
  const config = (...services: string[]) => ({
    ...awsClientConfig(stack, source, services),
    maxAttempts: MAX_ATTEMPTS,
  });
  const sfn = new SFNClient(config("sfn", "stepfunctions"));
  const stepFunctions = stepFunctionsClient(sfn);
  const secrets = new SecretsManagerClient(config("secretsmanager"));
  const cloudwatch = new CloudWatchClient(config("cloudwatch"));
  const sqs = new SQSClient(config("sqs"));
  return {
    ...awsGrantsApi(stack, source),
    async routes(aliasArn) {
      return (await stepFunctions.describeAlias(aliasArn))?.routes;
    },
    async newestVersion(stateMachineArn) {
      const { stateMachineVersions: [newest] = [] } = await sfn.send(
        new ListStateMachineVersionsCommand({ stateMachineArn, maxResults: 1 }),
      );
      return newest?.stateMachineVersionArn === undefined ? undefined : versionOf(newest.stateMachineVersionArn);
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
    async run(executionArn) {
      const { input, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return { input, error, cause };
    },
    async openStates(executionArn) {
      const { events = [] } = await sfn.send(
        new GetExecutionHistoryCommand({
          executionArn,
          reverseOrder: true,
          maxResults: EVENTS,
          includeExecutionData: false,
        }),
      );
      return openStates(events);
    },
    async secret(name) {
      const found = await unlessUnknown(secrets.send(new DescribeSecretCommand({ SecretId: name })));
      const stages = Object.values(found?.VersionIdsToStages ?? {});
      return (
        found && {
          lastRotated: found.LastRotatedDate,
          pending: stages.some((all) => all.includes("AWSPENDING") && !all.includes("AWSCURRENT")),
        }
      );
    },
    async alarms(names) {
      const { MetricAlarms = [] } = await cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ["MetricAlarm"] }),
      );
      return MetricAlarms.map(({ AlarmName = "", StateValue, StateUpdatedTimestamp = new Date(0) }) => ({
        name: AlarmName,
        inAlarm: StateValue === "ALARM",
        since: StateUpdatedTimestamp,
      }));
    },
    async messages(QueueName) {
      const found = await unlessUnknown(sqs.send(new GetQueueUrlCommand({ QueueName })));
      if (found === undefined) {
        return undefined;
      }
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: found.QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
      );
      return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    },
  };
}

/** Errors of the services for something that does not exist. */
const UNKNOWN = [
  "StateMachineDoesNotExist",
  "ResourceNotFoundException",
  "QueueDoesNotExist",
  "AWS.SimpleQueueService.NonExistentQueue",
];

async function unlessUnknown<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && UNKNOWN.includes(error.name)) {
      return undefined;
    }
    throw error;
  }
}
