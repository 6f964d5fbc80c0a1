import { EventEmitter } from "node:events";

/** Ends remembered, for those who ask about a child that was quicker than the answer to its start. */
const KEPT_ENDS = 10_000;

/** Tells when executions end, so that whoever waits for a nested one need not ask all the time. */
export class Completions {
  private readonly ended = new EventEmitter().setMaxListeners(0);
  private readonly past = new Set<string>();

  /** Tells everyone who waits for this execution, or will ask for it later. */
  tell(executionArn: string): void {
    this.past.add(executionArn);
    const [oldest] = this.past;
    if (this.past.size > KEPT_ENDS && oldest !== undefined) {
      this.past.delete(oldest);
    }
    this.ended.emit(executionArn);
  }

  /** Calls back at the end of the execution, at once if it is over; gives what takes the call back. */
  watch(executionArn: string, told: () => void): () => void {
    if (this.past.has(executionArn)) {
      told();
    } else {
      this.ended.once(executionArn, told);
    }
    return () => this.ended.off(executionArn, told);
  }
}
