import { fieldsOf, isFields, jsonOf, listOf, textOf, type Value } from "../../kit/value";
import type { Formula, Result } from "./formula";
import { type Constant, type Datum, isOrdered, type Subject, timestampOf } from "./values";

/** Tests of a value's type, which are no for whatever is of another. */
const TYPES: Readonly<Record<string, (value: Datum) => boolean>> = {
  IsBoolean: (value) => typeof value === "boolean",
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === "number",
  IsString: (value) => typeof value === "string",
  IsTimestamp: (value) => timestampOf(value) !== undefined,
};

const COMPARISON =
  /^(Boolean|Numeric|String|Timestamp)(Equals|LessThanEquals|LessThan|GreaterThanEquals|GreaterThan)(Path)?$/;

const SIGNS: Readonly<Record<string, string>> = {
  Equals: "=",
  GreaterThan: ">",
  GreaterThanEquals: ">=",
  LessThan: "<",
  LessThanEquals: "<=",
};

/**
 * A comparison of a rule in JSONPath. A value of another type than the operator's does not match; where there is none,
 * everything but IsPresent fails the run. https://states-language.net/#choice-state-jsonpath
 */
export function ofComparison(rule: Value): Formula {
  const {
    And,
    Or,
    Not,
    Variable,
    Next: _next,
    Assign: _assign,
    Output: _output,
    Comment: _comment,
    ...tests
  } = fieldsOf(rule);
  if (And !== undefined || Or !== undefined) {
    return { kind: And === undefined ? "or" : "and", of: listOf(And ?? Or).map(ofComparison) };
  }
  if (Not !== undefined) {
    return { kind: "not", of: ofComparison(Not) };
  }
  const [operator = "", ...others] = Object.keys(tests);
  const [variable, operand] = [textOf(Variable), tests[operator]];
  const read = variable === undefined || others.length > 0 ? undefined : ofTest(variable, operator, operand ?? null);
  return read ?? question(isFields(rule) ? jsonOf(rule) : "");
}

function ofTest(variable: string, operator: string, operand: Value): Formula | undefined {
  const test = (of: (value: Datum) => Result, constants: readonly Constant[] = []): Formula => ({
    kind: "test",
    subjects: [at(variable)],
    constants,
    of,
  });
  const present = (of: (value: Datum) => boolean) => (value: Datum) => (value === undefined ? "fails" : of(value));
  const isOf = TYPES[operator];
  if (operator === "IsPresent" && typeof operand === "boolean") {
    return test((value) => (value !== undefined) === operand);
  }
  if (isOf !== undefined && typeof operand === "boolean") {
    return test(present((value) => isOf(value) === operand));
  }
  if (operator === "StringMatches" && typeof operand === "string" && /^[^\\]*$/.test(operand)) {
    const isText = test(present((value) => typeof value === "string"));
    return !operand.includes("*")
      ? ofTest(variable, "StringEquals", operand)
      : /^\*+$/.test(operand)
        ? isText
        : { kind: "and", of: [isText, question(jsonOf([variable, operand]))] };
  }
  const [, type = "", comparison = "", path] = COMPARISON.exec(operator) ?? [];
  const [read, sign] = [READS[type], SIGNS[comparison]];
  if (read === undefined || sign === undefined || (type === "Boolean" && sign !== "=")) {
    return undefined;
  }
  const compared = (left: Datum, right: Datum): Result => {
    const [a, b] = [read(left), read(right)];
    return left === undefined || right === undefined
      ? "fails"
      : a !== undefined && b !== undefined && isOrdered(a, sign, b);
  };
  if (path !== undefined) {
    return typeof operand !== "string"
      ? undefined
      : operand === variable
        ? test((value) => compared(value, value))
        : { kind: "test", subjects: [at(variable), at(operand)], constants: [], of: compared };
  }
  const constant = operand as Datum;
  const time = type === "Timestamp" ? timestampOf(constant) : undefined;
  return read(constant) === undefined
    ? undefined
    : test((value) => compared(value, constant), [time === undefined ? constant : { timestamp: time }]);
}

/** A value as the operators of a type compare it; none if it is of another type. */
const READS: Readonly<Record<string, (value: Datum) => Datum>> = {
  Boolean: (value) => (typeof value === "boolean" ? value : undefined),
  Numeric: (value) => (typeof value === "number" ? value : undefined),
  String: (value) => (typeof value === "string" ? value : undefined),
  Timestamp: timestampOf,
};

function at(path: string): Subject {
  return { key: path, kind: "path" };
}

/** What is not looked into is true or false. */
function question(text: string): Formula {
  return { kind: "test", subjects: [{ key: text, kind: "flag" }], constants: [], of: (value) => value === true };
}
