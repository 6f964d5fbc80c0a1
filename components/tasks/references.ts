import { jsonata, literal } from "../asl/jsonata";
import type { Json } from "../asl/types";
import { fillPlaceholders, holdsValue, PLACEHOLDERS } from "../core/placeholders";
import type { TaskCall } from "./task-kind";

/** One `{{...}}` in an argument: a placeholder of the environment, or a reference to a value of the run. */
const REFERENCE = /\{\{\s*([^{}]*?)\s*\}\}/g;
const RUN = /^(?:app|action|execution|context(?:\.[A-Za-z0-9_-]{1,128}){0,10})$/;

/** Names of values of the run that an argument can reference, in addition to the placeholders of the environment. */
export const RUN_REFERENCES = ["app", "action", "execution", "context", "context.<app>.<member>"] as const;

/** References in a text that are not known. */
export function unknownReferences(text: string): string[] {
  return [...text.matchAll(REFERENCE)]
    .filter(
      ([whole, name = ""]) => !PLACEHOLDERS.some((known) => known === name) && !RUN.test(name) && !holdsValue(whole),
    )
    .map(([whole]) => whole);
}

/** Whether a text references a value that is known only when the task runs. */
export function knownAtRunOnly(text: string): boolean {
  return [...text.matchAll(REFERENCE)].some(([, name = ""]) => /^(?:execution|context)/.test(name));
}

/**
 * An argument with its references resolved, also inside objects and lists. A text that is exactly one reference becomes
 * the value itself; inside other text it becomes the value's text. A member that is not in the context fails the state.
 * Nothing of a reference is evaluated: its parts are looked up as literals.
 */
export function resolved(value: Json, call: TaskCall): Json {
  if (typeof value === "string") {
    return resolvedText(value, call);
  }
  if (Array.isArray(value)) {
    return value.map((item: Json) => resolved(item, call));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, call)]));
}

function resolvedText(text: string, call: TaskCall): string {
  const plain = fillPlaceholders(text, call.scope)
    .replace(/\{\{\s*app\s*\}\}/g, call.app)
    .replace(/\{\{\s*action\s*\}\}/g, call.action);
  if (!knownAtRunOnly(plain)) {
    return plain;
  }
  const parts: string[] = [];
  let from = 0;
  for (const { 0: whole, 1: name = "", index } of plain.matchAll(REFERENCE)) {
    if (index > from) {
      parts.push(literal(plain.slice(from, index)));
    }
    parts.push(lookup(name, call));
    from = index + whole.length;
  }
  if (from < plain.length) {
    parts.push(literal(plain.slice(from)));
  }
  return jsonata(parts.length === 1 ? (parts[0] ?? "") : parts.map((part) => `$string(${part})`).join(" & "));
}

function lookup(name: string, { app, context }: TaskCall): string {
  if (name === "execution") {
    return "$states.context.Execution.Id";
  }
  const [, ...path] = name.split(".");
  const value = path.reduce((inner, key) => `$lookup(${inner}, ${literal(key)})`, `(${context})`);
  const missing = `The context of ${app} has no ${path.join(".")}`;
  return `($value := ${value}; $exists($value) ? $value : $error(${literal(missing)}))`;
}
