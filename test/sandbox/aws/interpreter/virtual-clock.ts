import type { Clock } from "../../../../sandbox/aws/interpreter/clock";
import { Cancelled, throwIfCancelled } from "../../../../sandbox/aws/interpreter/language/errors";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that jumps to the next sleeper's time as soon as everything else has come to rest. Starts on 2024-03-14, 01:00 UTC. */
export class VirtualClock implements Clock {
  private time = Date.parse("2024-03-14T01:00:00Z");
  private readonly start = this.time;
  private sleepers: Sleeper[] = [];
  private ticking = false;

  now = () => this.time;

  /** Seconds since the start. */
  get elapsed(): number {
    return (this.time - this.start) / 1000;
  }

  /** Sleeps under way. */
  get pending(): number {
    return this.sleepers.length;
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        this.sleepers = this.sleepers.filter((one) => one !== sleeper);
        reject(new Cancelled(signal.reason));
      };
      const sleeper: Sleeper = {
        at: this.time + milliseconds,
        wake: () => {
          signal.removeEventListener("abort", stop);
          resolve();
        },
      };
      signal.addEventListener("abort", stop, { once: true });
      this.sleepers.push(sleeper);
      this.tick();
    });
  }

  private tick(): void {
    if (this.ticking) {
      return;
    }
    this.ticking = true;
    setImmediate(() => {
      this.ticking = false;
      const next = this.sleepers.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
      if (next === Number.POSITIVE_INFINITY) {
        return;
      }
      this.time = Math.max(this.time, next);
      const due = this.sleepers.filter(({ at }) => at <= this.time);
      this.sleepers = this.sleepers.filter(({ at }) => at > this.time);
      for (const { wake } of due) {
        wake();
      }
      this.tick();
    });
  }
}
