import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { type ApiAnswer, refusal } from "../../core/api-answer";
import { isNamed } from "../../core/errors";
import { QUIET_REHEARSAL_INPUT } from "../../definitions/rehearsal/protocol";
import { AWAIT_APPROVAL } from "../../definitions/run-approval";
import type { RunIdentity } from "../../definitions/run-identity";
import type { RunGrant } from "../callers";
import { found, type RunsTools } from "./answers";
import { type AppStatus, appStatuses } from "./app-statuses";
import { answerApproval, listWaiting } from "./approval";
import { type Claims, identityOf, isAllowed } from "./identity";
import { isRunName, parseRunRequest, runName } from "./run-request";

/** A request to the runs API, after API Gateway's authorizer. */
export interface RunsCall {
  /** `POST /runs`, `GET /runs/{name}`, `POST /runs/{name}/` and `stop`, `approve` or `refuse`, or `GET /approvals`. */
  readonly routeKey: string;
  readonly claims: Claims;
  /** Path parameter. */
  readonly name?: string | undefined;
  readonly body?: string | undefined;
}

const GRANT_OF: Readonly<Record<string, RunGrant>> = {
  "POST /runs": "start",
  "GET /runs/{name}": "observe",
  "POST /runs/{name}/stop": "stop",
  "POST /runs/{name}/approve": "approve",
  "POST /runs/{name}/refuse": "approve",
  "GET /approvals": "approve",
};

/** What became of the approval of a run, by the status of the state that waits for it. */
const APPROVALS: Readonly<Record<Exclude<AppStatus, "WAITING">, string>> = {
  RUNNING: "WAITING",
  SUCCEEDED: "APPROVED",
  FAILED: "NOT_APPROVED",
  ABORTED: "NOT_APPROVED",
};

/** Longest cause in an answer, in characters. */
const CAUSE_LIMIT = 2_000;

/** Answers one request. The identity is that of the verified claims; nothing of the request can change it. */
export async function answerRuns(call: RunsCall, tools: RunsTools): Promise<ApiAnswer & { identity: RunIdentity }> {
  const { config } = tools;
  const identity = identityOf(call.claims, config.callers);
  const grant = Object.hasOwn(GRANT_OF, call.routeKey) ? GRANT_OF[call.routeKey] : undefined;
  if (grant === undefined) {
    return { identity, ...refusal(404, "Unknown route") };
  }
  if (!isAllowed(identity, grant, config.callers)) {
    const what = `${identity.subject || "the caller"} is not allowed to ${grant} runs of ${config.environment}`;
    const fix =
      grant === "approve" && identity.wayIn !== "person"
        ? "ask a person; people alone answer"
        : `give the entry that names it a role that may ${grant}`;
    return { identity, ...refusal(403, `${what}; fix: ${fix}`) };
  }
  if (grant === "start") {
    return { identity, ...(await start(call, identity, tools)) };
  }
  const { name = "" } = call;
  if (call.routeKey === "GET /approvals") {
    return { identity, ...(await listWaiting(tools)) };
  }
  if (!isRunName(name)) {
    return { identity, ...refusal(404, `Unknown run of ${config.environment}`) };
  }
  switch (grant) {
    case "stop":
      return { identity, ...(await stop(name, identity, tools)) };
    case "approve": {
      const verdict = call.routeKey.endsWith("/approve") ? "approve" : "refuse";
      return { identity, ...(await answerApproval({ name, verdict, body: call.body }, identity, tools)) };
    }
    default:
      return { identity, ...(await describe(name, tools)) };
  }
}

async function start(call: RunsCall, identity: RunIdentity, { config, client }: RunsTools): Promise<ApiAnswer> {
  const request = parseRunRequest(call.body);
  if ("problems" in request) {
    return refusal(400, request.problems.join("\n"));
  }
  const name = runName(request, identity.tokenId);
  const input = { identity, ...(request.rehearse ? QUIET_REHEARSAL_INPUT : {}) };
  const started = { status: 202, body: { name, execution: `${config.executionPrefix}${name}` } };
  try {
    await client.send(
      new StartExecutionCommand({ stateMachineArn: config.parentAliasArn, name, input: JSON.stringify(input) }),
    );
    return started;
  } catch (error) {
    if (!isNamed(error, "ExecutionAlreadyExists")) {
      throw error;
    }
    // A name that follows from the token belongs to this very request, which was sent before.
    return request.name === undefined
      ? started
      : refusal(409, `name: a run "${name}" exists; fix: choose another name, or leave it out`);
  }
}

async function describe(name: string, { config, client }: RunsTools): Promise<ApiAnswer> {
  const executionArn = `${config.executionPrefix}${name}`;
  const run = await found(client.send(new DescribeExecutionCommand({ executionArn })));
  if (run === undefined) {
    return refusal(404, `Unknown run "${name}" of ${config.environment}`);
  }
  const { [AWAIT_APPROVAL]: approval = "WAITING", ...statuses } = appStatuses(
    [...config.apps, AWAIT_APPROVAL],
    await historyOf(client, executionArn),
  );
  return {
    status: 200,
    body: {
      name,
      execution: executionArn,
      status: run.status,
      ...inputOf(run),
      started: run.startDate?.toISOString(),
      ...(run.stopDate === undefined ? {} : { stopped: run.stopDate.toISOString() }),
      ...(run.error === undefined ? {} : { error: run.error, cause: run.cause?.slice(0, CAUSE_LIMIT) }),
      ...(approval === "WAITING" ? {} : { approval: APPROVALS[approval] }),
      apps: Object.entries(statuses).map(([app, status]) => ({ app, status })),
    },
  };
}

/** What an input says about a run: whether it rehearses, and who started it. */
function inputOf({ input = "{}" }: DescribeExecutionCommandOutput): Record<string, unknown> {
  const { rehearse, identity } = JSON.parse(input) as Record<string, unknown>;
  return { rehearse: rehearse === true, startedBy: identity ?? null };
}

async function stop(
  name: string,
  { subject, client: caller, wayIn }: RunIdentity,
  { config, client }: RunsTools,
): Promise<ApiAnswer> {
  const executionArn = `${config.executionPrefix}${name}`;
  if (wayIn === "agent") {
    const run = await found(client.send(new DescribeExecutionCommand({ executionArn })));
    if (run !== undefined && (inputOf(run).startedBy as Partial<RunIdentity> | null)?.client !== caller) {
      return refusal(403, `${subject} did not start the run "${name}"; fix: ask a person who may stop it`);
    }
  }
  const command = new StopExecutionCommand({ executionArn, error: "Stopped", cause: `Stopped by ${subject}` });
  const stopped = await found(client.send(command));
  return stopped === undefined
    ? refusal(404, `Unknown run "${name}" of ${config.environment}`)
    : { status: 202, body: { name, execution: executionArn } };
}

async function historyOf(client: RunsTools["client"], executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const command = new GetExecutionHistoryCommand({
      executionArn,
      maxResults: 1000,
      includeExecutionData: false,
      nextToken,
    });
    const page = await client.send(command);
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}
