import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListStateMachineVersionsCommand,
} from "@aws-sdk/client-sfn";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { unlessNamed } from "../../components/core/errors";
import { versionOf } from "../../components/versions/routing";
import { stepFunctionsClient } from "../../components/versions/step-functions-client";
import { awsClientConfig } from "../../stacks/aws/client-config";
import { openGrantsReader } from "../../stacks/aws/open-grants";
import { PATIENT, sfnClient } from "../../stacks/aws/sfn-client";
import type { ConfigSource } from "../../stacks/config";
import { newestRuns } from "./newest-runs";
import { openStates } from "./open-states";
import type { StatusApi } from "./status-api";

/** Newest events of a running execution that are read. */
const EVENTS = 200;

const NO_QUEUE = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"];

/** Clients of AWS's APIs, with the stack's configuration. Loading this file loads the AWS SDK. */
export function awsStatusApi(stack: string, source: ConfigSource): StatusApi {
  const config = (service: string) => ({ ...awsClientConfig(stack, source, [service]), ...PATIENT });
  const sfn = sfnClient(stack, source, PATIENT);
  const stepFunctions = stepFunctionsClient(sfn);
  const secrets = new SecretsManagerClient(config("secretsmanager"));
  const cloudwatch = new CloudWatchClient(config("cloudwatch"));
  const sqs = new SQSClient(config("sqs"));
  return {
    openGrants: openGrantsReader(stack, source),
    async routes(aliasArn) {
      return (await stepFunctions.describeAlias(aliasArn))?.routes;
    },
    async newestVersion(stateMachineArn) {
      const { stateMachineVersions: [newest] = [] } = await sfn.send(
        new ListStateMachineVersionsCommand({ stateMachineArn, maxResults: 1 }),
      );
      return newest?.stateMachineVersionArn === undefined ? undefined : versionOf(newest.stateMachineVersionArn);
    },
    newestRuns: (machineArn, limit) => newestRuns(sfn, machineArn, limit),
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
      const found = await unlessNamed(
        secrets.send(new DescribeSecretCommand({ SecretId: name })),
        "ResourceNotFoundException",
      );
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
      const found = await unlessNamed(sqs.send(new GetQueueUrlCommand({ QueueName })), ...NO_QUEUE);
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
