import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import type { Context } from "mocha";

/** File to which each worker appends a line `file<TAB>milliseconds` for each test file; set by `--record`. */
export const DURATIONS_VARIABLE = "TEST_DURATIONS";

// A worker is never idle while files are left: the time since the end of the file before is the time of this one, loading included.
let since = Date.now();

export const mochaHooks = {
  afterAll(this: Context): void {
    const target = process.env[DURATIONS_VARIABLE];
    const file = this.test?.parent?.suites[0]?.file;
    if (target !== undefined && file !== undefined) {
      const now = Date.now();
      appendFileSync(target, `${relative(process.cwd(), file)}\t${now - since}\n`);
      since = now;
    }
  },
};
