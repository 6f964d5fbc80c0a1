import { z } from "zod";
import { memberOf } from "./json";
import { nameFix, type Problem } from "./problem";

/** A path as a person writes it: `apps.orders.after[1]`. Keys that are not plain words are quoted: `values["a.b"]`. */
export function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, key) => {
    if (typeof key === "number") {
      return `${place}[${key}]`;
    }
    const text = String(key);
    if (!/^[A-Za-z_][\w-]*$/.test(text)) {
      return `${place}[${shown(text)}]`;
    }
    return place === "" ? text : `${place}.${text}`;
  }, "");
}

/** The same inside a setting: `app-of-apps:pins.orders`; the setting itself where the path is empty. */
export function placeIn(setting: string, path: readonly PropertyKey[]): string {
  const inner = placeOf(path);
  return inner === "" || inner.startsWith("[") ? `${setting}${inner}` : `${setting}.${inner}`;
}

/** A value for a message, cut to 80 characters. */
export function shown(value: unknown): string {
  const text = stringified(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/**
 * Problems from zod's issues, one for each unknown key.
 *
 * @param path of the value
 * @param knownKeys the closest of them is the fix for an unknown key
 */
export function schemaProblems(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  path: readonly PropertyKey[] = [],
  knownKeys: readonly string[] = [],
): Problem[] {
  return issues.flatMap((issue) => {
    const issuePath = [...path, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => unknownKey([...issuePath, key], key, knownKeys));
    }
    if (issue.code === "invalid_key") {
      // A record's key: the issue's path ends in the key, and its inner issue says what is wrong with it.
      const refused = issue.issues[0]?.message ?? issue.message;
      const message = `${shown(issue.path.at(-1))} ${refused}`;
      return [{ place: placeOf(issuePath), message, fix: `write ${refused.replace(/^is not /, "")}` }];
    }
    const found = valueIn(value, issue.path);
    const place = placeOf(issuePath);
    if (found === undefined) {
      return [{ place, message: "is missing", fix: `write it: ${expected(issue)}` }];
    }
    return [{ place, message: `${shown(found)} ${refusal(issue)}`, fix: `write ${expected(issue)}` }];
  });
}

/** Problem for an unknown key, with the closest known one as its fix. */
export function unknownKey(path: readonly PropertyKey[], key: string, knownKeys: readonly string[]): Problem {
  const otherwise = knownKeys.length > 0 ? `remove it; known keys: ${knownKeys.join(", ")}` : "remove it";
  return { place: placeOf(path), message: `unknown key ${shown(key)}`, fix: nameFix(key, knownKeys, otherwise) };
}

/** Keys that a schema knows at a path inside its value; none where it accepts any value. */
export function keysAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodUnion) {
    return [...new Set(inner.options.flatMap((option) => keysAt(option, path)))];
  }
  const [key, ...rest] = path;
  if (key === undefined) {
    return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
  }
  if (inner instanceof z.ZodObject) {
    const name = String(key);
    return Object.hasOwn(inner.shape, name) ? keysAt(inner.shape[name], rest) : [];
  }
  if (inner instanceof z.ZodArray) {
    return keysAt(inner.element, rest);
  }
  return inner instanceof z.ZodRecord ? keysAt(inner.valueType, rest) : [];
}

/** Schemas that wrap another without changing its keys; each has `unwrap`. */
const WRAPPERS = [z.ZodOptional, z.ZodExactOptional, z.ZodDefault, z.ZodNullable];

function unwrapped(schema: unknown): unknown {
  return WRAPPERS.some((wrapper) => schema instanceof wrapper)
    ? unwrapped((schema as z.ZodOptional<z.ZodType>).unwrap())
    : schema;
}

/** The predicate of a message, after the value found. */
function refusal(issue: z.core.$ZodIssue): string {
  if (issue.code === "too_small") {
    return `is ${issue.inclusive === false ? "not more" : "less"} than ${issue.minimum}`;
  }
  if (issue.code === "too_big") {
    return `is more than ${issue.maximum}`;
  }
  return issue.code === "invalid_type" ? `is not ${withArticle(issue.expected)}` : issue.message;
}

/** The value to write. Schemas of this project word their refusals as "is not <expected value>". */
function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === "too_small") {
    return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
  }
  if (issue.code === "too_big") {
    return `at most ${issue.maximum}`;
  }
  return issue.code === "invalid_type" ? withArticle(issue.expected) : issue.message.replace(/^is not /, "");
}

/** zod's names of types that are not English. */
const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ["int", "a whole number"],
  ["record", "an object"],
  ["nan", "a number"],
]);

function withArticle(type: string): string {
  return TYPE_NAMES.get(type) ?? (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);
}

/** The value at a path; undefined where an own property is missing. */
export function valueIn(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => memberOf(inner, String(key)), value);
}

function stringified(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "a list" : "an object";
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
