import type { RollbackTarget } from "../../components/versions/rollback/plan";
import { readOptions } from "../command";

export const USAGE =
  'Usage: npm run rollback -- --stack ENVIRONMENT (--app APP | --all) (--to VERSION|TIME --why "REASON" [--pin] [--dry-run] | --list)';

export const HELP = `${USAGE}

Moves the alias "live" of state machines back to a version that was published before, as whoever your AWS credentials are, and says who did it and why: in
the alias's description and in the stream "versions" of the environment's execution log. Runs that have begun go on as they are; the next one takes the
version that the alias leads to. No version and no definition is changed, and nothing is rehearsed: a rollback is for when there is no time.

  --stack ENVIRONMENT  reads stacks/Pulumi.<environment>.yaml; names are computed from it
  --app APP            one machine: an app, <app>_rollback for the machine that undoes it, or _parent for the environment's parent
  --all                every machine of the environment, the parent last; with --to TIME, as machines count their versions separately
  --to VERSION         number of a version of that one machine
  --to TIME            the newest version that was published by then, ISO 8601 with an offset, e.g. 2026-05-04T17:30:00Z; a machine that had none stays
  --why "REASON"       kept with the move
  --pin                also writes the pins into the stack's file, so that \`pulumi up\` keeps the versions
  --dry-run            shows what would be moved, and moves nothing
  --list               shows the versions that there are, when they were published and which is live
  --help               this text

Without a pin the alias stays until the machine changes again: the next \`pulumi up\` with a change of it, or with --refresh, moves it to the newest version.

Exit codes: 0 done (or nothing to do), 1 refused or failed, 2 bad usage or bad input.
`;

const OPTIONS = {
  stack: { type: "string" },
  app: { type: "string" },
  all: { type: "boolean" },
  to: { type: "string" },
  why: { type: "string" },
  pin: { type: "boolean" },
  "dry-run": { type: "boolean" },
  list: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** What the command was asked to do. */
export interface RollbackOptions {
  readonly stack: string;
  /** Key of one machine; undefined for all. */
  readonly app: string | undefined;
  /** Undefined to list. */
  readonly move:
    | { readonly target: RollbackTarget; readonly why: string; readonly pin: boolean; readonly dryRun: boolean }
    | undefined;
}

export type ParsedOptions = RollbackOptions | { readonly help: true } | { readonly problem: string };

/** Longest reason in characters; a log event could hold more, a reader could not. */
const LONGEST_WHY = 1000;

/** Reads the command line; `problem` says in one sentence what cannot be taken. `now` is when the command runs. */
export function parseRollbackOptions(args: readonly string[], now: Date): ParsedOptions {
  const read = readOptions(args, OPTIONS);
  if ("problem" in read) return read;
  const { values } = read;
  if (values.help === true) return { help: true };
  const { stack, app, all = false, to, why, list = false, pin = false, "dry-run": dryRun = false } = values;
  if (stack === undefined) return { problem: "No environment is named: --stack." };
  if (all === (app !== undefined)) return { problem: "Name one machine with --app, or --all." };
  if (list) {
    const other = [
      to === undefined ? "" : "--to",
      why === undefined ? "" : "--why",
      pin ? "--pin" : "",
      dryRun ? "--dry-run" : "",
    ];
    const found = other.filter((option) => option !== "");
    return found.length > 0
      ? { problem: `--list moves nothing; leave out ${found.join(", ")}.` }
      : { stack, app, move: undefined };
  }
  if (to === undefined) return { problem: "Where to? --to VERSION or TIME; --list shows what there is." };
  const target = targetOf(to, all, now);
  if ("problem" in target) return target;
  const reason = (why ?? "").trim();
  if (reason === "") return { problem: "Why? --why is kept with the move." };
  if (reason.length > LONGEST_WHY)
    return { problem: `--why has ${reason.length} characters; ${LONGEST_WHY} are kept.` };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(reason))
    return { problem: "--why has a line break or another control character; write one line." };
  return { stack, app, move: { target, why: reason, pin, dryRun } };
}

function targetOf(to: string, all: boolean, now: Date): RollbackTarget | { readonly problem: string } {
  if (/^[1-9]\d*$/.test(to)) {
    if (all) return { problem: "--all needs a time: every machine counts its versions by itself." };
    return { version: Number(to) };
  }
  const at = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(to) ? to : Number.NaN);
  if (Number.isNaN(at.getTime())) {
    return { problem: `"${to}" is neither the number of a version nor a time such as 2026-05-04T17:30:00Z.` };
  }
  return at.getTime() > now.getTime() ? { problem: `${to} is in the future.` } : { at };
}
