import assert from "node:assert/strict";
import { Script } from "node:vm";

/** Seconds of processor time that one case may take; ten times what the slowest takes. */
const cpuSeconds = 5;
const script = new Script("watchedCase()");

/** Counts cases and their processor time, and lets none take longer than it may. */
export class Watched {
  cases = 0;
  seconds = 0;
  slowest = 0;
  private readonly hangSeconds: number;

  /** @param hangSeconds by the clock, after which a case is ended */
  constructor(hangSeconds = 60) {
    this.hangSeconds = hangSeconds;
  }

  run<T>(work: () => T): T {
    const before = process.cpuUsage();
    let result: T | undefined;
    Reflect.set(globalThis, "watchedCase", () => {
      result = work();
    });
    // What runs inside a script can be ended from outside, also in an endless loop.
    script.runInThisContext({ timeout: this.hangSeconds * 1000 });
    const { user, system } = process.cpuUsage(before);
    const took = (user + system) / 1e6;
    this.cases++;
    this.seconds += took;
    this.slowest = Math.max(this.slowest, took);
    assert.ok(took < cpuSeconds, `one case took ${took} s of processor time`);
    return result as T;
  }
}
