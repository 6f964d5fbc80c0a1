import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { awsClientConfig } from "../../stacks/aws-client";
import type { ConfigSource } from "../../stacks/config";
import type { RunHistory } from "./past-runs";

/** Executions on a page: enough for the runs that count and the rehearsals of as many `up`s. */
const PAGE_SIZE = 200;

/**
 * Tries of each call. Both kinds are limited to a few a second once an account's bucket is empty, and 100 apps with 20
 * runs are 2,000 executions to describe: the SDK's own three tries would give up where waiting some seconds is all that
 * is needed.
 */
const MAX_ATTEMPTS = 10;

/** {@link RunHistory} of a stack. Loading this file loads the AWS SDK. */
export function awsHistory(stack: string, source: ConfigSource): RunHistory {
  const config = awsClientConfig(stack, source, ["sfn", "stepfunctions"]);
  return sfnHistory(new SFNClient({ ...config, maxAttempts: MAX_ATTEMPTS }));
}

/** {@link RunHistory} over Step Functions' API with so many executions on a page, 1 to 1,000. */
export function sfnHistory(sfn: SFNClient, maxResults = PAGE_SIZE): RunHistory {
  return {
    async page(stateMachineArn, nextToken) {
      try {
        const page = await sfn.send(
          new ListExecutionsCommand({ stateMachineArn, statusFilter: "SUCCEEDED", maxResults, nextToken }),
        );
        const runs = (page.executions ?? []).flatMap(({ executionArn, name, startDate, stopDate, redriveCount = 0 }) =>
          executionArn === undefined || name === undefined || startDate === undefined || stopDate === undefined
            ? []
            : [{ execution: executionArn, name, start: startDate, stop: stopDate, redriven: redriveCount > 0 }],
        );
        return { runs, next: page.nextToken };
      } catch (error) {
        // An app that is in the blueprint and not deployed yet.
        if (error instanceof Error && error.name === "StateMachineDoesNotExist") {
          return { runs: [] };
        }
        throw error;
      }
    },
    async input(executionArn) {
      const { input = "{}" } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return input;
    },
  };
}
