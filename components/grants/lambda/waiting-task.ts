import { paginateGetExecutionHistory, SendTaskSuccessCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { unlessNamed } from "../../core/errors";
import { AWAIT_APPROVAL, TOO_LATE, tokenIn } from "../../definitions/run-approval";
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
      const token = event.type === "TaskScheduled" ? tokenIn(event.taskScheduledEventDetails?.parameters) : undefined;
      if (token !== undefined && (state === AWAIT_APPROVAL || state === HOLD_GRANT)) {
        waiting = { state, token };
      }
    }
  }
  return waiting;
}

/** Answers a waiting Task. False where it waits no longer. */
export async function answerTask(
  client: SFNClient,
  { token }: WaitingTask,
  output: GrantAnswer | GrantEnd,
): Promise<boolean> {
  const answer = new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) });
  return (await unlessNamed(client.send(answer), ...TOO_LATE)) !== undefined;
}
