import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  paginateGetExecutionHistory,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { unlessNamed } from "../../core/errors";
import {
  cleanupName,
  type Grant,
  type GrantEnd,
  type GrantFailure,
  type GrantInput,
  type GrantPast,
  NOTHING_DONE,
} from "../grant";

/** Longest cause of a failed workflow in a record, in characters. */
const CAUSE_LIMIT = 500;

/** Most failures of a grant that are kept, the first and the last ones: an input is at most 256 KiB. */
const MOST_FAILURES = 20;

/** Two starts of a cleanup within these milliseconds are one. */
export const ONCE_WITHIN = 300_000;

/** What starts cleanups. */
export interface CleanupTools {
  readonly workflows: SFNClient;
  /** ARN of the alias of the workflow. */
  readonly machineAliasArn: string;
  readonly now: () => number;
}

/** Starts the workflow at its cleanup. */
export async function startCleanup({ workflows, machineAliasArn, now }: CleanupTools, input: Required<GrantInput>) {
  const name = cleanupName(input.grant.id, Math.floor(now() / ONCE_WITHIN));
  const command = new StartExecutionCommand({
    stateMachineArn: machineAliasArn,
    name,
    input: JSON.stringify(input),
  });
  await unlessNamed(workflows.send(command), "ExecutionAlreadyExists");
}

/** A workflow that ended without having ended its grant. */
export interface GoneWorkflow {
  readonly execution: string;
  /** Undefined where Step Functions has forgotten it. */
  readonly described: DescribeExecutionOutput | undefined;
}

/** A workflow that is gone, or undefined while it runs, or where it has ended its grant. */
export async function goneWorkflow(workflows: SFNClient, execution: string): Promise<GoneWorkflow | undefined> {
  const command = new DescribeExecutionCommand({ executionArn: execution });
  const described = await unlessNamed(workflows.send(command), "ExecutionDoesNotExist");
  return ["RUNNING", "SUCCEEDED"].includes(described?.status ?? "") ? undefined : { execution, described };
}

/** Starts the cleanup of a grant whose workflow is gone, which goes on with all that the workflow knew. */
export async function continueGrant(tools: CleanupTools, grant: Grant, gone: GoneWorkflow, requested: string) {
  const { execution, described } = gone;
  const { status = "UNKNOWN", startDate, error, cause } = described ?? {};
  const known = { ...NOTHING_DONE, ...(described === undefined ? {} : await variablesOf(tools.workflows, execution)) };
  const failure: GrantFailure = {
    execution,
    status,
    error: error ?? null,
    cause: cause === undefined ? null : cause.slice(0, CAUSE_LIMIT),
  };
  const {
    failures: [first, ...others],
    end,
  } = known;
  await startCleanup(tools, {
    grant,
    cleanup: end ?? { outcome: "broken", by: "reconciler", why: `its workflow ended ${status}` },
    before: {
      requested: known.requested ?? (requested || (startDate ?? new Date(tools.now())).toISOString()),
      // What cleanups repeat is told of once, so that this does not grow with them.
      transitions: known.transitions.filter(({ to }, index, all) => all.findIndex((one) => one.to === to) === index),
      approval: known.approval,
      until: known.until,
      failures: [...(first === undefined ? [] : [first]), ...others.slice(2 - MOST_FAILURES), failure],
    },
  });
}

/**
 * Variables of a workflow as they were last assigned, by its history.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StateExitedEventDetails.html
 */
async function variablesOf(
  client: SFNClient,
  executionArn: string,
): Promise<Partial<GrantPast> & { readonly end?: GrantEnd | null }> {
  const assigned: Record<string, string> = {};
  const pages = paginateGetExecutionHistory({ client }, { executionArn, maxResults: 1000, includeExecutionData: true });
  for await (const { events = [] } of pages) {
    for (const { stateExitedEventDetails } of events) {
      Object.assign(assigned, stateExitedEventDetails?.assignedVariables);
    }
  }
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, JSON.parse(value)]));
}
