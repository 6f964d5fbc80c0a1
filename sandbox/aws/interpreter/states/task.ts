import { guarded } from "../guarded";
import { Cancelled, StateError } from "../language/errors";
import { isObject, type Json } from "../language/json";
import { payloadText } from "../language/limits";
import type { TaskCall } from "../tasks/task-call";
import { parseResource, type TaskResource } from "../tasks/task-resource";
import type { WaitingTask } from "../tasks/task-tokens";
import type { Outcome, Visit } from "../visit";
import { type Deadlines, withDeadlines } from "./deadlines";
import { functionEvents, integrationEvents, type TaskEvents } from "./task-events";

/** Longest TimeoutSeconds and HeartbeatSeconds; the first is also the default. */
const LONGEST_TIMEOUT = 99_999_999;

const isSeconds = (value: Json): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= LONGEST_TIMEOUT;
const isArn = (value: Json): value is string => typeof value === "string" && value.startsWith("arn:");

/** Task, https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html */
export function runTask(visit: Visit): Promise<Outcome> {
  return guarded(visit, () => attempt(visit));
}

async function attempt(visit: Visit): Promise<Json> {
  const resource = parseResource(visit.state.Resource ?? "");
  const waiting = resource.pattern === "token" ? visit.frame.services.tokens.open() : undefined;
  visit.taskToken = waiting?.token;
  try {
    return await scheduled(visit, resource, waiting);
  } finally {
    visit.taskToken = undefined;
    waiting?.close();
  }
}

async function taskArguments(visit: Visit, resource: TaskResource): Promise<Json> {
  if (visit.state.Arguments !== undefined) {
    return visit.evaluate(visit.state.Arguments, "Arguments");
  }
  return resource.kind === "function" ? visit.input : {};
}

async function taskRole(visit: Visit): Promise<{ taskRoleArn?: string }> {
  const { Credentials } = visit.state;
  if (Credentials === undefined) {
    return {};
  }
  const roleArn = isObject(Credentials) ? (Credentials.RoleArn ?? null) : null;
  return { taskRoleArn: await visit.evaluateAs(roleArn, "Credentials/RoleArn", "the ARN of a role", isArn) };
}

async function deadlines(visit: Visit): Promise<Deadlines> {
  const { TimeoutSeconds, HeartbeatSeconds } = visit.state;
  const kind = `a whole number of seconds from 1 to ${LONGEST_TIMEOUT}`;
  const read = async (value: Json | undefined, field: string) =>
    value === undefined ? undefined : visit.evaluateAs(value, field, kind, isSeconds);
  const timeout = await read(TimeoutSeconds, "TimeoutSeconds");
  const heartbeat = await read(HeartbeatSeconds, "HeartbeatSeconds");
  return { ...(timeout === undefined ? {} : { timeout }), ...(heartbeat === undefined ? {} : { heartbeat }) };
}

async function scheduled(visit: Visit, resource: TaskResource, waiting?: WaitingTask): Promise<Json> {
  const { frame } = visit;
  const parameters = await taskArguments(visit, resource);
  const role = await taskRole(visit);
  const limits = await deadlines(visit);
  const text = payloadText(parameters, `The arguments of the state '${visit.name}'`);
  const region = frame.request.executionArn.split(":")[3] ?? "";
  const facts = { resource, parameters: text, region, ...limits, ...role };
  const events =
    resource.kind === "function" ? functionEvents(frame.trail, facts) : integrationEvents(frame.trail, facts);
  events.scheduled();
  try {
    const result = await withDeadlines(limits, frame, waiting, (signal) =>
      perform(visit, { resource, arguments: parameters, signal, ...role }, events, waiting),
    );
    const output = payloadText(result, `The result of the task of the state '${visit.name}'`);
    events.succeeded(output);
    return result;
  } catch (error) {
    if (error instanceof StateError) {
      events.failed(error);
    }
    throw error;
  }
}

async function perform(
  visit: Visit,
  wanted: Omit<TaskCall, "session" | "submitted">,
  events: TaskEvents,
  waiting?: WaitingTask,
): Promise<Json> {
  const { request, services } = visit.frame;
  const call: TaskCall = {
    ...wanted,
    session: {
      roleArn: request.roleArn,
      stateMachineArn: request.stateMachineArn,
      executionArn: request.executionArn,
      executionName: request.name,
      ...(request.credentials ? { credentials: request.credentials } : {}),
      ...(request.credentialsError ? { credentialsError: request.credentialsError } : {}),
    },
    submitted: (output) => events.submitted(payloadText(output, "The answer to the task's start")),
  };
  events.started();
  const answer = await services.runner.run(call);
  if (!waiting) {
    return answer;
  }
  call.submitted(answer);
  return untilFired(waiting.result, wanted.signal);
}

/** The promise's outcome, or `Cancelled` as soon as the signal fires. */
function untilFired<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Cancelled(signal.reason));
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
