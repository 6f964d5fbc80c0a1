import { checkNumbers } from "./check-numbers";
import { checkLanguage, checkState } from "./check-state";
import type { Definition } from "./definition";
import type { Diagnostic, Report } from "./diagnostic";
import { isObject, type JsonObject } from "./json";

const SCHEMA = "SCHEMA_VALIDATION_FAILED";

/** The findings, and the definition if there are none. */
export interface CheckedDefinition {
  readonly diagnostics: readonly Diagnostic[];
  readonly definition?: Definition;
}

/** Longest state name in characters. */
const LONGEST_NAME = 80;

/** Fields of a definition itself. */
const DEFINITION_FIELDS = ["Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage"];

/** The names that a state leads to, each with the field that says so. */
function targets(state: JsonObject): (readonly [field: string, name: string])[] {
  const clauses = ["Choices", "Catch"].flatMap((field) => {
    const list = state[field];
    const given = Array.isArray(list) ? list : [];
    return given.map(
      (clause, index) => [`${field}[${index}]/Next`, isObject(clause) ? clause.Next : undefined] as const,
    );
  });
  const all = [["Next", state.Next] as const, ["Default", state.Default] as const, ...clauses];
  return all.flatMap(([field, name]) => (typeof name === "string" ? [[field, name] as const] : []));
}

function reachable(start: unknown, states: JsonObject): Set<string> {
  const seen = new Set<string>();
  const waiting = typeof start === "string" ? [start] : [];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const state = Object.hasOwn(states, name) ? states[name] : undefined;
    if (seen.has(name) || !isObject(state)) {
      continue;
    }
    seen.add(name);
    waiting.push(...targets(state).map(([, target]) => target));
  }
  return seen;
}

const ends = (state: unknown) =>
  isObject(state) && (state.End === true || state.Type === "Succeed" || state.Type === "Fail");

/** What of a state's place in its flow is wrong: its name, and where it leads. */
function checkPlace(name: string, state: JsonObject, states: JsonObject, here: string, report: Report): void {
  if (name.length > LONGEST_NAME) {
    const limit = `exceeds the ${LONGEST_NAME}-character limit allowed by the service`;
    report("INVALID_STATE_NAME", `Invalid State name: State '${name}' ${limit}`, here);
  }
  for (const [field, target] of targets(state)) {
    if (!Object.hasOwn(states, target)) {
      report("MISSING_TRANSITION_TARGET", `Missing 'Next' target: ${target}`, `${here}/${field}`);
    }
  }
}

/** The machine whose flows are checked. */
interface Machine {
  readonly language: string;
  readonly names: Set<string>;
  readonly report: Report;
}

/**
 * Checks a machine, branch or processor: where it starts, that every name leads somewhere, that every state is reached.
 * That it can end is asked of the machine alone, and then not whether its states are reached, as AWS does.
 */
function checkFlow(flow: JsonObject, place: string, machine: Machine): void {
  const { report, names } = machine;
  const missing = ["States", "StartAt"].filter((field) => flow[field] === undefined);
  if (missing.length > 0) {
    report(SCHEMA, `These fields are required: [${missing.join(", ")}]`, place || "/");
    return;
  }
  const { States: states, StartAt: start } = flow;
  if (!isObject(states) || Object.keys(states).length === 0) {
    report(SCHEMA, "The field 'States' should have at least 1 state", `${place}/States`);
    return;
  }
  const endless = place === "" && !Object.values(states).some(ends);
  const reached = reachable(start, states);
  if (typeof start !== "string") {
    report(SCHEMA, "Expected value of type [STRING]", `${place}/StartAt`);
  } else if (!Object.hasOwn(states, start)) {
    report("MISSING_TRANSITION_TARGET", `Missing 'Next' target: ${start}`, `${place}/StartAt`);
  }
  for (const [name, state] of Object.entries(states)) {
    const here = `${place}/States/${name}`;
    if (names.has(name)) {
      report("DUPLICATE_STATE_NAME", `Duplicate State name: ${name}`, here);
    }
    names.add(name);
    if (!isObject(state)) {
      report(SCHEMA, "Expected value of type [OBJECT]", here);
      continue;
    }
    if (!endless && !reached.has(name)) {
      report("MISSING_TRANSITION_TARGET", `State "${name}" is not reachable.`, here);
    }
    checkPlace(name, state, states, here, report);
    checkState(state, here, machine.language, report, (inner, at) => checkFlow(inner, at, machine));
  }
  if (endless) {
    report("MISSING_END_STATE", "Workflow has no terminal state");
  }
}

/**
 * Checks the structure of a definition, given as JSON text or parsed, much as AWS does when a machine is created.
 *
 * A definition in JSONPath, wholly or in one state, is a finding too: the embedded cloud runs JSONata definitions only.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
 */
export function checkDefinition(source: unknown): CheckedDefinition {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (code, message, location) =>
    diagnostics.push({ severity: "ERROR", code, message, ...(location === undefined ? {} : { location }) });
  let definition = source;
  if (typeof source === "string") {
    try {
      definition = source.trim() === "" ? undefined : JSON.parse(source);
    } catch (error) {
      report("INVALID_JSON_DESCRIPTION", (error as Error).message);
      return { diagnostics };
    }
  }
  if (!isObject(definition)) {
    report(SCHEMA, "Definition must be a valid JSON object");
    return { diagnostics };
  }
  for (const field of Object.keys(definition).filter((name) => !DEFINITION_FIELDS.includes(name))) {
    report(SCHEMA, `Field '${field}' is not supported`, "/");
  }
  checkNumbers(definition, "", report, true);
  const { QueryLanguage } = definition;
  checkLanguage(QueryLanguage, "/QueryLanguage", report);
  const language = QueryLanguage === undefined || QueryLanguage === "JSONPath" ? "JSONPath" : "JSONata";
  checkFlow(definition, "", { language, names: new Set(), report });
  return diagnostics.length > 0 ? { diagnostics } : { diagnostics, definition: definition as unknown as Definition };
}
