import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import { Cancelled, type CancelReason, ErrorName, StateError, throwIfCancelled } from "../language/errors";
import { isObject, type Json, type JsonObject } from "../language/json";
import { follow } from "../states/together";
import { type AwsCaller, OPTIMIZED_SPELLING } from "./aws-call";
import type { Completions } from "./completions";
import type { TaskCall } from "./task-call";

/** Milliseconds between two polls of a child whose end is not reported here. */
const SLOW_POLL = 1000;
/**
 * Milliseconds before the next poll of a child that has ended here and is not recorded as ended yet; doubled each time.
 */
const QUICK_POLL = 2;

const FAILURES = { prefix: "StepFunctions", unlisted: "AWSStepFunctionsException" };

/** Members of a child's description that reach the parent, in AWS's order. */
const DESCRIBED_MEMBERS = [
  ...["Cause", "Error", "ExecutionArn", "Input", "InputDetails", "Name", "Output", "OutputDetails", "StartDate"],
  ...["StateMachineAliasArn", "StateMachineArn", "StateMachineVersionArn", "Status", "StopDate"],
] as const;

/**
 * `arn:aws:states:::states:startExecution`,
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export class NestedExecutions {
  constructor(
    private readonly caller: Pick<AwsCaller, "call">,
    private readonly completions: Completions,
    private readonly clock: Clock,
  ) {}

  /** Starts a child; with `.sync` waits for its end, and stops it if the wait is cancelled. */
  async run(call: TaskCall): Promise<Json> {
    throwIfCancelled(call.signal);
    const sync = call.resource.pattern === "sync";
    const given = isObject(call.arguments) ? call.arguments : {};
    const args = { ...given, Name: given.Name ?? randomUUID() };
    // Not cancelled halfway: a child that may have started must be known, so that it can be stopped.
    const { result, metadata } = await this.call(call, "startExecution", args);
    const started = { ...(result as JsonObject), ...metadata } as JsonObject;
    if (!sync) {
      return started;
    }
    const executionArn = String(started.ExecutionArn);
    try {
      call.submitted(started);
      return outcome(await this.ended(call, executionArn), call.resource.parsed);
    } catch (error) {
      if (error instanceof Cancelled) {
        await this.stop(call, executionArn);
      }
      throw error;
    }
  }

  private call(call: TaskCall, action: string, args: JsonObject, signal?: AbortSignal) {
    return this.caller.call(call, {
      service: "sfn",
      action,
      arguments: args,
      spelling: OPTIMIZED_SPELLING,
      failures: FAILURES,
      ...(signal ? { signal } : {}),
    });
  }

  private async ended(call: TaskCall, executionArn: string): Promise<JsonObject> {
    let notified = false;
    let wake = () => {};
    const unwatch = this.completions.watch(executionArn, () => {
      notified = true;
      wake();
    });
    const arm = (early: () => void) => {
      wake = early;
    };
    try {
      for (let quick = QUICK_POLL; ; ) {
        if (!notified) {
          await this.pause(SLOW_POLL, call.signal, arm);
        }
        const { result } = await this.call(call, "describeExecution", { ExecutionArn: executionArn }, call.signal);
        if ((result as JsonObject).Status !== "RUNNING") {
          return result as JsonObject;
        }
        if (!notified) {
          continue;
        }
        await this.clock.sleep(Math.min(quick, SLOW_POLL), call.signal);
        quick *= 2;
      }
    } finally {
      unwatch();
    }
  }

  /** Sleeps until the time is over or `early` is called. */
  private async pause(milliseconds: number, signal: AbortSignal, arm: (early: () => void) => void): Promise<void> {
    const nap = new AbortController();
    const unlink = follow(signal, nap);
    arm(() => nap.abort({ kind: "sibling" } satisfies CancelReason));
    try {
      await this.clock.sleep(milliseconds, nap.signal);
    } catch (error) {
      throwIfCancelled(signal);
      if (!(error instanceof Cancelled)) {
        throw error;
      }
    } finally {
      unlink();
    }
  }

  private async stop(call: TaskCall, executionArn: string): Promise<void> {
    const cause = `The parent execution ${call.session.executionArn} gave it up.`;
    try {
      await this.call(call, "stopExecution", { ExecutionArn: executionArn, Cause: cause });
    } catch {
      // As on AWS, a machine whose role may not stop children leaves them running; the parent ends all the same.
    }
  }
}

function outcome(described: JsonObject, parsed: boolean): Json {
  const members: [string, Json][] = [];
  for (const member of DESCRIBED_MEMBERS) {
    const value = described[member];
    if (value !== undefined && value !== null) {
      members.push([member, value]);
    }
  }
  const child = Object.fromEntries(members);
  if (child.Status !== "SUCCEEDED") {
    throw new StateError(ErrorName.taskFailed, JSON.stringify(child));
  }
  if (!parsed) {
    return child;
  }
  const read = (text: Json | undefined) => (typeof text === "string" ? (JSON.parse(text) as Json) : (text ?? null));
  return { ...child, Input: read(child.Input), Output: read(child.Output) };
}
