import type { Formula, Result } from "./formula";
import { type Datum, isOrdered, type Kind, type Subject } from "./values";

const DEEPEST = 50;

/** The condition `{% ... %}` of a rule, without its braces. */
export function ofExpression(written: string, depth = 0): Formula {
  const text = written.trim();
  const plain = depth > DEEPEST ? undefined : outside(text);
  // What binds more loosely than `or`, or as a comparison does; a sequence, or what cannot be read.
  if (plain === undefined || /[?:;|~^]|\/\*/.test(plain)) {
    return truthOf(text);
  }
  for (const kind of ["or", "and"] as const) {
    const parts = split(text, plain, kind);
    if (parts.length > 1) {
      return parts.includes("") ? truthOf(text) : { kind, of: parts.map((part) => ofExpression(part, depth + 1)) };
    }
  }
  if (text === "true" || text === "false") {
    return { kind: "constant", value: text === "true" };
  }
  if (/^\(\s*\)$/.test(plain)) {
    return ofExpression(text.slice(1, -1), depth + 1);
  }
  if (/^\$not\s*\(\s*\)$/.test(plain) && outside(inBrackets(text))?.includes(",") === false) {
    return { kind: "not", of: ofExpression(inBrackets(text), depth + 1) };
  }
  if (/^\$exists\s*\(\s*\)$/.test(plain) && outside(inBrackets(text))?.includes(",") === false) {
    const subjects = [subjectOf(inBrackets(text).trim())];
    return { kind: "test", subjects, constants: [], of: (value) => value !== undefined };
  }
  const compared = [...plain.matchAll(/[!<>]=|[<>=]|(?<=[\s)\]}])in(?=[\s([{])/g)];
  const [{ 0: operator, index }, more] = [compared[0] ?? { 0: "", index: 0 }, compared[1]];
  const sides = [text.slice(0, index).trim(), text.slice(index + operator.length).trim()] as const;
  return operator === "" || more !== undefined || sides.includes("")
    ? truthOf(text)
    : ofComparison(sides, operator, depth);
}

/** A value that decides by itself is taken to be there; it has to be a boolean where nothing turns it into one. */
function truthOf(text: string): Formula {
  const of = (value: Datum): Result =>
    typeof value === "boolean" ? value : value === undefined ? "missing" : value ? "truthy" : "falsy";
  return { kind: "test", subjects: [subjectOf(text)], constants: [], of };
}

function ofComparison(sides: readonly [string, string], operator: string, depth: number): Formula {
  if (operator === "in") {
    return ofMembership(...sides);
  }
  const [left, right] = sides.map(literalOf);
  const flag = left ?? right;
  if (typeof flag?.value === "boolean" && (operator === "=" || operator === "!=")) {
    const of = ofExpression(left === undefined ? sides[0] : sides[1], depth + 1);
    return { kind: "is", of, value: flag.value, negated: operator === "!=" };
  }
  const literals = [left, right].filter((each) => each !== undefined);
  return {
    kind: "test",
    subjects: sides.filter((_, index) => [left, right][index] === undefined).map((side) => subjectOf(side)),
    constants: literals.map(({ value }) => value),
    of: (...values) => {
      const rest = [...values];
      const [a, b] = [left ?? { value: rest.shift() }, right ?? { value: rest.shift() }];
      return compare(a.value, operator, b.value);
    },
  };
}

/**
 * `=` and `!=` are false where a side is missing; what cannot be ordered fails, as does a condition without a value.
 * https://docs.jsonata.org/comparison-operators
 */
function compare(a: Datum, operator: string, b: Datum): Result {
  if (operator === "=" || operator === "!=") {
    return a !== undefined && b !== undefined && (a === b) === (operator === "=");
  }
  if (![a, b].every((each) => each === undefined || typeof each === "number" || typeof each === "string")) {
    return "fails";
  }
  if (a === undefined || b === undefined) {
    return "none";
  }
  return typeof a === typeof b ? isOrdered(a, operator, b) : "fails";
}

/** `$x in ["a", "b"]` */
function ofMembership(item: string, list: string): Formula {
  const plain = outside(list) ?? "";
  const literals = /^\[\s*\]$/.test(plain) ? listed(list.slice(1, -1)).map(literalOf) : [literalOf(list)];
  const values = literals.flatMap((each) => (each === undefined ? [] : [each.value]));
  if (values.length < literals.length || literalOf(item) !== undefined) {
    const of = (value: Datum): Result => value === true;
    return { kind: "test", subjects: [subjectOf(`${item} in ${list}`, "flag")], constants: [], of };
  }
  return {
    kind: "test",
    subjects: [subjectOf(item)],
    constants: values,
    of: (value) => value !== undefined && values.includes(value),
  };
}

function listed(items: string): readonly string[] {
  const plain = outside(items) ?? "";
  const commas = [...plain.matchAll(/,/g)].map(({ index }) => index);
  return [-1, ...commas].map((from, index) => items.slice(from + 1, commas[index]).trim());
}

/** A value that is written out; a text with escapes stays a question. */
function literalOf(text: string): { readonly value: Datum } | undefined {
  const [, , quoted] = /^(["'])([^"'\\]*)\1$/.exec(text) ?? [];
  if (quoted !== undefined) {
    return { value: quoted };
  }
  const written = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/.test(text);
  return written ? { value: JSON.parse(text.replace(/^(-?)0+(?=\d)/, "$1")) as Datum } : undefined;
}

/** Functions of JSONata of whose results something is known. https://docs.jsonata.org/overview */
const RESULTS: Readonly<Record<string, Kind>> = {
  boolean: "flag or nothing",
  contains: "flag or nothing",
  count: "count",
  length: "length",
  type: "type",
};

function subjectOf(text: string, kind?: Kind): Subject {
  const [, name = ""] = /^\$(\w+)\s*\(\s*\)$/.exec(outside(text) ?? "") ?? [];
  // Each of these is another value each time.
  const key = /\$(?:random|uuid)\b/.test(text) ? Symbol(text) : unspaced(text);
  return { key, kind: kind ?? (Object.hasOwn(RESULTS, name) ? RESULTS[name] : undefined) ?? "value" };
}

function inBrackets(text: string): string {
  return text.slice(text.indexOf("(") + 1, -1);
}

/** An expression without blanks that say nothing: those beside signs, outside of quotes. */
function unspaced(text: string): string {
  return text
    .split(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/\s+/g, " ").replace(/ ?([^\w\s]) ?/g, "$1")))
    .join("");
}

/** A text with blanks in place of what is in quotes or in brackets, of the same length; none if brackets are open. */
function outside(text: string): string | undefined {
  let plain = "";
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (sign === '"' || sign === "'" || sign === "`") {
      const end = endOfText(text, at);
      if (end < 0) {
        return undefined;
      }
      plain += `${depth === 0 ? "x" : " "}${" ".repeat(end - at)}`;
      at = end;
      continue;
    }
    depth -= ")]}".includes(sign) ? 1 : 0;
    plain += depth === 0 ? sign : " ";
    depth += "([{".includes(sign) ? 1 : 0;
    if (depth < 0) {
      return undefined;
    }
  }
  return depth === 0 ? plain : undefined;
}

function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") {
      at++;
    } else if (text[at] === text[from]) {
      return at;
    }
  }
  return -1;
}

function split(text: string, plain: string, word: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of plain.matchAll(new RegExp(`(?<=[\\s)\\]}])${word}(?=[\\s([{])`, "g"))) {
    parts.push(text.slice(from, match.index).trim());
    from = match.index + word.length;
  }
  return [...parts, text.slice(from).trim()];
}
