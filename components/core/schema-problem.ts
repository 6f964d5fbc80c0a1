import type { z } from "zod";
import { closestName } from "./closest-name";
import type { Problem } from "./problem";

/** Path as a reader writes it: `apps.orders.after[1]`; keys that are no plain words are quoted. */
export function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, key) => {
    if (typeof key === "number") return `${place}[${key}]`;
    const text = String(key);
    if (!/^[A-Za-z_][\w-]*$/.test(text)) return `${place}[${shown(text)}]`;
    return place === "" ? text : `${place}.${text}`;
  }, "");
}

/** The same inside a setting: `app-of-apps:pins.orders`; the setting itself where the path is empty. */
export function placeIn(setting: string, path: readonly PropertyKey[]): string {
  const inner = placeOf(path);
  return inner === "" || inner.startsWith("[") ? `${setting}${inner}` : `${setting}.${inner}`;
}

/** A value cut to what fits a message. */
export function shown(value: unknown): string {
  const text = stringified(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Problems from zod's issues: every unknown key by itself, with the nearest of `knownKeys` as its fix. `at` is the path of the value. */
export function schemaProblems(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  at: readonly PropertyKey[] = [],
  knownKeys: readonly string[] = [],
): Problem[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => unknownKey([...path, key], key, knownKeys));
    }
    if (issue.code === "invalid_key") {
      // A record's key: the issue's path ends in it, and what is wrong with it is inside.
      const wrong = issue.issues[0]?.message ?? issue.message;
      const message = `${shown(issue.path.at(-1))} ${wrong}`;
      return [{ place: placeOf(path), message, fix: `write ${wrong.replace(/^is not /, "")}` }];
    }
    const found = valueAt(value, issue.path);
    const place = placeOf(path);
    if (found === undefined) return [{ place, message: "is missing", fix: `write it: ${expected(issue)}` }];
    return [{ place, message: `${shown(found)} ${refusal(issue)}`, fix: `write ${expected(issue)}` }];
  });
}

/** Problem for a key that is not known, with the nearest known one as its fix. */
export function unknownKey(path: readonly PropertyKey[], key: string, knownKeys: readonly string[]): Problem {
  const meant = closestName(key, knownKeys);
  return {
    place: placeOf(path),
    message: `unknown key ${shown(key)}`,
    fix:
      meant === undefined
        ? `remove it${knownKeys.length > 0 ? `; known keys: ${knownKeys.join(", ")}` : ""}`
        : `did you mean "${meant}"?`,
  };
}

function refusal(issue: z.core.$ZodIssue): string {
  if (issue.code === "too_small") return `is ${issue.inclusive === false ? "not more" : "less"} than ${issue.minimum}`;
  if (issue.code === "too_big") return `is more than ${issue.maximum}`;
  return issue.code === "invalid_type" ? `is not ${article(issue.expected)}` : issue.message;
}

/** Schemas of this project word their own refusals as "is not <what is expected>". */
function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === "too_small") return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
  if (issue.code === "too_big") return `at most ${issue.maximum}`;
  return issue.code === "invalid_type" ? article(issue.expected) : issue.message.replace(/^is not /, "");
}

function article(type: string): string {
  const names: Record<string, string> = { int: "a whole number", record: "an object", nan: "a number" };
  return names[type] ?? (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    return Reflect.get(at, key);
  }, value);
}

function stringified(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
