import { checkState } from "./check-state";
import type { Definition } from "./definition";
import type { Diagnostic, Report } from "./diagnostic";
import { isObject, type JsonObject } from "./json";

/** The findings, and the definition if there are none. */
export interface CheckedDefinition {
  readonly diagnostics: readonly Diagnostic[];
  readonly definition?: Definition;
}

/** Longest state name in characters. */
const LONGEST_NAME = 80;

function targets(state: JsonObject): string[] {
  const clauses = [state.Choices, state.Catch].flatMap((list) => (Array.isArray(list) ? list : []));
  const next = clauses.map((clause) => (isObject(clause) ? clause.Next : undefined));
  return [state.Next, state.Default, ...next].filter((name) => typeof name === "string");
}

function reachable(start: string, states: JsonObject): Set<string> {
  const seen = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const state = Object.hasOwn(states, name) ? states[name] : undefined;
    if (seen.has(name) || !isObject(state)) {
      continue;
    }
    seen.add(name);
    waiting.push(...targets(state));
  }
  return seen;
}

/**
 * Checks a machine, branch or processor: where it starts, that every name leads somewhere, that every state is reached.
 */
function checkFlow(flow: JsonObject, place: string, language: unknown, names: Set<string>, report: Report): void {
  const states = flow.States;
  if (!isObject(states) || Object.keys(states).length === 0) {
    report("SCHEMA_VALIDATION_FAILED", "The field 'States' should have at least 1 state", `${place}/States`);
    return;
  }
  const start = flow.StartAt;
  if (typeof start !== "string") {
    report("SCHEMA_VALIDATION_FAILED", "These fields are required: [StartAt]", place || "/");
  } else if (!Object.hasOwn(states, start)) {
    report("MISSING_TRANSITION_TARGET", `Missing 'StartAt' target: ${start}`, `${place}/StartAt`);
  }
  const reached = typeof start === "string" && Object.hasOwn(states, start) ? reachable(start, states) : undefined;
  for (const [name, state] of Object.entries(states)) {
    const here = `${place}/States/${name}`;
    if (names.has(name)) {
      report("DUPLICATE_STATE_NAME", `Duplicate state name: ${name}`, here);
    }
    names.add(name);
    if (name.length > LONGEST_NAME) {
      report("SCHEMA_VALIDATION_FAILED", `A state name has at most ${LONGEST_NAME} characters`, here);
    }
    if (!isObject(state)) {
      report("SCHEMA_VALIDATION_FAILED", "A state should be an object", here);
      continue;
    }
    if (reached && !reached.has(name)) {
      report("MISSING_TRANSITION_TARGET", `State "${name}" is not reachable.`, here);
    }
    for (const target of targets(state)) {
      if (!Object.hasOwn(states, target)) {
        report("MISSING_TRANSITION_TARGET", `Missing 'Next' target: ${target}`, here);
      }
    }
    const spoken = state.QueryLanguage ?? language;
    checkState(state, here, spoken, report, (inner, at) => checkFlow(inner, at, spoken, names, report));
  }
}

/**
 * Checks the structure of a definition, given as JSON text or parsed, much as AWS does when a machine is created.
 *
 * A definition in JSONPath, wholly or in one state, is a finding too: the embedded cloud runs JSONata definitions only.
 */
export function checkDefinition(source: unknown): CheckedDefinition {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (code, message, location) => diagnostics.push({ severity: "ERROR", code, message, location });
  let definition = source;
  if (typeof source === "string") {
    try {
      definition = JSON.parse(source);
    } catch (error) {
      report("INVALID_JSON_DESCRIPTION", (error as Error).message, "/");
      return { diagnostics };
    }
  }
  if (!isObject(definition)) {
    report("INVALID_JSON_DESCRIPTION", "A definition should be an object", "/");
    return { diagnostics };
  }
  const limit = definition.TimeoutSeconds;
  if (limit !== undefined && !(Number.isInteger(limit) && Number(limit) >= 1)) {
    report("SCHEMA_VALIDATION_FAILED", "The field 'TimeoutSeconds' should be a whole number from 1", "/TimeoutSeconds");
  }
  checkFlow(definition, "", definition.QueryLanguage ?? "JSONPath", new Set(), report);
  return diagnostics.length > 0 ? { diagnostics } : { diagnostics, definition: definition as unknown as Definition };
}
