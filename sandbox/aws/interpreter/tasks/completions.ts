import { EventEmitter } from "node:events";

/** Tells when executions end, so that whoever waits for a nested one need not ask all the time. */
export class Completions {
  private readonly ended = new EventEmitter().setMaxListeners(0);

  /** Tells everyone who waits for this execution. */
  tell(executionArn: string): void {
    this.ended.emit(executionArn);
  }

  /** Calls back at the end of the execution; gives what takes the call back. */
  watch(executionArn: string, told: () => void): () => void {
    this.ended.once(executionArn, told);
    return () => this.ended.off(executionArn, told);
  }
}
