import { type CheckedDefinition, checkDefinition } from "./language/check-definition";
import type { Definition } from "./language/definition";
import { ErrorName, StateError } from "./language/errors";
import { isObject, type Json } from "./language/json";
import { type Progress, readProgress } from "./progress";
import type { MachineSession } from "./tasks/task-call";

/** What the launcher sends to have an execution run. `definition` and `input` are JSON text, or already parsed. */
export interface ExecutionRequest {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly definition: unknown;
  readonly input: unknown;
  readonly roleArn: string;
  /** Milliseconds since the epoch. */
  readonly startDate: number;
  readonly redriveCount: number;
  /** Where a redriven execution goes on; the run keeps it up to date, for the next redrive. @default from the start */
  readonly progress?: Progress;
  /** Events that the history has already. @default 0 */
  readonly events?: number;
  /** Fires when the machine is deleted: the execution ends at its next transition. @default the machine stays */
  readonly machineDeleted?: AbortSignal;
  readonly credentials?: MachineSession["credentials"];
  readonly credentialsError?: MachineSession["credentialsError"];
}

/** How an execution ended, as DescribeExecution returns it. `output` is JSON text. */
export interface ExecutionEnd {
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

const REQUIRED = ["executionArn", "name", "stateMachineArn", "stateMachineName", "roleArn"] as const;

/** Reads the body of `POST /executions`. @throws an Error that names every member that is missing. */
export function readRequest(body: unknown): ExecutionRequest {
  const given: Record<string, unknown> = isObject(body) ? { ...body } : {};
  const missing: string[] = REQUIRED.filter((member) => typeof given[member] !== "string" || given[member] === "");
  if (given.definition === undefined) {
    missing.push("definition");
  }
  if (!given.credentials && !given.credentialsError) {
    missing.push("credentials or credentialsError");
  }
  if (missing.length > 0) {
    throw new Error(`The request lacks ${missing.join(", ")}.`);
  }
  const progress = readProgress(given.progress);
  return { startDate: Date.now(), redriveCount: 0, input: "{}", ...given, progress } as unknown as ExecutionRequest;
}

/** The input of an execution as a value. */
export function readInput(request: ExecutionRequest): Json {
  if (typeof request.input !== "string") {
    return (request.input ?? {}) as Json;
  }
  try {
    return JSON.parse(request.input) as Json;
  } catch (error) {
    throw new StateError(ErrorName.runtime, `The execution input is not JSON: ${(error as Error).message}`);
  }
}

// Children of one machine carry the same text: it is read and checked once.
const checked = new Map<string, CheckedDefinition>();
/** Checked definitions in the cache. */
const CACHED_DEFINITIONS = 500;

function check(source: unknown): CheckedDefinition {
  if (typeof source !== "string") {
    return checkDefinition(source);
  }
  const cached = checked.get(source);
  if (cached) {
    return cached;
  }
  const found = checkDefinition(source);
  checked.set(source, found);
  const [oldest] = checked.keys();
  if (checked.size > CACHED_DEFINITIONS && oldest !== undefined) {
    checked.delete(oldest);
  }
  return found;
}

/** The definition to run. @throws {StateError} States.Runtime with everything that is wrong with it. */
export function readDefinition(request: ExecutionRequest): Definition {
  const { diagnostics, definition } = check(request.definition);
  if (definition) {
    return definition;
  }
  const found = diagnostics.map(({ message, location }) => (location ? `${message} (${location})` : message));
  throw new StateError(ErrorName.runtime, `The state machine definition cannot be run: ${found.join("; ")}`);
}
