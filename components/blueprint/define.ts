import type { Task } from "../tasks/index";

/** What happens to the other branches of a parallel block when one fails. */
export const SIBLINGS = ["stop", "finish"] as const;
export type Siblings = (typeof SIBLINGS)[number];

/** What a failure of an app does to the run. */
export const ON_FAILURE = ["fail", "continue"] as const;
export type OnFailure = (typeof ON_FAILURE)[number];

/**
 * A blueprint as an app team writes it, in TypeScript or JSON: apps, their tasks and their order. It contains no value
 * of any environment. `parseBlueprint` checks it and fills in the defaults.
 */
export interface BlueprintInput<AppName extends string = string> {
  /**
   * `^[a-z][a-z0-9-]{0,39}$`; part of every physical name. Changing it replaces every resource of every environment.
   */
  readonly name: string;
  /** At least one app, by name, `^[a-z][a-z0-9-]{0,39}$`. Renaming an app replaces its resources. */
  readonly apps: { readonly [Name in AppName]: AppInput<NoInfer<AppName>> };
  /**
   * What happens to the other branches of a parallel block when an app in one fails: `stop` ends them, `finish` lets
   * them run to their end. @default "stop"
   */
  readonly siblings?: Siblings | undefined;
}

/** One app: its task, what it waits for, and what happens when it fails. */
export interface AppInput<AppName extends string = string> {
  /** The work of the app; `kind` decides the other arguments. */
  readonly task: Task;
  /** Apps of this blueprint that must have succeeded before. No repetition, no cycle. @default none */
  readonly after?: readonly AppName[] | undefined;
  /**
   * Usual duration in seconds, more than 0, at most 31,536,000; steers the schedule. An environment can override it
   * with
   * `app-of-apps:expectedSeconds`. @default 1 for the schedule
   */
  readonly expectedSeconds?: number | undefined;
  /**
   * Longest duration of one try, in whole seconds, 1 to 31,536,000, at least `expectedSeconds`.
   * @default the larger of 300 and 3 x expectedSeconds
   */
  readonly timeoutSeconds?: number | undefined;
  /**
   * Team that is responsible: 1 to 256 letters, digits, blanks and `_.:/=+@-`. Becomes the tag `owner`. @default the
   * stack's
   */
  readonly owner?: string | undefined;
  /** Secrets that must be fresh before the task runs, by name, `^[a-z][a-z0-9-]{0,39}$`. @default none */
  readonly secrets?: Readonly<Record<string, SecretInput>> | undefined;
  /**
   * Access rule of the task role: path of a `.json` file, relative to the folder `access` next to the blueprint.
   * @default none: the task role has the permissions that its task's kind needs
   */
  readonly access?: string | undefined;
  /** How to roll back the app when a later one fails. @default the app is not rolled back */
  readonly rollback?: RollbackInput | undefined;
  /**
   * What a failure of the app does to the run. `fail`: the run ends, and what had succeeded is rolled back. `continue`:
   * the other apps run, also those after it, without its result; nothing is rolled back for it, and the run still ends
   * FAILED.
   * @default "fail"
   */
  readonly onFailure?: OnFailure | undefined;
}

/** One secret of an app. */
export interface SecretInput {
  /** Age in whole days, 1 to 365; an older secret is rotated before the task runs. @default 30 */
  readonly maxAgeDays?: number | undefined;
}

/** How an app is rolled back. */
export interface RollbackInput {
  /** Runs with `action` "rollback". */
  readonly task: Task;
  /** Longest duration of one try, in whole seconds, 1 to 31,536,000. @default the app's `timeoutSeconds` */
  readonly timeoutSeconds?: number | undefined;
}

/**
 * Types a blueprint, so that the editor completes its keys and marks mistakes: unknown keys, unknown kinds of task,
 * missing arguments, and names in `after` that are not apps of this blueprint. Returns its argument. What types cannot
 * express (patterns, ranges, cycles) is checked when the blueprint is loaded, all problems together.
 *
 * @example
 * export default defineBlueprint({
 *   name: "shop",
 *   apps: {
 *     database: { task: { kind: "codebuild", project: "shop-migrate" } },
 *     orders: { task: { kind: "lambda", function: "shop-orders-release" }, after: ["database"], expectedSeconds: 3 },
 *   },
 * });
 */
export function defineBlueprint<const AppName extends string>(
  blueprint: BlueprintInput<AppName>,
): BlueprintInput<AppName> {
  return blueprint;
}
