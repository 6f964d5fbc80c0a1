import { ListExecutionsCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { unlessNamed } from "../../components/core/errors";
import type { ListedRun } from "./status-api";

/** Executions of a machine, newest first, at most so many; none of an unknown machine. */
export async function newestRuns(sfn: SFNClient, stateMachineArn: string, maxResults: number): Promise<ListedRun[]> {
  const listing = sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults }));
  const page = await unlessNamed(listing, "StateMachineDoesNotExist");
  return (page?.executions ?? []).map(({ executionArn = "", name = "", status = "", startDate, stopDate }) => ({
    execution: executionArn,
    name,
    status,
    start: startDate ?? new Date(0),
    stop: stopDate,
  }));
}
