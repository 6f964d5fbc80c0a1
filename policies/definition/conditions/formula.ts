import { type Constant, type Datum, type Subject, valuesOf } from "./values";

/**
 * What a condition is for one combination of values. Words: a value of JSONata that is no boolean (`none`: nothing;
 * `missing`: a value that should be one is not there), or a run that fails here, with a Default or without.
 */
export type Result = boolean | "none" | "missing" | "truthy" | "falsy" | "fails";

/** A condition of a Choice, over the values that it compares. */
export type Formula =
  | { readonly kind: "constant"; readonly value: boolean }
  | {
      readonly kind: "test";
      readonly subjects: readonly Subject[];
      readonly constants: readonly Constant[];
      of(...values: readonly Datum[]): Result;
    }
  | { readonly kind: "not"; readonly of: Formula }
  | { readonly kind: "and" | "or"; readonly of: readonly Formula[] }
  /** `= true`, and with `negated` `!= true`. */
  | { readonly kind: "is"; readonly of: Formula; readonly value: boolean; readonly negated: boolean };

type Test = Extract<Formula, { readonly kind: "test" }>;
export type Values = ReadonlyMap<Subject["key"], Datum>;

/** Combinations that are tried; of conditions that need more it is not said that they cover everything. */
const MOST_COMBINATIONS = 5_000;

/**
 * Values of which no formula holds, and the run does not fail for another reason; none if the formulas cover
 * everything. Values that are not compared with each other are taken as free of each other: so it is never none where a
 * run could match nothing.
 */
export function uncovered(formulas: readonly Formula[]): Values | undefined {
  const tests = formulas.flatMap(testsOf);
  const subjects = [...new Map(tests.flatMap((test) => test.subjects).map((each) => [each.key, each])).values()];
  const domains = subjects.map((subject) => domainOf(subject, tests));
  let combinations = 0;
  const matchingNothing = (values: Values, at: number): Values | undefined => {
    const results = formulas.map((formula) => resultOf(formula, values));
    const [subject, domain] = [subjects[at], domains[at]];
    if (results.some((result) => result !== "open" && result !== false)) {
      return undefined;
    }
    if (subject === undefined || ++combinations > MOST_COMBINATIONS) {
      return values;
    }
    for (const value of domain ?? []) {
      const found = matchingNothing(new Map(values).set(subject.key, value), at + 1);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  };
  return matchingNothing(new Map(), 0);
}

function testsOf(formula: Formula): readonly Test[] {
  switch (formula.kind) {
    case "constant":
      return [];
    case "test":
      return [formula];
    case "not":
    case "is":
      return testsOf(formula.of);
    default:
      return formula.of.flatMap(testsOf);
  }
}

/** Values of a subject between which its tests tell a difference; of those that no test tells apart one is enough. */
function domainOf(subject: Subject, tests: readonly Test[]): readonly Datum[] {
  const about = (test: Test): boolean => test.subjects.some(({ key }) => key === subject.key);
  const paired = tests.filter((test) => test.subjects.length > 1);
  if (paired.some(about)) {
    const keys = new Set(paired.flatMap((test) => test.subjects.map(({ key }) => key)));
    const related = tests.filter((test) => test.subjects.some(({ key }) => keys.has(key)));
    return valuesOf(subject, constantsOf(related), keys.size);
  }
  const own = tests.filter(about);
  const values = valuesOf(subject, constantsOf(own), 1);
  return [...new Map(values.map((value) => [own.map((test) => test.of(value)).join(), value])).values()];
}

function constantsOf(tests: readonly Test[]): readonly Constant[] {
  return tests.flatMap(({ constants }) => constants);
}

/**
 * The result as far as the values are known: a boolean that is returned ahead of time is right unless the run fails.
 * https://docs.jsonata.org/boolean-functions#boolean
 */
function resultOf(formula: Formula, values: Values): Result | "open" {
  switch (formula.kind) {
    case "constant":
      return formula.value;
    case "test":
      return formula.subjects.every(({ key }) => values.has(key))
        ? formula.of(...formula.subjects.map(({ key }) => values.get(key)))
        : "open";
    case "not": {
      const result = resultOf(formula.of, values);
      return result === true || result === false || result === "truthy" || result === "falsy"
        ? !isTrue(result)
        : result;
    }
    case "is": {
      const result = resultOf(formula.of, values);
      return result === "open" || result === "fails"
        ? result
        : result !== "none" && result !== "missing" && (result === formula.value) !== formula.negated;
    }
    default:
      return joined(formula.kind === "or", formula.of, values);
  }
}

/** `or` ends at the first part that is true, `and` at the first that is not. */
function joined(decides: boolean, parts: readonly Formula[], values: Values): Result | "open" {
  let open = false;
  for (const part of parts) {
    const result = resultOf(part, values);
    if (result === "fails" || result === "missing") {
      return open ? "open" : "fails";
    }
    if (result === "open") {
      open = true;
    } else if (isTrue(result) === decides) {
      return decides;
    }
  }
  return open ? "open" : !decides;
}

function isTrue(result: Result): boolean {
  return result === true || result === "truthy";
}
