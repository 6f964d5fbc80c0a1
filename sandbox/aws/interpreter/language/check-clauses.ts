import { ALWAYS, checkExpressions } from "./check-expressions";
import { checkNumbers } from "./check-numbers";
import type { Report } from "./diagnostic";
import { ErrorName } from "./errors";
import { isObject, type Json, type JsonObject } from "./json";

const SCHEMA = "SCHEMA_VALIDATION_FAILED";
/** Longest name of a variable in characters. */
const LONGEST_VARIABLE = 80;
/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
const VARIABLE = /^\p{ID_Start}\p{ID_Continue}*$/u;

const RETRIER = [
  ...["ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment"],
];
const CATCHER = ["ErrorEquals", "Next", "Assign", "Output", "Comment"];
const RULE = ["Condition", "Next", "Assign", "Output", "Comment"];
/** Fields of JSONPath in a clause. */
const JSONPATH = new Set(["ResultPath", "Variable"]);

/** What AWS says of a field that an object cannot have, or only in JSONPath. */
export function reportField(field: string, jsonPath: boolean, place: string, report: Report): void {
  const language = `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`;
  report(SCHEMA, jsonPath ? language : `Field '${field}' is not supported`, place);
}

/** Checks the names of variables: Unicode identifiers, and `states` is reserved. */
export function checkAssign(values: Json | undefined, place: string, report: Report): void {
  if (values === undefined) {
    return;
  }
  if (!isObject(values)) {
    report(SCHEMA, "Expected value of type [OBJECT]", place);
    return;
  }
  for (const name of Object.keys(values)) {
    if (name === "states") {
      report(SCHEMA, "The variable name 'states' is reserved", `${place}/${name}`);
    } else if (!VARIABLE.test(name) || [...name].length > LONGEST_VARIABLE) {
      const form = `a Unicode identifier of at most ${LONGEST_VARIABLE} characters`;
      report(SCHEMA, `The variable name '${name}' should be ${form}`, `${place}/${name}`);
    }
  }
}

function entries(clauses: Json | undefined, fields: readonly string[], place: string, report: Report) {
  if (clauses === undefined) {
    return [];
  }
  if (!Array.isArray(clauses)) {
    report(SCHEMA, "Expected value of type [ARRAY]", place);
    return [];
  }
  return clauses.flatMap((clause, index): readonly (readonly [JsonObject, string])[] => {
    const here = `${place}[${index}]`;
    if (!isObject(clause)) {
      report(SCHEMA, "Expected value of type [OBJECT]", here);
      return [];
    }
    for (const field of Object.keys(clause).filter((name) => !fields.includes(name))) {
      reportField(field, JSONPATH.has(field), here, report);
    }
    return [[clause, here]];
  });
}

function required(clause: JsonObject, fields: readonly string[], place: string, report: Report): void {
  const missing = fields.filter((field) => clause[field] === undefined);
  if (missing.length > 0) {
    report(SCHEMA, `These fields are required: [${missing.join(", ")}]`, place);
  }
}

function checkErrors(clause: JsonObject, last: boolean, place: string, report: Report): void {
  const names = clause.ErrorEquals;
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === "string")) {
    report(SCHEMA, "These fields are required: [ErrorEquals]", place);
    return;
  }
  if (names.includes(ErrorName.all) && (names.length > 1 || !last)) {
    report(SCHEMA, "States.ALL should stand alone, in the last clause", `${place}/ErrorEquals`);
  }
}

/** Checks the retriers of a state. */
export function checkRetriers(retriers: Json | undefined, place: string, report: Report): void {
  const found = entries(retriers, RETRIER, place, report);
  found.forEach(([retrier, here], index) => {
    checkErrors(retrier, index === found.length - 1, here, report);
    checkNumbers(retrier, here, report);
    const jitter = retrier.JitterStrategy;
    if (jitter !== undefined && jitter !== "FULL" && jitter !== "NONE") {
      report(SCHEMA, "Value should be one of the following: [FULL, NONE]", `${here}/JitterStrategy`);
    }
  });
}

/** Checks the catchers of a state: only their Output and Assign know `$states.errorOutput`. */
export function checkCatchers(catchers: Json | undefined, place: string, report: Report): void {
  const found = entries(catchers, CATCHER, place, report);
  found.forEach(([catcher, here], index) => {
    checkErrors(catcher, index === found.length - 1, here, report);
    required(catcher, ["Next"], here, report);
    checkAssign(catcher.Assign, `${here}/Assign`, report);
    const fields = [...ALWAYS, "errorOutput"];
    checkExpressions(catcher.Output, fields, `${here}/Output`, report);
    checkExpressions(catcher.Assign, fields, `${here}/Assign`, report);
  });
}

/** Checks the rules of a Choice state. */
export function checkChoices(choices: Json | undefined, place: string, report: Report): void {
  if (!Array.isArray(choices) || choices.length === 0) {
    report(SCHEMA, "The field 'Choices' should have at least 1 rule", place);
    return;
  }
  for (const [rule, here] of entries(choices, RULE, place, report)) {
    required(rule, ["Condition", "Next"], here, report);
    checkAssign(rule.Assign, `${here}/Assign`, report);
    for (const field of ["Condition", "Assign", "Output"]) {
      checkExpressions(rule[field], ALWAYS, `${here}/${field}`, report);
    }
  }
}
