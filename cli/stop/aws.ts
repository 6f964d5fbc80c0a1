import {
  DescribeExecutionCommand,
  paginateListExecutions,
  type SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { isNamed } from "../../components/core/errors";
import { sfnClient } from "../../stacks/aws/sfn-client";
import type { ConfigSource } from "../../stacks/config";
import type { RunningExecution, StopApi } from "./stop";

/** {@link StopApi} of a stack. Loading this file loads the AWS SDK. */
export function awsStopApi(stack: string, source: ConfigSource): StopApi {
  return sfnStopApi(sfnClient(stack, source));
}

/** {@link StopApi} over Step Functions' API. */
export function sfnStopApi(client: SFNClient): StopApi {
  return {
    async running(stateMachineArn) {
      const found: RunningExecution[] = [];
      try {
        for await (const page of paginateListExecutions({ client }, { stateMachineArn, statusFilter: "RUNNING" })) {
          found.push(...(page.executions ?? []).map(({ executionArn = "", name = "" }) => ({ executionArn, name })));
        }
      } catch (error) {
        // An app that is in the blueprint and not deployed yet.
        if (!isNamed(error, "StateMachineDoesNotExist")) {
          throw error;
        }
      }
      return found;
    },
    async stop(executionArn, cause) {
      await client.send(new StopExecutionCommand({ executionArn, cause }));
    },
    async isRunning(executionArn) {
      return (await client.send(new DescribeExecutionCommand({ executionArn }))).status === "RUNNING";
    },
  };
}
