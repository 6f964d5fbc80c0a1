import { PARTS_OF_ARN, partsOfArn } from "./arn-parts";
import { Hole, lowerSigns, MANY, matches, ONE, type Sign, Text } from "./text";
import { not, type Truth, UnknownBecause } from "./truth";

/** One comparison of a value in the request with a value in the policy. */
interface Operator {
  /** As AWS writes it. */
  readonly name: string;
  /** Asterisks and question marks in the policy's value are wildcards. */
  readonly wild: boolean;
  /** It holds where none of the policy's values compares; the comparison itself is the positive one. */
  readonly negated: boolean;
  compare(value: Text, pattern: readonly Sign[]): Truth;
}

const equals = (value: Text, pattern: readonly Sign[]): Truth => matches(pattern, value);
const equalsIgnoringCase = (value: Text, pattern: readonly Sign[]): Truth =>
  matches(lowerSigns(pattern), value.lower());

/**
 * The ARN operators compare the six parts of an ARN one by one; a wildcard does not reach over a colon but in the last.
 */
function arn(value: Text, pattern: readonly Sign[]): Truth {
  const whole = matches(pattern, value);
  const text = value.exact;
  if (whole === false || text === undefined || pattern.some((sign) => sign instanceof Hole)) {
    // Compared as one text it is more than compared by parts: what does not match so, does not match.
    return whole === true ? new UnknownBecause(`"${value}" is not known in full`) : whole;
  }
  const wanted = partsOfArn(pattern);
  const given = partsOfArn([...text]);
  if (wanted.length !== PARTS_OF_ARN || given.length !== PARTS_OF_ARN) {
    return new UnknownBecause(`"${wanted.length !== PARTS_OF_ARN ? show(pattern) : text}" is no ARN of six parts`);
  }
  return given.every((part, index) => matches(wanted[index] ?? [], new Text(...part)) === true);
}

/** What a sign list says, for a message and for the operators that read numbers and dates. */
function show(pattern: readonly Sign[]): string {
  return pattern
    .map((sign) => (sign === MANY ? "*" : sign === ONE ? "?" : sign instanceof Hole ? "<?>" : sign))
    .join("");
}

/** Reads both sides as numbers of some kind; what cannot be read so is unknown. */
function read(
  what: string,
  parse: (text: string) => number,
  compare: (a: number, b: number) => boolean,
): Operator["compare"] {
  return (value, pattern) => {
    const hole = pattern.find((sign) => sign instanceof Hole);
    const text = value.exact;
    if (hole !== undefined || text === undefined) {
      return new UnknownBecause(hole?.why ?? `"${value}" is not known in full`);
    }
    const [left, right] = [parse(text), parse(show(pattern))];
    if (Number.isNaN(left) || Number.isNaN(right)) {
      return new UnknownBecause(`"${Number.isNaN(left) ? text : show(pattern)}" is no ${what}`);
    }
    return compare(left, right);
  };
}

const number = (text: string): number => (/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN);

/**
 * Milliseconds of a date of ISO 8601 with a zone, or of seconds since 1970. A date without a time is its first moment,
 * UTC.
 */
const date = (text: string): number => {
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text) * 1000;
  }
  return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
};

const truth = (text: string): number => ({ true: 1, false: 0 })[text.toLowerCase()] ?? Number.NaN;

const less = (a: number, b: number): boolean => a < b;
const same = (a: number, b: number): boolean => a === b;
const more = (a: number, b: number): boolean => a > b;

function ordered(family: string, what: string, parse: (text: string) => number): Operator[] {
  const make = (suffix: string, compare: (a: number, b: number) => boolean, negated = false): Operator => ({
    name: `${family}${suffix}`,
    wild: false,
    negated,
    compare: read(what, parse, compare),
  });
  return [
    make("Equals", same),
    make("NotEquals", same, true),
    make("LessThan", less),
    make("LessThanEquals", (a, b) => !more(a, b)),
    make("GreaterThan", more),
    make("GreaterThanEquals", (a, b) => !less(a, b)),
  ];
}

/**
 * The condition operators that the evaluator knows, next to `Null`. It does not know `IpAddress`, `NotIpAddress` (no
 * policy pack knows from where a request comes) and `BinaryEquals`: they, and operators that AWS adds, are unknown.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATORS: readonly Operator[] = [
  { name: "StringEquals", wild: false, negated: false, compare: equals },
  { name: "StringNotEquals", wild: false, negated: true, compare: equals },
  { name: "StringEqualsIgnoreCase", wild: false, negated: false, compare: equalsIgnoringCase },
  { name: "StringNotEqualsIgnoreCase", wild: false, negated: true, compare: equalsIgnoringCase },
  { name: "StringLike", wild: true, negated: false, compare: equals },
  { name: "StringNotLike", wild: true, negated: true, compare: equals },
  ...ordered("Numeric", "number", number),
  ...ordered("Date", "date", date),
  { name: "Bool", wild: false, negated: false, compare: read("boolean", truth, same) },
  { name: "ArnEquals", wild: true, negated: false, compare: arn },
  { name: "ArnLike", wild: true, negated: false, compare: arn },
  { name: "ArnNotEquals", wild: true, negated: true, compare: arn },
  { name: "ArnNotLike", wild: true, negated: true, compare: arn },
];

const BY_NAME = new Map(OPERATORS.map((operator) => [operator.name.toLowerCase(), operator]));

/** Names of the operators that are known, as AWS writes them. */
export const KNOWN_OPERATORS: readonly string[] = [...OPERATORS.map(({ name }) => name), "Null"];

/** A condition operator as it is written: in any case, with or without a quantifier and `IfExists`. */
export interface WrittenOperator {
  /** In lower case: `stringequals`. */
  readonly name: string;
  readonly quantifier: "forallvalues" | "foranyvalue" | undefined;
  readonly ifExists: boolean;
}

/** Reads `ForAnyValue:StringLikeIfExists`. The one reader of operators, for rules and evaluator alike. */
export function readOperator(written: string): WrittenOperator {
  const [, quantifier, name = "", ifExists] =
    /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/s.exec(written.toLowerCase()) ?? [];
  return { name, quantifier: quantifier as WrittenOperator["quantifier"], ifExists: ifExists !== undefined };
}

/** True if the comparison holds, or may hold, for a request that does not carry the key. */
export function toleratesAbsence({ name, quantifier, ifExists }: WrittenOperator): boolean {
  const negated = BY_NAME.get(name)?.negated ?? name.includes("not");
  return quantifier === "forallvalues" || ifExists || (negated && quantifier === undefined);
}

/** The operator of a name in lower case, without quantifier and `IfExists`. */
export function operatorOf(name: string): Operator | undefined {
  return BY_NAME.get(name);
}

/** Whether one value of the request satisfies an operator with all of the policy's values. */
export function satisfies(operator: Operator, compared: Truth): Truth {
  return operator.negated ? not(compared) : compared;
}
