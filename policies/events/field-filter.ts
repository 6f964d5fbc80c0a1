import { lowerSigns, MANY, matches, PART, type Sign, signsOf, Text } from "../evaluator/text";
import { all, any, not, type Truth, UnknownBecause } from "../evaluator/truth";
import { isFields, jsonOf, listOf, textOf, Unknown, type Value } from "../kit/value";
import { type EventText, type EventValue, hasOpenParts } from "./event-value";

/**
 * Whether the filters of one field let the value through that the field has in an event; of a value that differs from
 * event to event, whether they let all of them through. A filter that is not known is unknown, never a no.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function letsThrough(filters: readonly Value[], value: EventValue): Truth {
  if (typeof value === "object" && value !== null && "kind" in value) {
    switch (value.kind) {
      case "each":
        return all(value.values.map((each) => letsThrough(filters, each)));
      case "list":
        return any(value.items.map((item) => letsThrough(filters, item)));
      case "object":
        return any(filters.map((filter) => (isReadable(filter) ? false : unread(filter))));
      default:
        break;
    }
  }
  return any(filters.map((filter) => admits(filter, value)));
}

function unread(filter: Value): UnknownBecause {
  return new UnknownBecause(`the filter ${jsonOf(filter)} of an event pattern cannot be read`);
}

function isReadable(filter: Value): boolean {
  return !(admits(filter, "absent") instanceof UnknownBecause);
}

function isText(value: EventValue): value is EventText {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "text";
}

/** A value, and what to say of a comparison that holds in some events and not in others. */
interface Compared {
  readonly value: EventValue;
  readonly inSome: boolean;
}

/** Whether one filter lets a value through. */
function admits(filter: Value, value: EventValue): Truth {
  if (value instanceof UnknownBecause) {
    return value;
  }
  if (!isFields(filter)) {
    return equals(filter, { value, inSome: false });
  }
  const [operator, ...others] = Object.keys(filter);
  if (operator === undefined || others.length > 0) {
    return unread(filter);
  }
  const operand = filter[operator] ?? null;
  switch (operator) {
    case "exists":
      return typeof operand === "boolean" ? (value !== "absent") === operand : unread(filter);
    case "anything-but":
      return anythingBut(operand, value);
    case "numeric":
      return numeric(operand, value) ?? unread(filter);
    case "cidr":
      // No field of these events is an address.
      return typeof operand === "string" ? false : unread(filter);
    default:
      return texts(operator, operand, { value, inSome: false }) ?? unread(filter);
  }
}

function equals(filter: Value, compared: Compared): Truth {
  if (filter instanceof Unknown || Array.isArray(filter)) {
    return unread(filter);
  }
  if (typeof filter === "string") {
    return matching(filter, signsOf(filter, false), compared);
  }
  // A number that differs from event to event is never one number in all of them.
  return compared.value === filter;
}

/** A field that is not there has no value that could be another. */
function anythingBut(operand: Value, value: EventValue): Truth {
  const left = leftOut(operand, { value, inSome: true });
  return value !== "absent" || left instanceof UnknownBecause ? not(left) : false;
}

/** Whether any of what `anything-but` leaves out is the value. */
function leftOut(operand: Value, compared: Compared): Truth {
  if (!isFields(operand)) {
    const items = listOf(operand);
    return items.length === 0 || items.some(isFields)
      ? unread(operand)
      : any(items.map((item) => equals(item, compared)));
  }
  const [operator, ...others] = Object.keys(operand);
  if (operator === undefined || others.length > 0) {
    return unread(operand);
  }
  const items = listOf(operand[operator]);
  return items.length === 0
    ? unread(operand)
    : any(items.map((item) => texts(operator, item, compared) ?? unread(operand)));
}

/** The operators that compare texts; undefined for any other. */
function texts(operator: string, operand: Value, compared: Compared): Truth | undefined {
  const folded = isFields(operand) ? textOf(operand["equals-ignore-case"]) : undefined;
  const text = folded !== undefined && Object.keys(operand as object).length === 1 ? folded : textOf(operand);
  if (text === undefined) {
    return undefined;
  }
  const signs = signsOf(text, false);
  const ignoreCase = folded !== undefined;
  switch (operator) {
    case "prefix":
      return matching(text, [...signs, MANY], compared, ignoreCase);
    case "suffix":
      return matching(text, [MANY, ...signs], compared, ignoreCase);
    case "equals-ignore-case":
      return ignoreCase ? undefined : matching(text, signs, compared, true);
    case "wildcard":
      return ignoreCase ? undefined : matching(text, wildcardSigns(text), compared);
    default:
      return undefined;
  }
}

/** Only `*` is a wildcard; `\*` and `\\` are the characters themselves. Upper and lower case differ. */
function wildcardSigns(text: string): readonly Sign[] {
  return [...text.matchAll(/\\([*\\])|([\s\S])/gu)].map(([, escaped, sign = ""]) =>
    escaped !== undefined ? escaped : sign === "*" ? MANY : sign,
  );
}

function matching(written: string, signs: readonly Sign[], { value, inSome }: Compared, ignoreCase = false): Truth {
  if (!isText(value)) {
    return false;
  }
  const text = placed(value.text, written);
  const found = ignoreCase ? matches(lowerSigns(signs), text.lower()) : matches(signs, text);
  return found instanceof UnknownBecause && value.varies && !hasOpenParts(text) ? inSome : found;
}

/**
 * An ARN of which partition, region or account are not known, with those of the filter in their place: where nothing
 * else is known, the name decides.
 */
function placed(text: Text, written: string): Text {
  const parts = written.split(":");
  if (!hasOpenParts(text) || parts[0] !== "arn") {
    return text;
  }
  let part = 0;
  return new Text(
    ...text.letters.map((letter) => {
      part += letter === ":" ? 1 : 0;
      // Partition, region and account; not the name.
      const given = letter === PART && part < NAME_IN_ARN ? parts[part] : undefined;
      return given === undefined || given === "" || /[*\\]/.test(given) ? letter : new Text(given);
    }),
  );
}

/** The part of an ARN, from 0, in which the name begins. */
const NAME_IN_ARN = 5;

/** `[">", 0, "<=", 5]`; of a number that differs from event to event only a lower bound holds for all. */
function numeric(operand: Value, value: EventValue): Truth | undefined {
  const items = listOf(operand);
  const pairs = Array.from({ length: items.length / 2 }, (_, index) => items.slice(2 * index, 2 * index + 2));
  if (items.length === 0 || items.length % 2 === 1 || !pairs.every(isComparison)) {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("kind" in value) || value.kind !== "number") {
    return false;
  }
  return pairs.every(
    ([sign, bound]) => (sign === ">" && Number(bound) < value.least) || (sign === ">=" && Number(bound) <= value.least),
  );
}

function isComparison([sign, bound]: readonly Value[]): boolean {
  return ["=", ">", ">=", "<", "<="].includes(textOf(sign) ?? "") && typeof bound === "number";
}
