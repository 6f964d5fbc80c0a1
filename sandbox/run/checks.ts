import type { Console } from "./console";

/** One thing that has to be so at the end of a run. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  /** The value found, where it helps to read a failed check. */
  readonly found?: string;
}

/** Collects what was checked; a run is good only if every check is. */
export class Checks {
  private readonly all: Check[] = [];

  constructor(private readonly console: Console) {}

  /** Records and shows one check. */
  expect(what: string, ok: boolean, found?: string): boolean {
    const check: Check = found === undefined ? { what, ok } : { what, ok, found };
    this.all.push(check);
    const mark = ok ? this.console.paint("green", "ok  ") : this.console.paint("red", "FAIL");
    this.console.fact(`${mark} ${what}${ok || found === undefined ? "" : `: found ${found}`}`);
    return ok;
  }

  get failed(): readonly Check[] {
    return this.all.filter((check) => !check.ok);
  }

  get count(): number {
    return this.all.length;
  }
}
