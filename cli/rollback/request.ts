import type { RollbackTarget } from "../../components/versions/rollback/plan";
import { UsageError } from "../command";
import type { Values } from "../option";
import { requiredMessage } from "../parse";
import { STACK_OPTION } from "../stack-inputs";

export const OPTIONS = {
  stack: STACK_OPTION,
  app: {
    value: "APP",
    help: `one machine: an app, <app>_rollback for the machine that rolls it back, _rollback for the one that rolls back a run, or
_parent for the environment's parent`,
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
  run: {
    value: "NAME",
    help: `name of an execution of the parent that has ended: starts the rollback of every app that it released, dependents before
what they depend on, and waits until it has ended`,
  },
  again: { help: "with --run: also where the run has been rolled back before; starts every rollback once more" },
  json: {
    help: `with --run: {"run", "execution" (ARN), "who", "why", "status", "rollbacks": [{"app", "status" ("rolled back", "not released",
"unknown" (no execution was found) or "[failed] <error>")}], "recorded"}`,
  },
  why: { value: "REASON", help: "recorded with the rollback" },
  pin: { help: "also writes the pins into the stack's file, so that `pulumi up` keeps the versions" },
  "dry-run": { help: "shows what would be moved, and moves nothing" },
  list: { help: "shows the published versions, when they were published and which is live" },
} as const;

/** What a rollback is asked to do. */
export type RollbackRequest = RunRequest | AliasRequest;

/** Roll back a run. */
export interface RunRequest {
  readonly stack: string;
  /** Name of the parent's execution. */
  readonly run: string;
  readonly why: string;
  /** Whether a run that has been rolled back is rolled back once more. */
  readonly again: boolean;
}

/** Move aliases back, or list versions. */
export interface AliasRequest {
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

/**
 * Name of an execution.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS refuses them in names
const EXECUTION_NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;

/** Options that say which aliases are moved, and where. */
const ALIAS_OPTIONS = ["app", "all", "to", "pin", "dry-run", "list"] as const;

/** Options that only a rollback of a run has. */
const RUN_OPTIONS = ["again", "json"] as const;

/** Checks options that depend on each other. `now` is when the command runs. @throws {UsageError} */
export function rollbackRequest(options: Values<typeof OPTIONS>, now: Date): RollbackRequest {
  const { stack, app, all, list, run } = options;
  if (run !== undefined) {
    return runRequest(options, run);
  }
  const ofRuns = given(options, RUN_OPTIONS);
  if (ofRuns.length > 0) {
    throw new UsageError(`only --run has ${ofRuns.join(", ")}`);
  }
  if (all === (app !== undefined)) {
    throw new UsageError("one of --app, --all and --run is required");
  }
  if (list) {
    const others = given(options, ["to", "why", "pin", "dry-run"]);
    if (others.length > 0) {
      throw new UsageError(`--list moves nothing; leave out ${others.join(", ")}`);
    }
    return { stack, app, move: undefined };
  }
  const target = targetOf(options.to, all, now);
  return { stack, app, move: { target, why: reasonOf(options.why), pin: options.pin, dryRun: options["dry-run"] } };
}

function runRequest(options: Values<typeof OPTIONS>, run: string): RunRequest {
  const others = given(options, ALIAS_OPTIONS);
  if (others.length > 0) {
    throw new UsageError(`--run moves no alias; leave out ${others.join(", ")}`);
  }
  if (!EXECUTION_NAME.test(run)) {
    throw new UsageError(
      `--run "${run}" is not a valid name of an execution; write what follows the last colon of its ARN`,
    );
  }
  return { stack: options.stack, run, why: reasonOf(options.why), again: options.again };
}

/** Which of some options are given, as they are written. */
function given(options: Values<typeof OPTIONS>, names: readonly (keyof typeof OPTIONS)[]): string[] {
  return names.filter((name) => options[name] || options[name] === "").map((name) => `--${name}`);
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
