import { createHash } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { type ApiAnswer, refusal } from "../../core/api-answer";
import { isNamed } from "../../core/errors";
import { AWAIT_APPROVAL } from "../../definitions/run-approval";
import type { RunIdentity } from "../../definitions/run-identity";
import { type Grant, type GrantInput, SESSION_NAME } from "../grant";
import { type OpenGrant, openGrants } from "../lambda/open-grants";
import { answerTask, waitingTask } from "../lambda/waiting-task";
import type { GrantEntry, GrantsConfig } from "./config";
import { bodyOf, parseGrantRequest } from "./request";

/** A request about grants, after API Gateway's authorizer. */
export interface GrantsCall {
  readonly routeKey: string;
  /** Who asks, with the groups that the access map names. */
  readonly identity: RunIdentity;
  /** Claim `uid`: id of the user at Okta; empty for a machine. */
  readonly userId: string;
  /** Path parameter. */
  readonly id?: string | undefined;
  readonly body?: string | undefined;
}

/** Dependencies, which tests replace. */
export interface GrantsTools {
  readonly config: GrantsConfig;
  readonly workflows: SFNClient;
  readonly table: DynamoDBClient;
}

const ID = /^[a-z0-9][A-Za-z0-9-]{1,63}$/;

/** Routes that need a grant's id. */
const VERBS: Readonly<Record<string, "describe" | "approve" | "refuse" | "revoke">> = {
  "GET /grants/{id}": "describe",
  "POST /grants/{id}/approve": "approve",
  "POST /grants/{id}/refuse": "refuse",
  "DELETE /grants/{id}": "revoke",
};

/** Answers one request about grants. Who asks is who the verified claims say; nothing of the request changes it. */
export async function answerGrants(call: GrantsCall, tools: GrantsTools): Promise<ApiAnswer> {
  const { identity, routeKey } = call;
  if (identity.wayIn !== "person") {
    return refusal(403, `${identity.subject} is not a person; fix: sign in as one, as grants are of people`);
  }
  if (routeKey === "POST /grants") {
    return request(call, tools);
  }
  if (routeKey === "GET /grants") {
    return list(call, tools);
  }
  const verb = Object.hasOwn(VERBS, routeKey) ? VERBS[routeKey] : undefined;
  if (verb === undefined) {
    return refusal(404, "Unknown route");
  }
  const found = await find(call.id ?? "", tools);
  const may = found === undefined ? NOTHING : rightsOn(found.grant, identity, tools.config);
  if (found === undefined || !(may.asked || may.approves)) {
    return refusal(404, `Unknown grant "${(call.id ?? "").slice(0, 64)}"`);
  }
  if (verb === "describe") {
    return { status: 200, body: { ...shown(found.grant), ...found.state } };
  }
  return verb === "revoke" ? revoke(found.grant, identity, tools) : decide(verb, found.grant, may, identity, tools);
}

async function request(call: GrantsCall, { config, workflows, table }: GrantsTools): Promise<ApiAnswer> {
  const { identity, userId } = call;
  const body = bodyOf(call.body);
  if (body === undefined) {
    return refusal(400, 'body: is not a JSON object; fix: send {"role": ..., "minutes": 60, "reason": "..."}');
  }
  const open = config.entries.filter(({ askers }) => isIn(identity, askers));
  const entry = open.find(({ name }) => name === body.role);
  if (entry === undefined) {
    const known = open.map(({ name }) => name).join(", ") || "nothing";
    return refusal(403, `${identity.subject} may not ask for ${quoted(body.role)}; fix: ask for one of: ${known}`);
  }
  if (!SESSION_NAME.test(identity.subject) || userId === "") {
    const fix = "use a login of 2 to 64 letters, digits and _ + = , . @ -";
    return refusal(403, `${identity.subject} cannot be the name of a session in AWS; fix: ${fix}`);
  }
  const asked = parseGrantRequest(body, entry);
  if ("problems" in asked) {
    return refusal(400, asked.problems.join("\n"));
  }
  const digest = createHash("sha256")
    .update(`${identity.tokenId} ${JSON.stringify([entry.name, asked])}`)
    .digest("hex");
  const grant: Grant = {
    id: `${entry.name}-${digest.slice(0, 16)}`,
    entry: entry.name,
    role: entry.role,
    person: { id: userId, login: identity.subject },
    minutes: asked.minutes,
    reason: asked.reason,
    ticket: asked.ticket,
    approval: entry.approvers.length > 0 && !asked.breakGlass,
    breakGlass: asked.breakGlass,
    eligibility: identity.groups.filter((group) => entry.askers.includes(group)),
    identity,
  };
  const others = (await openGrants(table, config.table)).filter((one) => one.grant.entry === entry.name);
  if (others.length >= entry.most && !others.some((one) => one.grant.id === grant.id)) {
    const what = `${entry.name} has ${others.length} grants that are open or whose sessions are denied`;
    const why = "IAM allows no more policies by which they end";
    return refusal(409, `${what}, and ${why}; fix: ask again when one of them is over, at most an hour after its end`);
  }
  const input: GrantInput = { grant };
  try {
    const command = { stateMachineArn: config.machineAliasArn, name: grant.id, input: JSON.stringify(input) };
    await workflows.send(new StartExecutionCommand(command));
  } catch (error) {
    // The same token and request, sent twice, are one grant.
    if (!isNamed(error, "ExecutionAlreadyExists")) {
      throw error;
    }
  }
  return { status: 202, body: { ...shown(grant), state: "requested" } };
}

