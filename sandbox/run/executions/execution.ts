import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { unlessNamed } from "../../../components/core/errors";

/** The child execution of an app in one run of the parent: same name, on the app's machine. */
export function childExecutionArn(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}

interface WholeExecution {
  readonly execution: DescribeExecutionCommandOutput;
  readonly events: HistoryEvent[];
}

/** An execution with its whole history; `undefined` where there is none of that name. */
export function readExecution(sfn: SFNClient, executionArn: string): Promise<WholeExecution | undefined> {
  return unlessNamed(wholeExecution(sfn, executionArn), "ExecutionDoesNotExist");
}

async function wholeExecution(sfn: SFNClient, executionArn: string): Promise<WholeExecution> {
  const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return { execution, events };
}
