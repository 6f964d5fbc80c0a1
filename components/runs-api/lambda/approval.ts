import {
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { APPROVAL_REFUSED, AWAIT_APPROVAL, type RunApproval, TOKEN_MEMBER } from "../../definitions/run-approval";
import type { RunIdentity } from "../../definitions/run-identity";
import { found, isNamed, type RunsAnswer, type RunsTools, refusal } from "./answers";

/** Events that are read: a run waits for approval before anything else, and retries of its message add six each. */
const FIRST_EVENTS = 100;

/** Answers of Step Functions for a Task that waits no longer. */
const TOO_LATE = ["InvalidToken", "TaskDoesNotExist", "TaskTimedOut"];

/**
 * Answers a run that waits, with who did and when. The token of the waiting Task is read from the run's history, so
 * nothing else holds it; it is in no answer and no log.
 */
export async function answerApproval(
  name: string,
  verdict: "approve" | "refuse",
  { subject }: RunIdentity,
  { config, client }: RunsTools,
): Promise<RunsAnswer> {
  const executionArn = `${config.executionPrefix}${name}`;
  const history = await found(
    client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: FIRST_EVENTS, includeExecutionData: true })),
  );
  if (history === undefined) {
    return refusal(404, `Unknown run "${name}" of ${config.environment}`);
  }
  const late = refusal(409, `The run "${name}" does not wait for approval; fix: read it with GET /runs/${name}`);
  const taskToken = waitingToken(history.events ?? []);
  if (taskToken === undefined) {
    return late;
  }
  const approval: RunApproval = { by: subject, time: new Date().toISOString() };
  try {
    if (verdict === "approve") {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(approval) }));
    } else {
      const cause = `Refused by ${approval.by}, ${approval.time}`;
      await client.send(new SendTaskFailureCommand({ taskToken, error: APPROVAL_REFUSED, cause }));
    }
  } catch (error) {
    if (TOO_LATE.some((code) => isNamed(error, code))) {
      return late;
    }
    throw error;
  }
  return {
    status: 200,
    body: { name, execution: executionArn, [verdict === "approve" ? "approved" : "refused"]: approval },
  };
}

/** Token of the Task that a run waits in: of the last try, as the message may have been sent more than once. */
function waitingToken(events: readonly HistoryEvent[]): string | undefined {
  let inState = false;
  let token: string | undefined;
  for (const { type, stateEnteredEventDetails, taskScheduledEventDetails } of events) {
    if (stateEnteredEventDetails !== undefined) {
      inState = stateEnteredEventDetails.name === AWAIT_APPROVAL;
      token = undefined;
    } else if (inState && type === "TaskScheduled") {
      token = tokenIn(taskScheduledEventDetails?.parameters);
    }
  }
  return token;
}

/** The token in the arguments of a call, JSON with the message as JSON. */
function tokenIn(parameters: string | undefined): string | undefined {
  try {
    const { Message } = JSON.parse(parameters ?? "{}");
    const token = JSON.parse(String(Message))[TOKEN_MEMBER];
    return typeof token === "string" ? token : undefined;
  } catch {
    return undefined;
  }
}
