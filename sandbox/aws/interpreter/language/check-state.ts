import { STATE_TYPES, type StateType } from "./definition";
import type { Report } from "./diagnostic";
import { ErrorName } from "./errors";
import { compile, expressionIn } from "./expressions";
import { isObject, type Json, type JsonObject } from "./json";
import { ENDS_ITSELF, REQUIRED_FIELDS, STATE_FIELDS } from "./state-fields";

const SCHEMA = "SCHEMA_VALIDATION_FAILED";
/** Fields of a state that contain flows or names, and no expressions. */
const NOT_EVALUATED = new Set(["Branches", "ItemProcessor", "Comment", "Next", "Default", "Retry", "Resource"]);

function isType(value: unknown): value is StateType {
  return STATE_TYPES.some((type) => type === value);
}

function checkExpressions(value: Json, place: string, report: Report): void {
  if (typeof value === "string") {
    const source = expressionIn(value);
    if (source === undefined) {
      return;
    }
    try {
      compile(source);
    } catch (error) {
      report("INVALID_JSONATA_EXPRESSION", `${(error as Error).message} in '${source}'`, place);
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      checkExpressions(item, `${place}[${index}]`, report);
    }
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      checkExpressions(member, `${place}/${name}`, report);
    }
  }
}

function checkClauses(clauses: Json | undefined, place: string, report: Report): void {
  if (clauses === undefined) {
    return;
  }
  if (!Array.isArray(clauses)) {
    report(SCHEMA, "This field should be an array", place);
    return;
  }
  clauses.forEach((clause, index) => {
    const names = isObject(clause) ? clause.ErrorEquals : undefined;
    const here = `${place}[${index}]`;
    if (!Array.isArray(names) || names.length === 0) {
      report(SCHEMA, "These fields are required: [ErrorEquals]", here);
      return;
    }
    if (names.includes(ErrorName.all) && (names.length > 1 || index < clauses.length - 1)) {
      report(SCHEMA, "States.ALL should stand alone, in the last clause", `${here}/ErrorEquals`);
    }
  });
}

/** Bounds of a retrier's numbers, lowest first; MaxDelaySeconds and MaxAttempts from the service quotas. */
const RETRY_BOUNDS: readonly (readonly [string, number, number])[] = [
  ["IntervalSeconds", 1, 99_999_999],
  ["MaxAttempts", 0, 99_999_999],
  ["BackoffRate", 1, Number.POSITIVE_INFINITY],
  ["MaxDelaySeconds", 1, 31_622_400],
];

function checkRetriers(retriers: Json | undefined, place: string, report: Report): void {
  checkClauses(retriers, place, report);
  if (!Array.isArray(retriers)) {
    return;
  }
  retriers.filter(isObject).forEach((retrier, index) => {
    for (const [field, least, most] of RETRY_BOUNDS) {
      const value = retrier[field];
      if (value === undefined) {
        continue;
      }
      const whole = field === "BackoffRate" || Number.isInteger(value);
      if (typeof value !== "number" || !whole || value < least || value > most) {
        report(
          SCHEMA,
          `The field '${field}' should be a number from ${least} to ${most}`,
          `${place}[${index}]/${field}`,
        );
      }
    }
    const jitter = retrier.JitterStrategy;
    if (jitter !== undefined && jitter !== "FULL" && jitter !== "NONE") {
      report(SCHEMA, "The field 'JitterStrategy' should be FULL or NONE", `${place}[${index}]/JitterStrategy`);
    }
  });
}

function checkChoices(choices: Json | undefined, place: string, report: Report): void {
  if (!Array.isArray(choices) || choices.length === 0) {
    report(SCHEMA, "The field 'Choices' should have at least 1 rule", place);
    return;
  }
  choices.forEach((rule, index) => {
    const missing = ["Condition", "Next"].filter((field) => !isObject(rule) || rule[field] === undefined);
    if (missing.length > 0) {
      report(SCHEMA, `These fields are required: [${missing.join(", ")}]`, `${place}[${index}]`);
    }
  });
}

function checkOnward(state: JsonObject, type: StateType, place: string, report: Report): void {
  if (ENDS_ITSELF.has(type)) {
    return;
  }
  if ((state.Next === undefined) === (state.End !== true)) {
    report(SCHEMA, "These fields are required: exactly one of [Next, End]", place);
  }
}

/** Checks one state; `inner` is called for each flow inside it, with its place. */
export function checkState(
  state: JsonObject,
  place: string,
  language: unknown,
  report: Report,
  inner: (flow: JsonObject, place: string) => void,
): void {
  const type = state.Type;
  if (!isType(type)) {
    report(SCHEMA, `The field 'Type' should be one of ${STATE_TYPES.join(", ")}`, `${place}/Type`);
    return;
  }
  if (language !== "JSONata") {
    report(SCHEMA, `The query language is ${language}; the embedded cloud runs JSONata definitions only`, place);
    return;
  }
  for (const field of Object.keys(state)) {
    if (!STATE_FIELDS[type].includes(field)) {
      report(
        SCHEMA,
        `Field '${field}' is not supported in a ${type} state of QueryLanguage 'JSONata'`,
        `${place}/${field}`,
      );
    }
  }
  const missing = (REQUIRED_FIELDS[type] ?? []).filter((field) => state[field] === undefined);
  if (missing.length > 0) {
    report(SCHEMA, `These fields are required: [${missing.join(", ")}]`, place);
  }
  checkOnward(state, type, place, report);
  checkRetriers(state.Retry, `${place}/Retry`, report);
  checkClauses(state.Catch, `${place}/Catch`, report);
  if (type === "Choice") {
    checkChoices(state.Choices, `${place}/Choices`, report);
  }
  if (type === "Wait" && (state.Seconds === undefined) === (state.Timestamp === undefined)) {
    report(SCHEMA, "These fields are required: exactly one of [Seconds, Timestamp]", place);
  }
  for (const [field, value] of Object.entries(state)) {
    if (!NOT_EVALUATED.has(field)) {
      checkExpressions(value, `${place}/${field}`, report);
    }
  }
  const branches = state.Branches;
  if (Array.isArray(branches)) {
    branches.forEach((branch, index) => {
      if (isObject(branch)) {
        inner(branch, `${place}/Branches[${index}]`);
      }
    });
  }
  const processor = state.ItemProcessor;
  if (isObject(processor)) {
    inner(processor, `${place}/ItemProcessor`);
  }
}
