import { checkAssign, checkCatchers, checkChoices, checkRetriers, reportField } from "./check-clauses";
import { ALWAYS, checkExpressions } from "./check-expressions";
import { checkNumbers } from "./check-numbers";
import { STATE_TYPES, type StateType } from "./definition";
import type { Report } from "./diagnostic";
import { expressionIn } from "./expressions";
import { isObject, type JsonObject } from "./json";
import {
  ENDS_ITSELF,
  HAS_RESULT,
  JSONPATH_FIELDS,
  PROCESSOR_FIELDS,
  REQUIRED_FIELDS,
  STATE_FIELDS,
} from "./state-fields";
import { isTimestamp } from "./timestamp";

const SCHEMA = "SCHEMA_VALIDATION_FAILED";
/**
 * Fields without expressions, or whose expressions AWS does not parse when a machine is created: it accepts `{% x %}`
 * in them. The clauses are checked by themselves.
 */
const NOT_PARSED = new Set([
  ...["Branches", "ItemProcessor", "Comment", "Next", "Default", "Resource", "Credentials"],
  ...["Retry", "Catch", "Choices"],
]);

function isType(value: unknown): value is StateType {
  return STATE_TYPES.some((type) => type === value);
}

/**
 * The query language of a state: JSONPath only if that is exactly what it says, the machine's if it says nothing. That
 * of a Map or Parallel state around it does not count: https://github.com/floci-io/floci/issues/2968.
 */
function languageOf(state: JsonObject, machine: string, place: string, report: Report): string {
  const given = state.QueryLanguage;
  checkLanguage(given, `${place}/QueryLanguage`, report);
  if (given === undefined) {
    return machine;
  }
  return given === "JSONPath" ? "JSONPath" : "JSONata";
}

/** Checks that a query language is one. */
export function checkLanguage(given: unknown, place: string, report: Report): void {
  if (given !== undefined && typeof given !== "string") {
    report(SCHEMA, "Expected value of type [STRING]", place);
  } else if (given !== undefined && given !== "JSONPath" && given !== "JSONata") {
    report(SCHEMA, "Value should be one of the following: [JSONPath, JSONata]", place);
  }
}

function checkOnward(state: JsonObject, type: StateType, place: string, report: Report): void {
  if (ENDS_ITSELF.has(type)) {
    return;
  }
  const next = typeof state.Next === "string";
  if (next === (state.End === true) || (state.Next !== undefined && !next)) {
    report(SCHEMA, "These fields are required: exactly one of [Next, End]", place);
  }
}

function checkTask(state: JsonObject, place: string, report: Report): void {
  const { Resource, Credentials, HeartbeatSeconds, TimeoutSeconds = 99_999_999 } = state;
  if (Resource !== undefined && !(typeof Resource === "string" && /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(Resource))) {
    report(SCHEMA, "Value is not a valid resource ARN", `${place}/Resource`);
  }
  if (Credentials !== undefined && !(isObject(Credentials) && typeof Credentials.RoleArn === "string")) {
    report(SCHEMA, "These fields are required: [RoleArn]", `${place}/Credentials`);
  }
  // https://states-language.net/spec.html#task-state: the heartbeat is smaller than the time-out.
  if (
    typeof HeartbeatSeconds === "number" &&
    typeof TimeoutSeconds === "number" &&
    HeartbeatSeconds >= TimeoutSeconds
  ) {
    report(SCHEMA, "'HeartbeatSeconds' should be smaller than 'TimeoutSeconds'", `${place}/HeartbeatSeconds`);
  }
}

function checkWait({ Seconds, Timestamp }: JsonObject, place: string, report: Report): void {
  if ((Seconds === undefined) === (Timestamp === undefined)) {
    report(SCHEMA, "These fields are required: exactly one of [Seconds, Timestamp]", place);
  }
  const evaluated = typeof Timestamp === "string" && expressionIn(Timestamp) !== undefined;
  if (Timestamp !== undefined && !evaluated && !isTimestamp(Timestamp)) {
    report(SCHEMA, "The value is not a valid ISO-8601 extended offset date-time", `${place}/Timestamp`);
  }
}

function checkFail(state: JsonObject, place: string, report: Report): void {
  for (const field of ["Error", "Cause"]) {
    if (state[field] !== undefined && typeof state[field] !== "string") {
      report(SCHEMA, "Expected value of type [STRING]", `${place}/${field}`);
    }
  }
}

const BY_TYPE: { readonly [type in StateType]?: (state: JsonObject, place: string, report: Report) => void } = {
  Choice: (state, place, report) => checkChoices(state.Choices, `${place}/Choices`, report),
  Fail: checkFail,
  Task: checkTask,
  Wait: checkWait,
};

function checkFields(state: JsonObject, type: StateType, place: string, report: Report): void {
  for (const field of Object.keys(state).filter((name) => !STATE_FIELDS[type].includes(name))) {
    reportField(field, JSONPATH_FIELDS.has(field), place, report);
  }
  const missing = (REQUIRED_FIELDS[type] ?? []).filter((field) => state[field] === undefined);
  if (missing.length > 0) {
    report(SCHEMA, `These fields are required: [${missing.join(", ")}]`, place);
  }
  checkNumbers(state, place, report);
  checkOnward(state, type, place, report);
  checkAssign(state.Assign, `${place}/Assign`, report);
  checkRetriers(state.Retry, `${place}/Retry`, report);
  checkCatchers(state.Catch, `${place}/Catch`, report);
  BY_TYPE[type]?.(state, place, report);
  for (const [field, value] of Object.entries(state)) {
    if (!NOT_PARSED.has(field)) {
      const result = HAS_RESULT.has(type) && (field === "Output" || field === "Assign");
      checkExpressions(value, result ? [...ALWAYS, "result"] : ALWAYS, `${place}/${field}`, report);
    }
  }
}

function checkInner(
  flow: JsonObject,
  place: string,
  report: Report,
  inner: (flow: JsonObject, place: string) => void,
): void {
  for (const field of Object.keys(flow).filter((name) => !PROCESSOR_FIELDS.includes(name))) {
    reportField(field, false, place, report);
  }
  inner(flow, place);
}

/** Checks one state; `inner` is called for each flow inside it, with its place. */
export function checkState(
  state: JsonObject,
  place: string,
  machine: string,
  report: Report,
  inner: (flow: JsonObject, place: string) => void,
): void {
  const type = state.Type;
  if (!isType(type)) {
    report(SCHEMA, `Value should be one of the following: [${STATE_TYPES.join(", ")}]`, `${place}/Type`);
    return;
  }
  if (languageOf(state, machine, place, report) === "JSONPath") {
    const downgraded = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
    const unknown = "The query language is JSONPath; the embedded cloud runs JSONata definitions only";
    report(SCHEMA, machine === "JSONata" ? downgraded : unknown, place);
    return;
  }
  checkFields(state, type, place, report);
  for (const [index, branch] of (Array.isArray(state.Branches) ? state.Branches : []).entries()) {
    if (isObject(branch)) {
      checkInner(branch, `${place}/Branches[${index}]`, report, inner);
    }
  }
  if (isObject(state.ItemProcessor)) {
    checkInner(state.ItemProcessor, `${place}/ItemProcessor`, report, inner);
  }
}
