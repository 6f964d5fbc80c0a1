import { type ExecutionEnd, type ExecutionRequest, readDefinition, readInput } from "./execution-request";
import { type Details, History, type HistoryEvent, Trail } from "./history";
import { Cancelled, type CancelReason, ErrorName, reportedName, StateError } from "./language/errors";
import { MOST_EVENTS, payloadText } from "./language/limits";
import { Scope } from "./language/scope";
import type { Progress } from "./progress";
import { follow } from "./states/together";
import type { Services } from "./visit";
import { walk } from "./walk";

const WHOLE = { truncated: false };

/** History event and details member of each final status. */
const ENDINGS: { readonly [status in ExecutionEnd["status"]]: readonly [string, string] } = {
  SUCCEEDED: ["ExecutionSucceeded", "executionSucceededEventDetails"],
  FAILED: ["ExecutionFailed", "executionFailedEventDetails"],
  TIMED_OUT: ["ExecutionTimedOut", "executionTimedOutEventDetails"],
  ABORTED: ["ExecutionAborted", "executionAbortedEventDetails"],
};

function started(request: ExecutionRequest, input: string): Details {
  const { roleArn, stateMachineAliasArn, stateMachineVersionArn } = request;
  return {
    executionStartedEventDetails: {
      input,
      inputDetails: WHOLE,
      roleArn,
      ...(stateMachineAliasArn ? { stateMachineAliasArn } : {}),
      ...(stateMachineVersionArn ? { stateMachineVersionArn } : {}),
    },
  };
}

function named(error: string | undefined, cause: string | undefined) {
  return { ...(error ? { error } : {}), ...(cause ? { cause } : {}) };
}

function endOf(error: unknown): ExecutionEnd {
  if (error instanceof StateError) {
    return { status: "FAILED", ...named(reportedName(error.error), error.reason) };
  }
  if (!(error instanceof Cancelled)) {
    return {
      status: "FAILED",
      error: ErrorName.runtime,
      cause: `The embedded cloud's interpreter failed: ${String(error)}`,
    };
  }
  const { why } = error;
  if (why.kind === "executionTimeout") {
    return { status: "TIMED_OUT" };
  }
  return { status: "ABORTED", ...(why.kind === "stopped" ? named(why.error, why.cause) : {}) };
}

async function walked(
  request: ExecutionRequest,
  services: Services,
  trail: Trail,
  controller: AbortController,
  progress: Progress,
): Promise<ExecutionEnd> {
  const timer = new AbortController();
  try {
    const executionInput = readInput(request);
    const definition = readDefinition(request);
    const { TimeoutSeconds } = definition;
    if (TimeoutSeconds !== undefined) {
      services.clock.sleep(TimeoutSeconds * 1000, timer.signal).then(
        () => controller.abort({ kind: "executionTimeout" } satisfies CancelReason),
        () => {},
      );
    }
    const frame = {
      services,
      request,
      executionInput,
      scope: new Scope(),
      trail,
      signal: controller.signal,
      progress,
      walk,
    };
    const output = await walk(definition, executionInput, frame);
    return { status: "SUCCEEDED", output: payloadText(output, "The output of the execution") };
  } catch (error) {
    return endOf(error);
  } finally {
    timer.abort({ kind: "sibling" } satisfies CancelReason);
  }
}

/**
 * Runs one execution to its end, or redrives it from where it stopped, and emits every event as it happens, including
 * the last one.
 *
 * The signal stops it: ABORTED, with the error and cause of its reason, a `CancelReason` of kind `stopped`.
 */
export async function runExecution(
  request: ExecutionRequest,
  services: Services,
  signal: AbortSignal,
  emit: (event: HistoryEvent) => void,
): Promise<ExecutionEnd> {
  const { redriveCount, events = 0 } = request;
  const progress = request.progress ?? {};
  const history = new History(emit, services.clock, MOST_EVENTS, events);
  const trail = new Trail(history, 0);
  if (redriveCount > 0) {
    trail.last = history.add("ExecutionRedriven", events, { executionRedrivenEventDetails: { redriveCount } });
  } else {
    const input = typeof request.input === "string" ? request.input : JSON.stringify(request.input);
    history.add("ExecutionStarted", 0, started(request, input));
  }
  const controller = new AbortController();
  const unlink = follow(signal, controller);
  try {
    const end = await walked(request, services, trail, controller, progress);
    const { status, ...result } = end;
    const [type, member] = ENDINGS[status];
    const late = status === "TIMED_OUT";
    const details = late
      ? { error: ErrorName.timeout }
      : { ...result, ...(result.output ? { outputDetails: WHOLE } : {}) };
    history.end(type, late ? 0 : trail.last, { [member]: details });
    return end;
  } finally {
    unlink();
  }
}