async function list({ identity }: GrantsCall, { config, table }: GrantsTools): Promise<ApiAnswer> {
  const grants = await openGrants(table, config.table);
  const visible = grants.filter(({ grant, state }) => {
    const may = rightsOn(grant, identity, config);
    return state !== "ended" && (may.asked || may.approves);
  });
  return {
    status: 200,
    body: {
      grants: visible.map((one) => ({ ...shown(one.grant), ...stateOf(one) })),
      mayAskFor: config.entries.filter(({ askers }) => isIn(identity, askers)).map(entryShown),
    },
  };
}

/** Ends a grant, or takes back a request that waits. */
async function revoke(grant: Grant, { subject }: RunIdentity, tools: GrantsTools): Promise<ApiAnswer> {
  const task = await waitingTask(tools.workflows, executionOf(grant.id, tools));
  const why = subject === grant.person.login ? "given back" : "taken back";
  const end = { outcome: "revoked", by: subject, why } as const;
  const done =
    task !== undefined &&
    (await answerTask(tools.workflows, task, task.state === AWAIT_APPROVAL ? { approved: false, end } : end));
  return done ? { status: 202, body: { id: grant.id, end } } : late(grant);
}

async function decide(
  verb: "approve" | "refuse",
  grant: Grant,
  may: Rights,
  { subject }: RunIdentity,
  tools: GrantsTools,
): Promise<ApiAnswer> {
  if (!may.approves || subject === grant.person.login) {
    const who = subject === grant.person.login ? "nobody answers their own request" : `${subject} has no approve`;
    return refusal(403, `${who}; fix: ask one of the people with approve`);
  }
  const task = await waitingTask(tools.workflows, executionOf(grant.id, tools));
  const time = new Date().toISOString();
  const end = { outcome: "refused", by: subject, why: `refused at ${time}` } as const;
  const answer =
    verb === "approve" ? ({ approved: true, by: subject, time } as const) : ({ approved: false, end } as const);
  const done = task?.state === AWAIT_APPROVAL && (await answerTask(tools.workflows, task, answer));
  return done ? { status: 200, body: { id: grant.id, ...answer } } : late(grant);
}

interface Rights {
  readonly asked: boolean;
  readonly approves: boolean;
}

const NOTHING: Rights = { asked: false, approves: false };

function rightsOn({ entry, person }: Grant, identity: RunIdentity, { entries }: GrantsConfig): Rights {
  const known = entries.find(({ name }) => name === entry);
  return { asked: person.login === identity.subject, approves: isIn(identity, known?.approvers ?? []) };
}

function isIn({ groups }: RunIdentity, among: readonly string[]): boolean {
  return among.some((group) => groups.includes(group));
}

/** A grant by its workflow, which is there when it has left the table. */
async function find(id: string, tools: GrantsTools): Promise<{ grant: Grant; state: object } | undefined> {
  if (!ID.test(id)) {
    return undefined;
  }
  const executionArn = executionOf(id, tools);
  try {
    const { input = "{}", output, status } = await tools.workflows.send(new DescribeExecutionCommand({ executionArn }));
    const { grant } = JSON.parse(input) as GrantInput;
    const end = output === undefined ? {} : { end: (JSON.parse(output) as { end?: unknown }).end };
    const open = (await openGrants(tools.table, tools.config.table)).find((one) => one.grant.id === id);
    const state = open === undefined ? { state: status === "RUNNING" ? "requested" : "ended" } : stateOf(open);
    return { grant, state: { ...state, ...end } };
  } catch (error) {
    if (isNamed(error, "ExecutionDoesNotExist")) {
      return undefined;
    }
    throw error;
  }
}

function executionOf(id: string, { config }: GrantsTools): string {
  return `${config.executionPrefix}${id}`;
}

/** What of a grant is told: neither groups nor claims. */
function shown({ id, entry, person, minutes, reason, ticket, approval, breakGlass }: Grant) {
  return { id, role: entry, person: person.login, minutes, reason, ticket, approval, breakGlass };
}

function stateOf({ state, requested, until, joined }: OpenGrant) {
  return {
    state,
    requested,
    joined,
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
}

function entryShown({ name, longestMinutes, approvers, reason, breakGlass }: GrantEntry) {
  return {
    role: name,
    longestMinutes,
    approval: approvers.length > 0,
    breakGlass,
    ...(reason === undefined ? {} : { reason }),
  };
}

function late({ id }: Grant): ApiAnswer {
  return refusal(409, `The grant ${id} waits for no answer now; fix: read it with GET /grants/${id}, then try again`);
}

function quoted(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 60);
}
