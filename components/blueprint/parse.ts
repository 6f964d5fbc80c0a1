import { errorMessage } from "../core/errors";
import { isRecord, memberOf } from "../core/json";
import type { Problem } from "../core/problem";
import { closestName } from "../core/problem";
import { keysAt, placeOf, schemaProblems, shown, unknownKey } from "../core/schema-problem";
import { TASK_EXAMPLES, TASK_KINDS, type Task, taskProblems, taskSchema } from "../tasks/index";
import { appSchema, completeApp, NAME_PATTERN, timeoutOf } from "./blueprint";
import { type AppInput, SIBLINGS, type Siblings } from "./define";
import type { WrittenBlueprint } from "./expected-seconds";
import { orderProblems } from "./order";

const BLUEPRINT_KEYS: readonly string[] = ["name", "apps", "siblings"];

export interface ParseOptions {
  /**
   * Whether an access rule file exists: `true`, or `false` or the path that was tried if not. @default every file
   * exists
   */
  readonly accessFiles?: (name: string) => boolean | string;
}

export type Parsed = WrittenBlueprint | { readonly problems: readonly Problem[] };

/**
 * Checks any value as a blueprint and fills in its defaults. All problems are returned together: unknown keys, names,
 * kinds of task, ranges, missing access rule files, unknown and repeated dependencies, cycles as paths. Never throws.
 */
export function parseBlueprint(value: unknown, options: ParseOptions = {}): Parsed {
  try {
    return parse(value, options);
  } catch (error) {
    const message = `cannot be read: ${errorMessage(error)}`;
    return { problems: [{ place: "", message, fix: "write the blueprint as plain data, as in JSON" }] };
  }
}

function parse(value: unknown, { accessFiles = () => true }: ParseOptions): Parsed {
  if (!isRecord(value)) {
    return {
      problems: [
        { place: "", message: `${shown(value)} is not an object`, fix: 'write {"name": "...", "apps": {...}}' },
      ],
    };
  }
  const problems: Problem[] = Object.keys(value)
    .filter((key) => !BLUEPRINT_KEYS.includes(key))
    .map((key) => unknownKey([key], key, BLUEPRINT_KEYS));
  const name = memberOf(value, "name");
  if (typeof name !== "string" || !NAME_PATTERN.test(name)) {
    problems.push(nameProblem(["name"], name));
  }
  const siblings = memberOf(value, "siblings");
  if (siblings !== undefined && !isSiblings(siblings)) {
    problems.push({
      place: "siblings",
      message: `${shown(siblings)} is not one of ${SIBLINGS.join(", ")}`,
      fix: 'write "stop" (the other branches of a block end when one fails; the default) or "finish" (they run to their end)',
    });
  }
  const apps = memberOf(value, "apps");
  if (!isRecord(apps) || Object.keys(apps).length === 0) {
    problems.push({
      place: "apps",
      message: apps === undefined ? "is missing" : isRecord(apps) ? "has no app" : `${shown(apps)} is not an object`,
      fix: 'write at least one app: {"<app>": {"task": {"kind": "lambda", "function": "<name or ARN>"}}}',
    });
    return { problems };
  }
  const checked = new Map<string, AppInput>();
  for (const [app, entry] of Object.entries(apps)) {
    if (!NAME_PATTERN.test(app)) {
      problems.push(nameProblem(["apps", app], app));
    }
    const result = checkApp(app, entry, accessFiles);
    problems.push(...result.problems);
    if (result.app !== undefined) {
      checked.set(app, result.app);
    }
  }
  problems.push(...orderProblems(apps));
  if (problems.length > 0 || typeof name !== "string") {
    return { problems };
  }
  const sorted = [...checked].sort(([a], [b]) => (a < b ? -1 : 1));
  const complete = sorted.map(([app, entry]) => [app, completeApp(entry)] as const);
  return {
    blueprint: { name, apps: Object.fromEntries(complete), ...(isSiblings(siblings) ? { siblings } : {}) },
    written: Object.fromEntries(sorted),
  };
}

