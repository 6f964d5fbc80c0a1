import { EventEmitter } from "node:events";

/** Ends remembered, for a child that ended before the answer to its start arrived. */
const CACHED_ENDS = 10_000;

/** Reports when executions end, so that a parent need not poll its child all the time. */
export class Completions {
  private readonly ended = new EventEmitter().setMaxListeners(0);
  private readonly past = new Set<string>();

  /** Notifies every task that waits for this execution now or later. */
  notify(executionArn: string): void {
    this.past.add(executionArn);
    const [oldest] = this.past;
    if (this.past.size > CACHED_ENDS && oldest !== undefined) {
      this.past.delete(oldest);
    }
    this.ended.emit(executionArn);
  }

  /** Calls back at the end of the execution, immediately if it has ended; returns a function that cancels the call. */
  watch(executionArn: string, onEnd: () => void): () => void {
    if (this.past.has(executionArn)) {
      onEnd();
    } else {
      this.ended.once(executionArn, onEnd);
    }
    return () => this.ended.off(executionArn, onEnd);
  }
}
