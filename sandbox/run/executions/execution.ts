import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { AwsAccess } from "../aws-access";

/** Far beyond any run of the sandbox, whose stand-ins are scaled. */
const LONGEST_RUN_MILLISECONDS = 15 * 60_000;

/** Starts the parent through its alias with the credentials of `access`, and waits for its end. */
export async function runParent(
  access: AwsAccess,
  aliasArn: string,
  name: string,
  signal: AbortSignal,
): Promise<DescribeExecutionCommandOutput> {
  const sfn = new SFNClient(access.config);
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: aliasArn, name, input: "{}" }));
  const deadline = Date.now() + LONGEST_RUN_MILLISECONDS;
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== "RUNNING") {
      return execution;
    }
    signal.throwIfAborted();
    if (Date.now() > deadline) {
      throw new Error(`${executionArn} is still running after 15 minutes`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The child execution of an app in one run of the parent: same name, on the app's machine. */
export function childExecutionArn(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}

/** An execution with its whole history; `undefined` where there is none of that name. */
export async function readExecution(
  sfn: SFNClient,
  executionArn: string,
): Promise<{ execution: DescribeExecutionCommandOutput; events: HistoryEvent[] } | undefined> {
  try {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const events: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken);
    return { execution, events };
  } catch (error) {
    if (error instanceof Error && error.name === "ExecutionDoesNotExist") {
      return undefined;
    }
    throw error;
  }
}
