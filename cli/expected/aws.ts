import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { unlessNamed } from "../../components/core/errors";
import { PATIENT, sfnClient } from "../../stacks/aws/sfn-client";
import type { ConfigSource } from "../../stacks/config";
import type { RunHistory } from "./past-runs";

/** Executions on a page: enough for the runs that count and the rehearsals of as many `up`s. */
const PAGE_SIZE = 200;

/**
 * {@link RunHistory} of a stack: 100 apps with 20 runs are 2,000 executions to describe. Loading this file loads the
 * AWS SDK.
 */
export function awsHistory(stack: string, source: ConfigSource): RunHistory {
  return sfnHistory(sfnClient(stack, source, PATIENT));
}

/** {@link RunHistory} over Step Functions' API with so many executions on a page, 1 to 1,000. */
export function sfnHistory(sfn: SFNClient, maxResults = PAGE_SIZE): RunHistory {
  return {
    async page(stateMachineArn, nextToken) {
      const listing = sfn.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: "SUCCEEDED", maxResults, nextToken }),
      );
      // An app that is in the blueprint and not deployed yet has no machine.
      const page = await unlessNamed(listing, "StateMachineDoesNotExist");
      const runs = (page?.executions ?? []).flatMap(({ executionArn, name, startDate, stopDate, redriveCount = 0 }) =>
        executionArn === undefined || name === undefined || startDate === undefined || stopDate === undefined
          ? []
          : [{ execution: executionArn, name, start: startDate, stop: stopDate, redriven: redriveCount > 0 }],
      );
      return { runs, next: page?.nextToken };
    },
    async input(executionArn) {
      const { input = "{}" } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return input;
    },
  };
}
