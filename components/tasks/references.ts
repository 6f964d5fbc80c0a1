import { jsonata, literal } from "../asl/jsonata";
import type { Json } from "../asl/types";
import { fillPlaceholders, holdsValue, PLACEHOLDERS } from "../core/placeholders";
import type { TaskCall } from "./task-kind";

/** One `{{...}}` in an argument: a placeholder of the environment, or something that only the run knows. */
const REFERENCE = /\{\{\s*([^{}]*?)\s*\}\}/g;
const RUN = /^(?:app|action|execution|context(?:\.[A-Za-z0-9_-]{1,128}){0,10})$/;

/** What may stand between `{{` and `}}` beside the environment's placeholders. */
export const RUN_REFERENCES = ["app", "action", "execution", "context", "context.<app>.<member>"] as const;

/** References in a text that mean nothing. */
export function unknownReferences(text: string): string[] {
  return [...text.matchAll(REFERENCE)]
    .filter(
      ([whole, name = ""]) => !PLACEHOLDERS.some((known) => known === name) && !RUN.test(name) && !holdsValue(whole),
    )
    .map(([whole]) => whole);
}

/** Whether a value can only be known when it runs. */
export function knownAtRunOnly(text: string): boolean {
  return [...text.matchAll(REFERENCE)].some(([, name = ""]) => /^(?:execution|context)/.test(name));
}

/**
 * An argument with its references resolved, strings in objects and lists included. A text that is one reference to the context and nothing else becomes
 * that value, whatever it is; inside other text it becomes its text. A member that the context does not have fails the state. Nothing of a
 * reference is evaluated: its parts are looked up as literals.
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
    parts.push(lookedUp(name, call));
    from = index + whole.length;
  }
  if (from < plain.length) {
    parts.push(literal(plain.slice(from)));
  }
  return jsonata(parts.length === 1 ? (parts[0] ?? "") : parts.map((part) => `$string(${part})`).join(" & "));
}

function lookedUp(name: string, { app, context }: TaskCall): string {
  if (name === "execution") {
    return "$states.context.Execution.Id";
  }
  const [, ...path] = name.split(".");
  const value = path.reduce((inner, key) => `$lookup(${inner}, ${literal(key)})`, `(${context})`);
  const missing = `The context of ${app} has no ${path.join(".")}`;
  return `($value := ${value}; $exists($value) ? $value : $error(${literal(missing)}))`;
}