function checkApp(name: string, entry: unknown, accessFiles: (name: string) => boolean | string) {
  const path = ["apps", name];
  const result = appSchema.safeParse(entry);
  const problems: Problem[] = [];
  if (!result.success) {
    const keys = Object.keys(appSchema.shape);
    const rollbackKeys = Object.keys(appSchema.shape.rollback.unwrap().shape);
    for (const issue of result.error.issues) {
      const known = issue.path[0] === "rollback" ? rollbackKeys : issue.path[0] === "secrets" ? ["maxAgeDays"] : keys;
      problems.push(...schemaProblems([issue], entry, path, known));
    }
    if (!isRecord(entry)) {
      return { problems };
    }
  }
  const record = isRecord(entry) ? entry : {};
  const task = checkTask(memberOf(record, "task"), [...path, "task"], problems);
  const rollback = memberOf(record, "rollback");
  const rollbackTask = isRecord(rollback)
    ? checkTask(memberOf(rollback, "task"), [...path, "rollback", "task"], problems)
    : undefined;
  const secrets = memberOf(record, "secrets");
  for (const secret of isRecord(secrets) ? Object.keys(secrets) : []) {
    if (!NAME_PATTERN.test(secret)) {
      problems.push(nameProblem([...path, "secrets", secret], secret));
    }
  }
  const accessIsBad = result.error?.issues.some(({ path }) => path[0] === "access") ?? false;
  const access = memberOf(record, "access");
  if (typeof access === "string" && !accessIsBad) {
    problems.push(...accessProblems(access, [...path, "access"], accessFiles));
  }
  const seconds = timeoutOf(result.data ?? {});
  if (task !== undefined) {
    problems.push(...kindProblems(task, seconds, [...path, "task"]));
  }
  if (rollbackTask !== undefined) {
    const ownSeconds = result.data?.rollback?.timeoutSeconds ?? seconds;
    problems.push(...kindProblems(rollbackTask, ownSeconds, [...path, "rollback", "task"]));
  }
  if (!result.success || task === undefined) {
    return { problems };
  }
  const { expectedSeconds, timeoutSeconds } = result.data;
  if (expectedSeconds !== undefined && timeoutSeconds !== undefined && expectedSeconds > timeoutSeconds) {
    problems.push({
      place: placeOf([...path, "timeoutSeconds"]),
      message: `${timeoutSeconds} is less than expectedSeconds (${expectedSeconds}): the task is expected to time out`,
      fix: `write at least ${Math.ceil(expectedSeconds)}`,
    });
  }
  const { rollback: plainRollback, ...rest } = result.data;
  if (plainRollback !== undefined && rollbackTask === undefined) {
    return { problems };
  }
  const checkedRollback =
    rollbackTask === undefined
      ? {}
      : { rollback: { task: rollbackTask, timeoutSeconds: plainRollback?.timeoutSeconds } };
  return { problems, app: { ...rest, task, ...checkedRollback } satisfies AppInput };
}

function checkTask(task: unknown, path: readonly PropertyKey[], problems: Problem[]): Task | undefined {
  const kind = isRecord(task) ? memberOf(task, "kind") : undefined;
  const schema = typeof kind === "string" ? taskSchema(kind) : undefined;
  if (schema === undefined) {
    const kinds = TASK_KINDS.map((known) => `"${known}"`).join(", ");
    const [place, message] = !isRecord(task)
      ? [placeOf(path), task === undefined ? "is missing" : `${shown(task)} is not an object`]
      : [placeOf([...path, "kind"]), kind === undefined ? "is missing" : `${shown(kind)} is not a kind of task`];
    problems.push({
      place,
      message,
      fix: `write the kind, one of ${kinds}, e.g. ${exampleFor(kind)}`,
    });
    return undefined;
  }
  const result = schema.safeParse(task);
  if (result.success) {
    return result.data;
  }
  for (const issue of result.error.issues) {
    problems.push(...schemaProblems([issue], task, path, keysAt(schema, issue.path)));
  }
  return undefined;
}

/** An example of the closest kind, else of the first. */
function exampleFor(kind: unknown): string {
  const closest = typeof kind === "string" ? closestName(kind, TASK_KINDS) : undefined;
  return JSON.stringify(TASK_EXAMPLES[closest ?? TASK_KINDS[0] ?? ""]);
}

/** Problems that the kind of a task finds beyond its schema. */
function kindProblems(task: Task, timeoutSeconds: number, path: readonly PropertyKey[]): Problem[] {
  return taskProblems(task, timeoutSeconds).map((problem) => ({
    place: placeOf([...path, ...problem.path]),
    message: problem.message,
    fix: problem.fix,
  }));
}

function accessProblems(
  access: string,
  path: readonly PropertyKey[],
  accessFiles: (name: string) => boolean | string,
): Problem[] {
  const found = accessFiles(access);
  if (found === true) {
    return [];
  }
  const tried = found === false ? `access/${access}` : found;
  return [
    {
      place: placeOf(path),
      message: `access rule file ${tried} does not exist`,
      fix: "create it, correct the name, or remove the key if the task needs no permissions beyond those of its kind",
    },
  ];
}

function nameProblem(path: readonly PropertyKey[], name: unknown): Problem {
  return {
    place: placeOf(path),
    message: name === undefined ? "is missing" : `${shown(name)} is not a valid name`,
    fix: "write 1 to 40 lowercase letters, digits and hyphens, starting with a letter",
  };
}

function isSiblings(value: unknown): value is Siblings {
  return SIBLINGS.some((known) => known === value);
}
