import {
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { type ApiAnswer, refusal } from "../../core/api-answer";
import { unlessNamed } from "../../core/errors";
import { isRecord, memberOf, parseJson } from "../../core/json";
import { APPROVAL_REFUSED, type RunApproval, TOO_LATE } from "../../definitions/run-approval";
import type { RunIdentity } from "../../definitions/run-identity";
import { found, type RunsTools } from "./answers";
import { FIRST_EVENTS, type WaitingRun, waitingRun } from "./waiting-run";

/** Histories that are read at once: Step Functions allows 20 calls a second. */
const AT_ONCE = 10;

/** What a refusal has to say, in characters. */
const WHY = { least: 3, most: 300 };

/** A request of a person who may approve. */
export interface ApprovalCall {
  readonly name: string;
  readonly verdict: "approve" | "refuse";
  /** JSON; `why` of a refusal. */
  readonly body?: string | undefined;
}

/**
 * Answers a run that waits, with who did and when. The token of the waiting Task is read from the run's history, so
 * nothing else holds it; it is in no answer and no log.
 */
export async function answerApproval(
  { name, verdict, body }: ApprovalCall,
  { subject }: RunIdentity,
  { config, client }: RunsTools,
): Promise<ApiAnswer> {
  const why = whyIn(body);
  if (typeof why === "object") {
    return refusal(400, why.problem);
  }
  const executionArn = `${config.executionPrefix}${name}`;
  const events = await firstEvents(client, executionArn);
  if (events === undefined) {
    return refusal(404, `Unknown run "${name}" of ${config.environment}; fix: list the runs that wait`);
  }
  const late = (ended = "does not wait for approval") =>
    refusal(409, `The run "${name}" ${ended}; fix: list the runs that wait`);
  const { taskToken, ended } = waitingRun(events);
  if (taskToken === undefined) {
    return late(ended);
  }
  const approval: RunApproval = { by: subject, time: new Date().toISOString() };
  const cause = `Refused by ${approval.by}, ${approval.time}${why === undefined ? "" : `: ${why}`}`;
  const sent: Promise<object> =
    verdict === "approve"
      ? client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(approval) }))
      : client.send(new SendTaskFailureCommand({ taskToken, error: APPROVAL_REFUSED, cause }));
  if ((await unlessNamed(sent, ...TOO_LATE)) === undefined) {
    return late("waits no longer");
  }
  return {
    status: 200,
    body: { name, execution: executionArn, [verdict === "approve" ? "approved" : "refused"]: approval },
  };
}

/** The runs that wait for an approval, oldest first: who asks, since when and until when. */
export async function listWaiting({ config, client }: RunsTools): Promise<ApiAnswer> {
  const running = await runningRuns({ config, client });
  const waiting: object[] = [];
  for (let from = 0; from < running.length; from += AT_ONCE) {
    const read = running.slice(from, from + AT_ONCE).map(async (name) => {
      const events = (await firstEvents(client, `${config.executionPrefix}${name}`)) ?? [];
      return { name, startedBy: startedBy(events), ...waitingRun(events) };
    });
    for (const { taskToken, ...run } of (await Promise.all(read)) as (WaitingRun & { name: string })[]) {
      if (taskToken !== undefined) {
        waiting.push(run);
      }
    }
  }
  return { status: 200, body: { approvals: waiting.reverse() } };
}

/** Names of the runs that have not ended, newest first. */
async function runningRuns({ config, client }: RunsTools): Promise<string[]> {
  const stateMachineArn = config.parentAliasArn.slice(0, config.parentAliasArn.lastIndexOf(":"));
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING", nextToken }));
    names.push(...(page.executions ?? []).map(({ name = "" }) => name));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names;
}

/** The identity in a run's input, null where it has none. */
function startedBy([first]: readonly HistoryEvent[]): unknown {
  return memberOf(parseJson(first?.executionStartedEventDetails?.input), "identity") ?? null;
}

/** The first events of a run with their data; undefined for an unknown run. */
async function firstEvents(client: RunsTools["client"], executionArn: string): Promise<HistoryEvent[] | undefined> {
  const command = { executionArn, maxResults: FIRST_EVENTS, includeExecutionData: true };
  const history = await found(client.send(new GetExecutionHistoryCommand(command)));
  return history === undefined ? undefined : (history.events ?? []);
}

/** The reason in a body, undefined where there is none. */
function whyIn(body: string | undefined): string | undefined | { readonly problem: string } {
  if (body === undefined || body.trim() === "") {
    return undefined;
  }
  const given = parseJson(body);
  const why = memberOf(given, "why");
  const others = isRecord(given) ? Object.keys(given).filter((key) => key !== "why") : ["body"];
  const fits = typeof why === "string" && new RegExp(`^[^\\p{Cc}]{${WHY.least},${WHY.most}}$`, "u").test(why.trim());
  if (others.length > 0 || (why !== undefined && !fits)) {
    const form = `{"why": "TEXT"}, one line of ${WHY.least} to ${WHY.most} characters`;
    return { problem: `body: is not ${form}; fix: send it, or nothing` };
  }
  return typeof why === "string" ? why.trim() : undefined;
}
