import type { RollbackTarget } from "../../components/versions/rollback/plan";
import { UsageError } from "../command";
import type { Values } from "../option";
import { requiredMessage } from "../parse";

export const OPTIONS = {
  stack: {
    value: "ENVIRONMENT",
    required: true,
    help: "reads stacks/Pulumi.<environment>.yaml; names are computed from it",
  },
  app: {
    value: "APP",
    help: "one machine: an app, <app>_rollback for the machine that rolls it back, or _parent for the environment's parent",
  },
  all: {
    help: "every machine of the environment, the parent last; with --to TIME, as machines count their versions separately",
  },
  to: {
    value: "VERSION|TIME",
    help: `VERSION: number of a version of that one machine
TIME: the newest version that was published by then, ISO 8601 with an offset, e.g. 2026-05-04T17:30:00Z; a machine that
had none stays`,
  },
  why: { value: "REASON", help: "recorded with the rollback" },
  pin: { help: "also writes the pins into the stack's file, so that `pulumi up` keeps the versions" },
  "dry-run": { help: "shows what would be moved, and moves nothing" },
  list: { help: "shows the published versions, when they were published and which is live" },
} as const;

/** What a rollback is asked to do. */
export interface RollbackRequest {
  readonly stack: string;
  /** Key of one machine; undefined for all. */
  readonly app: string | undefined;
  /** Undefined to list. */
  readonly move: MoveRequest | undefined;
}

export interface MoveRequest {
  readonly target: RollbackTarget;
  readonly why: string;
  readonly pin: boolean;
  readonly dryRun: boolean;
}

/** Longest reason in characters: a log event could hold more, a reader could not. */
const MAX_WHY = 1000;

/** Checks options that depend on each other. `now` is when the command runs. @throws {UsageError} */
export function rollbackRequest(options: Values<typeof OPTIONS>, now: Date): RollbackRequest {
  const { stack, app, all, list } = options;
  if (all === (app !== undefined)) {
    throw new UsageError("either --app or --all is required");
  }
  if (list) {
    const others = (["to", "why", "pin", "dry-run"] as const).filter((name) => options[name] || options[name] === "");
    if (others.length > 0) {
      throw new UsageError(`--list moves nothing; leave out ${others.map((name) => `--${name}`).join(", ")}`);
    }
    return { stack, app, move: undefined };
  }
  const target = targetOf(options.to, all, now);
  return { stack, app, move: { target, why: reasonOf(options.why), pin: options.pin, dryRun: options["dry-run"] } };
}

function targetOf(to: string | undefined, all: boolean, now: Date): RollbackTarget {
  if (to === undefined) {
    throw new UsageError(`${requiredMessage("to", "VERSION or TIME")}; --list shows the versions`);
  }
  if (/^[1-9]\d*$/.test(to)) {
    if (all) {
      throw new UsageError("--all needs a time: every machine counts its versions separately");
    }
    return { version: Number(to) };
  }
  const at = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(to) ? to : Number.NaN);
  if (Number.isNaN(at.getTime())) {
    throw new UsageError(`--to "${to}" is neither the number of a version nor a time such as 2026-05-04T17:30:00Z`);
  }
  if (at.getTime() > now.getTime()) {
    throw new UsageError(`--to ${to} is in the future`);
  }
  return { at };
}

function reasonOf(why = ""): string {
  const reason = why.trim();
  if (reason === "") {
    throw new UsageError(`${requiredMessage("why", "REASON")}; it is recorded with the rollback`);
  }
  if (reason.length > MAX_WHY) {
    throw new UsageError(`--why has ${reason.length} characters; limit ${MAX_WHY}`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(reason)) {
    throw new UsageError("--why has a line break or another control character; write one line");
  }
  return reason;
}
