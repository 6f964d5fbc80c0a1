import { Cancelled, type CancelReason, ErrorName, StateError } from "../language/errors";
import type { WaitingTask } from "../tasks/task-tokens";
import type { Frame } from "../visit";
import { follow } from "./together";

/** Limits of one attempt of a task, in seconds. */
export interface Deadlines {
  readonly timeout?: number;
  readonly heartbeat?: number;
}

/**
 * Runs work under a time-out and a heartbeat; the work must end with `Cancelled` when its signal fires.
 *
 * @throws {StateError} States.Timeout or States.HeartbeatTimeout if the work was given up for its own lateness.
 */
export async function withDeadlines<T>(
  limits: Deadlines,
  frame: Frame,
  waiting: WaitingTask | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { clock } = frame.services;
  const task = new AbortController();
  const unlink = follow(frame.signal, task);
  const timers = new AbortController();
  const give = (reason: CancelReason) => task.abort(reason);
  if (limits.timeout !== undefined) {
    clock.sleep(limits.timeout * 1000, timers.signal).then(
      () => give({ kind: "taskTimeout" }),
      () => {},
    );
  }
  if (limits.heartbeat !== undefined) {
    watch(limits.heartbeat * 1000, frame, timers.signal, waiting, give);
  }
  try {
    return await work(task.signal);
  } catch (error) {
    if (!(error instanceof Cancelled)) {
      throw error;
    }
    if (error.why.kind === "taskTimeout") {
      throw new StateError(ErrorName.timeout, "");
    }
    if (error.why.kind === "heartbeatTimeout") {
      throw new StateError(ErrorName.heartbeat, "");
    }
    throw error;
  } finally {
    unlink();
    timers.abort({ kind: "sibling" } satisfies CancelReason);
  }
}

function watch(
  interval: number,
  frame: Frame,
  timers: AbortSignal,
  waiting: WaitingTask | undefined,
  give: (reason: CancelReason) => void,
): void {
  const { clock } = frame.services;
  let last = clock.now();
  if (waiting) {
    waiting.onHeartbeat = () => {
      last = clock.now();
    };
  }
  const watchHeartbeats = async () => {
    for (let left = interval; left > 0; left = last + interval - clock.now()) {
      await clock.sleep(left, timers);
    }
    give({ kind: "heartbeatTimeout" });
  };
  watchHeartbeats().catch(() => {});
}
