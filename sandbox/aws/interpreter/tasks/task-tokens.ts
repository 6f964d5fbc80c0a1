import { randomBytes } from "node:crypto";
import { StateError } from "../language/errors";
import type { Json } from "../language/json";

/** Tokens of tasks that are over, remembered so that a late caller gets another error than one with a wrong token. */
const CACHED_TOKENS = 10_000;
const TOKEN = /^[A-Za-z0-9+/=_-]{16,2048}$/;

/** Why SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat is refused. */
export class TokenProblem extends Error {
  constructor(
    readonly code: "TaskDoesNotExist" | "TaskTimedOut" | "InvalidToken" | "InvalidOutput",
    message: string,
  ) {
    super(message);
  }
}

/** A task that waits for its token to come back. */
export interface WaitingTask {
  readonly token: string;
  /** The output sent; rejected with the failure sent. */
  readonly result: Promise<Json>;
  /** Called at every heartbeat. */
  onHeartbeat?: () => void;
  /** Forgets the token: a later call is answered with TaskTimedOut. */
  close(): void;
}

interface Waiter {
  readonly task: WaitingTask;
  readonly resolve: (output: Json) => void;
  readonly reject: (error: StateError) => void;
}

/**
 * The task tokens handed out,
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
export class TaskTokens {
  private readonly waiting = new Map<string, Waiter>();
  private readonly over = new Set<string>();

  /** A new token. */
  open(): WaitingTask {
    const token = randomBytes(96).toString("base64");
    let settle: Pick<Waiter, "resolve" | "reject"> | undefined;
    const result = new Promise<Json>((resolve, reject) => {
      settle = { resolve, reject };
    });
    // The task may have ended; a failure that it no longer waits for must not end the process.
    result.catch(() => {});
    const task: WaitingTask = { token, result, close: () => this.close(token) };
    if (settle) {
      this.waiting.set(token, { task, ...settle });
    }
    return task;
  }

  /** SendTaskSuccess. `output` is JSON text. @throws {TokenProblem} */
  succeed(token: string, output: string): void {
    const waiter = this.find(token);
    let value: Json;
    try {
      value = JSON.parse(output) as Json;
    } catch (error) {
      throw new TokenProblem("InvalidOutput", `Invalid Output: '${(error as Error).message}'`);
    }
    this.close(token);
    waiter.resolve(value);
  }

  /** SendTaskFailure. @throws {TokenProblem} */
  fail(token: string, error = "", cause?: string): void {
    const waiter = this.find(token);
    this.close(token);
    waiter.reject(new StateError(error, cause));
  }

  /** SendTaskHeartbeat. @throws {TokenProblem} */
  heartbeat(token: string): void {
    this.find(token).task.onHeartbeat?.();
  }

  private find(token: string): Waiter {
    const waiter = this.waiting.get(token);
    if (waiter) {
      return waiter;
    }
    if (!TOKEN.test(token)) {
      throw new TokenProblem("InvalidToken", `Invalid Token: '${token.slice(0, 16)}'`);
    }
    if (this.over.has(token)) {
      throw new TokenProblem("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    }
    throw new TokenProblem("TaskDoesNotExist", "Task does not exist");
  }

  private close(token: string): void {
    if (!this.waiting.delete(token)) {
      return;
    }
    this.over.add(token);
    const [oldest] = this.over;
    if (this.over.size > CACHED_TOKENS && oldest !== undefined) {
      this.over.delete(oldest);
    }
  }
}
