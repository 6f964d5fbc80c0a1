import assert from "node:assert/strict";
import { runExecution } from "../../../../sandbox/aws/interpreter/execution";
import type { ExecutionEnd, ExecutionRequest } from "../../../../sandbox/aws/interpreter/execution-request";
import type { HistoryEvent } from "../../../../sandbox/aws/interpreter/history";
import { type CancelReason, StateError } from "../../../../sandbox/aws/interpreter/language/errors";
import type { Json } from "../../../../sandbox/aws/interpreter/language/json";
import type { Progress } from "../../../../sandbox/aws/interpreter/progress";
import type { TaskCall } from "../../../../sandbox/aws/interpreter/tasks/task-call";
import { TaskTokens } from "../../../../sandbox/aws/interpreter/tasks/task-tokens";
import { VirtualClock } from "./virtual-clock";

/** What a test's task does: gives a result, throws, or takes its time on the clock. */
export type FakeTask = (args: Json, call: TaskCall, world: World) => Json | Promise<Json>;

/** What a run happened in. */
export interface World {
  readonly clock: VirtualClock;
  readonly tokens: TaskTokens;
  /** Calls of tasks in order: resource and second since the start. */
  readonly calls: { readonly resource: string; readonly at: number; readonly call: TaskCall }[];
}

export interface Run extends World {
  readonly end: ExecutionEnd;
  /** What a redrive would go on from. */
  readonly progress: Progress;
  /** The output as a value. */
  readonly output: unknown;
  readonly events: readonly HistoryEvent[];
  /** Types of all events. */
  readonly types: readonly string[];
}

export interface RunOptions {
  readonly input?: Json;
  readonly tasks?: Readonly<Record<string, FakeTask>>;
  readonly waitScale?: number;
  readonly draw?: () => number;
  /** Second at which the execution is stopped. */
  readonly stopAt?: number;
  readonly request?: Partial<ExecutionRequest>;
}

/** ARN of a function that stands for a task in examples. */
export const functionArn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

/** A Task state that calls such a function. */
export const task = (name: string, more: object = { End: true }) => ({
  Type: "Task",
  Resource: functionArn(name),
  ...more,
});

/** Fails as a task fails. */
export const fails =
  (error: string, cause?: string): FakeTask =>
  () => {
    throw new StateError(error, cause);
  };

/** Takes some seconds, then gives a result; ends early when it is cancelled. */
export const takes =
  (seconds: number, result: Json = null): FakeTask =>
  async (_, { signal }, { clock }) => {
    await clock.sleep(seconds * 1000, signal);
    return result;
  };

/** Runs states, the first being where it starts, or a whole definition, in JSONata. */
export async function execute(
  states: Record<string, object>,
  options: RunOptions & { timeout?: number } = {},
): Promise<Run> {
  const definition = {
    QueryLanguage: "JSONata",
    StartAt: Object.keys(states)[0],
    States: states,
    ...(options.timeout === undefined ? {} : { TimeoutSeconds: options.timeout }),
  };
  return executeDefinition(definition, options);
}

/** Runs a definition. */
export async function executeDefinition(definition: object, options: RunOptions = {}): Promise<Run> {
  const world: World = { clock: new VirtualClock(), tokens: new TaskTokens(), calls: [] };
  const { clock, tokens, calls } = world;
  const events: HistoryEvent[] = [];
  const request: ExecutionRequest = {
    executionArn: "arn:aws:states:us-east-1:123456789012:execution:machine:run",
    name: "run",
    stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:machine",
    stateMachineName: "machine",
    definition: JSON.stringify(definition),
    input: JSON.stringify(options.input ?? {}),
    roleArn: "arn:aws:iam::123456789012:role/machine",
    startDate: clock.now(),
    redriveCount: 0,
    credentials: { accessKeyId: "ASIA", secretAccessKey: "-", sessionToken: "-" },
    progress: {},
    ...options.request,
  };
  const run = async (call: TaskCall): Promise<Json> => {
    const name = call.resource.arn.replace(/^arn:aws:lambda:.*:function:/, "");
    calls.push({ resource: name, at: clock.elapsed, call });
    const fake = options.tasks?.[name];
    assert.ok(fake, `no task ${name} in this test`);
    return fake(call.arguments, call, world);
  };
  const stop = new AbortController();
  const timer = new AbortController();
  if (options.stopAt !== undefined) {
    clock.sleep(options.stopAt * 1000, timer.signal).then(
      () => stop.abort({ kind: "stopped", error: "Operator", cause: "enough" } satisfies CancelReason),
      () => {},
    );
  }
  const services = {
    clock,
    tokens,
    runner: { run },
    waitScale: options.waitScale ?? 1,
    draw: options.draw ?? (() => 0.5),
  };
  const end = await runExecution(request, services, stop.signal, (event) => events.push(event));
  timer.abort({ kind: "sibling" } satisfies CancelReason);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(clock.pending, 0, "a timer was left behind");
  assertChained(events, options.request?.events ?? 0);
  const output = end.output === undefined ? undefined : JSON.parse(end.output);
  return { ...world, end, progress: request.progress ?? {}, output, events, types: events.map(({ type }) => type) };
}

/** Ids without gaps, `before` being those that the history had. */
function assertChained(events: readonly HistoryEvent[], before: number): void {
  for (const [index, event] of events.entries()) {
    assert.equal(event.id, before + index + 1);
    assert.ok(event.previousEventId < event.id, `event ${event.id} follows ${event.previousEventId}`);
  }
}
