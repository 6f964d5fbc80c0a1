import { z } from "zod";
import { LONGEST_SECONDS } from "../core/service-quotas";
import type { Task } from "../tasks/index";
import { type AppInput, ON_FAILURE, type OnFailure, type Siblings } from "./define";

export type { Task } from "../tasks/index";
export { ON_FAILURE, type OnFailure, SIBLINGS, type Siblings } from "./define";

/** A checked blueprint: {@link BlueprintInput} with its defaults filled in. */
export interface Blueprint {
  /** `^[a-z][a-z0-9-]{0,39}$`; part of every physical name. */
  readonly name: string;
  /** By app name, sorted by name whatever the order they were written in. */
  readonly apps: Readonly<Record<string, App>>;
  /** @default "stop" */
  readonly siblings?: Siblings;
}

/** A checked app: {@link AppInput} with its defaults filled in. */
export interface App {
  readonly task: Task;
  /** Sorted. */
  readonly after: readonly string[];
  /** Usual duration in seconds, more than 0. @default unknown */
  readonly expectedSeconds?: number;
  /** Longest duration of one try in seconds, 1 to 31,536,000. */
  readonly timeoutSeconds: number;
  /** Team that is responsible; becomes a tag. @default the stack's owner */
  readonly owner?: string;
  /** By name. */
  readonly secrets: Readonly<Record<string, SecretRule>>;
  /** Access rule file, relative to the folder `access` next to the blueprint. @default none */
  readonly access?: string;
  /** @default the app is not rolled back */
  readonly rollback?: Rollback;
  /** @default "fail" */
  readonly onFailure?: OnFailure;
}

export interface SecretRule {
  /** Age in days, 1 to 365; an older secret is rotated before the task runs. */
  readonly maxAgeDays: number;
}

export interface Rollback {
  readonly task: Task;
  /** Longest duration of one try in seconds, 1 to 31,536,000. */
  readonly timeoutSeconds: number;
}

/** Names of blueprints, apps and secrets. */
export const NAME_PATTERN = /^[a-z][a-z0-9-]{0,39}$/;

/** Whether a value is a valid `expectedSeconds`: a number, more than 0, at most a year. */
export function isExpectable(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= LONGEST_SECONDS;
}

const seconds = z.int("is not a whole number of seconds").min(1).max(LONGEST_SECONDS);

/** Relative path of a JSON file, without `..` and without a leading `/`. */
const ACCESS_PATTERN = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*\.json$/;

/** Schema of {@link AppInput} except its tasks, which the schemas of their kinds check. */
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

/** Longest duration of one try in seconds: as written, else the larger of 300 and 3 x expectedSeconds. */
export function timeoutOf({
  timeoutSeconds,
  expectedSeconds = 0,
}: Pick<AppInput, "timeoutSeconds" | "expectedSeconds">): number {
  return timeoutSeconds ?? Math.min(Math.max(300, Math.ceil(3 * expectedSeconds)), LONGEST_SECONDS);
}

/** Fills in the defaults that {@link App} documents. */
export function completeApp(app: AppInput): App {
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
