import {
  type HistoryEvent,
  paginateGetExecutionHistory,
  SendTaskSuccessCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { isNamed } from "../../core/errors";
import { AWAIT_APPROVAL, TOO_LATE } from "../../definitions/run-approval";
import { HOLD_GRANT } from "../definition/hold-state";
import type { GrantAnswer, GrantEnd } from "../grant";

/** The Task that a workflow waits in. */
export interface WaitingTask {
  readonly state: typeof AWAIT_APPROVAL | typeof HOLD_GRANT;
  /** In no answer and no log. */
  readonly token: string;
}

/**
 * The Task that a workflow waits in; undefined where it waits in none. The token is in the workflow's history and
 * nowhere else: of the last try, as a call may have been repeated.
 */
export async function waitingTask(client: SFNClient, executionArn: string): Promise<WaitingTask | undefined> {
  let waiting: WaitingTask | undefined;
  let state: string | undefined;
  const pages = paginateGetExecutionHistory({ client }, { executionArn, maxResults: 1000, includeExecutionData: true });
  for await (const { events = [] } of pages) {
    for (const event of events) {
      state = event.stateEnteredEventDetails?.name ?? state;
      if (event.stateEnteredEventDetails !== undefined || /^Execution\w+ed$/.test(event.type ?? "")) {
        waiting = undefined;
      }
      const token = event.type === "TaskScheduled" ? tokenIn(event) : undefined;
      if (token !== undefined && (state === AWAIT_APPROVAL || state === HOLD_GRANT)) {
        waiting = { state, token };
      }
    }
  }
  return waiting;
}

/** The token in the arguments of a call: in the message of a request, or among the values of an update. */
function tokenIn({ taskScheduledEventDetails }: HistoryEvent): string | undefined {
  try {
    const { Message, ExpressionAttributeValues } = JSON.parse(taskScheduledEventDetails?.parameters ?? "{}");
    const token = Message === undefined ? ExpressionAttributeValues?.[":token"]?.S : JSON.parse(String(Message)).token;
    return typeof token === "string" ? token : undefined;
  } catch {
    return undefined;
  }
}

/** Answers a waiting Task. False where it waits no longer. */
export async function answerTask(
  client: SFNClient,
  { token }: WaitingTask,
  output: GrantAnswer | GrantEnd,
): Promise<boolean> {
  try {
    await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) }));
    return true;
  } catch (error) {
    if (isNamed(error, ...TOO_LATE)) {
      return false;
    }
    throw error;
  }
}
