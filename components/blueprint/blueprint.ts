import { z } from "zod";
import { LONGEST_SECONDS } from "../core/service-quotas";
import type { Task } from "../tasks/index";

export type { Task } from "../tasks/index";

/** How the apps of a release depend on each other: no value of any environment is in it. This is the checked form, defaults filled in. */
export interface Blueprint {
  /** `^[a-z][a-z0-9-]{0,39}$`; part of every physical name. */
  readonly name: string;
  /** By app name, in the order of the names, whatever the order they were written in. */
  readonly apps: Readonly<Record<string, App>>;
  /** What becomes of the other branches of a block when an app in one fails: stopped at once, or run to their end. @default "stop" */
  readonly siblings?: Siblings;
}

/** What becomes of the other branches of a block when one fails. */
export const SIBLINGS = ["stop", "finish"] as const;
export type Siblings = (typeof SIBLINGS)[number];

/** What becomes of a run when an app fails. */
export const ON_FAILURE = ["fail", "continue"] as const;
export type OnFailure = (typeof ON_FAILURE)[number];

export interface App {
  readonly task: Task;
  /** Apps that must have succeeded before. Sorted. @default none */
  readonly after: readonly string[];
  /** Usual duration in seconds, more than 0; steers the schedule, and the time-out where none is written. An environment may have its own. */
  readonly expectedSeconds?: number;
  /** Longest duration of one try in seconds, 1 to 31,536,000. @default the larger of 300 and 3 x expectedSeconds */
  readonly timeoutSeconds: number;
  /** Team to ask; becomes a tag. */
  readonly owner?: string;
  /** Secrets that must be fresh before the task runs, by name. @default none */
  readonly secrets: Readonly<Record<string, SecretRule>>;
  /** Access rule file, relative to the folder `access` beside the blueprint. */
  readonly access?: string;
  /** How to undo the app when a later one fails. */
  readonly rollback?: Rollback;
  /**
   * What its failure does to the run. `fail`: the run ends and what had succeeded is undone. `continue`: other apps go on, those that wait for it too,
   * without a result of it; nothing is undone for its sake, and the run ends FAILED all the same. @default "fail"
   */
  readonly onFailure?: OnFailure;
}

export interface SecretRule {
  /** Older than this many days, 1 to 365, is rotated before the task runs. @default 30 */
  readonly maxAgeDays: number;
}

export interface Rollback {
  readonly task: Task;
  /** As for the app. @default the app's */
  readonly timeoutSeconds: number;
}

/** Names of blueprints, apps and secrets. */
export const NAME_PATTERN = /^[a-z][a-z0-9-]{0,39}$/;

/** Whether a value is a number of seconds that an app can be expected to take: more than 0, at most a year. */
export function isExpectable(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= LONGEST_SECONDS;
}

const seconds = z.int("is not a whole number of seconds").min(1).max(LONGEST_SECONDS);

/** Safe relative path of a JSON file: no `..`, no leading `/`. */
const ACCESS_PATTERN = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*\.json$/;

/** Shape of one app but for its tasks, which their kinds check. */
export const appSchema = z.strictObject({
  task: z.unknown().optional(),
  after: z.array(z.string()).optional(),
  expectedSeconds: z.number().gt(0).max(LONGEST_SECONDS).optional(),
  timeoutSeconds: seconds.optional(),
  owner: z
    .string()
    .regex(/^[\p{L}\p{N} _.:/=+@-]{1,256}$/u, "is not a tag value of 1 to 256 letters, digits, blanks and _.:/=+@-")
    .optional(),
  secrets: z
    .record(
      z.string(),
      z.strictObject({ maxAgeDays: z.int("is not a whole number of days").min(1).max(365).optional() }),
    )
    .optional(),
  access: z.string().regex(ACCESS_PATTERN, "is not a relative path of a .json file").optional(),
  rollback: z.strictObject({ task: z.unknown().optional(), timeoutSeconds: seconds.optional() }).optional(),
  onFailure: z.enum(ON_FAILURE, 'is not "fail" or "continue"').optional(),
});

/** {@link appSchema}'s result, with the tasks as their kinds accepted them. */
export type CheckedApp = Omit<z.infer<typeof appSchema>, "task" | "rollback"> & {
  readonly task: Task;
  readonly rollback?: { readonly task: Task; readonly timeoutSeconds?: number | undefined } | undefined;
};

/** Longest duration of one try in seconds: as written, else the larger of 300 and 3 x expectedSeconds. */
export function timeoutOf({
  timeoutSeconds,
  expectedSeconds = 0,
}: Pick<CheckedApp, "timeoutSeconds" | "expectedSeconds">): number {
  return timeoutSeconds ?? Math.min(Math.max(300, Math.ceil(3 * expectedSeconds)), LONGEST_SECONDS);
}

/** Fills in the defaults that {@link App} documents. */
export function completeApp(app: CheckedApp): App {
  const timeoutSeconds = timeoutOf(app);
  const secrets = Object.entries(app.secrets ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { maxAgeDays }]) => [name, { maxAgeDays: maxAgeDays ?? 30 }] as const);
  return {
    task: app.task,
    after: [...(app.after ?? [])].sort(),
    ...(app.expectedSeconds === undefined ? {} : { expectedSeconds: app.expectedSeconds }),
    timeoutSeconds,
    ...(app.owner === undefined ? {} : { owner: app.owner }),
    secrets: Object.fromEntries(secrets),
    ...(app.access === undefined ? {} : { access: app.access }),
    ...(app.onFailure === undefined ? {} : { onFailure: app.onFailure }),
    ...(app.rollback === undefined
      ? {}
      : { rollback: { task: app.rollback.task, timeoutSeconds: app.rollback.timeoutSeconds ?? timeoutSeconds } }),
  };
}
