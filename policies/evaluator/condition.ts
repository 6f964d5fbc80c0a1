import { isFields, listOf, Unknown, type Value } from "../kit/value";
import { operatorOf, readOperator, satisfies, toleratesAbsence } from "./operators";
import { type KeyValue, keyValue, type Request } from "./request";
import { Text } from "./text";
import { all, any, type Truth, UnknownBecause } from "./truth";
import { expand } from "./variables";

/** One comparison of a Condition, as written, and whether it holds. */
export interface Test {
  /** `StringEquals aws:SourceAccount ["111122223333"]` */
  readonly shown: string;
  readonly holds: Truth;
}

/**
 * The tests of a statement's Condition for one request; it holds if all of them do. A Condition that cannot be read is
 * one test that is unknown.
 */
export function testsOf(condition: Value | undefined, variables: Truth, request: Request): readonly Test[] {
  if (condition === undefined || condition === null) {
    return [];
  }
  const unclear = (at: string, value: Value | undefined): Test => ({
    shown: at,
    holds: new UnknownBecause(`${at} ${value instanceof Unknown ? "is not known yet" : "cannot be read"}`),
  });
  if (!isFields(condition)) {
    return [unclear("Condition", condition)];
  }
  return Object.entries(condition).flatMap(([operator, keys]): readonly Test[] => {
    if (!isFields(keys)) {
      return [unclear(`Condition, ${operator}`, keys)];
    }
    return Object.entries(keys).map(([key, values]) => ({
      shown: `${operator} ${key} ${shown(values)}`,
      holds: test(operator, key, values, variables, request),
    }));
  });
}

function shown(values: Value | undefined): string {
  const texts = listOf(values).map((value) => (value instanceof Unknown ? "<?>" : String(scalar(value))));
  return JSON.stringify(texts);
}

function scalar(value: Value): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

function test(written: string, key: string, values: Value | undefined, variables: Truth, request: Request): Truth {
  const read = readOperator(written);
  const { name, quantifier, ifExists } = read;
  const found = keyValue(request, key);
  const expected = values instanceof Unknown ? [values] : listOf(values);
  if (expected.length === 0) {
    return new UnknownBecause(`${written} ${key} compares with nothing`);
  }
  if (name === "null" && !ifExists && quantifier === undefined) {
    return isNull(key, found, expected);
  }
  const operator = operatorOf(name);
  if (operator === undefined) {
    return new UnknownBecause(`the condition operator ${written} is not known`);
  }
  if (found instanceof UnknownBecause) {
    return found;
  }
  if (found === "absent" || isEmpty(found)) {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    return quantifier === "foranyvalue" && ifExists
      ? new UnknownBecause(`${written} ${key} requires a value, and the request has none`)
      : toleratesAbsence(read);
  }
  const given = "letters" in found ? [found] : found;
  if (quantifier === undefined && given.length > 1) {
    return new UnknownBecause(`${key} has several values, and ${written} compares with one`);
  }
  const each = given.map((value) =>
    satisfies(
      operator,
      any(
        expected.map((one): Truth => {
          const text = scalar(one);
          if (text === undefined) {
            return new UnknownBecause(
              `${written} ${key} ${one instanceof Unknown ? "is not known yet" : "cannot be read"}`,
            );
          }
          return operator.compare(value, expand(text, operator.wild, variables, request));
        }),
      ),
    ),
  );
  return quantifier === "foranyvalue" ? any(each) : all(each);
}

function isEmpty(found: Exclude<KeyValue, UnknownBecause | "absent">): boolean {
  return !("letters" in found) && found.length === 0;
}

/** `Null: true` holds where the key is not there. */
function isNull(key: string, found: KeyValue, expected: readonly Value[]): Truth {
  const wanted = expected.map((value) => (value instanceof Unknown ? undefined : scalar(value)?.toLowerCase()));
  const only = wanted.length === 1 ? wanted[0] : undefined;
  if (only !== "true" && only !== "false") {
    return new UnknownBecause(`Null ${key} is neither true nor false`);
  }
  if (found instanceof UnknownBecause) {
    return found;
  }
  const absent = found === "absent" || isEmpty(found) || (found instanceof Text && found.exact === "");
  return absent === (only === "true");
}
