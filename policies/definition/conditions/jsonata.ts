import { fieldsOf, isFields, jsonOf, listOf, textOf, type Value } from "../../kit/value";

/** A test of a Choice as a formula over questions that it cannot look into, by their text. */
export type Formula =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "question"; readonly text: string }
  | { readonly kind: "not"; readonly of: Formula }
  | { readonly kind: "and" | "or"; readonly of: readonly Formula[] };

/** Questions of which every combination of answers is tried. */
const MOST_QUESTIONS = 12;

/**
 * True if whatever the answers are, one of the formulas holds. Equal texts have equal answers, and answers to different
 * texts are taken as free of each other: so it is never true where a run could match nothing.
 */
export function coverEverything(formulas: readonly Formula[]): boolean {
  const questions = [...new Set(formulas.flatMap(questionsOf))];
  return (
    questions.length <= MOST_QUESTIONS &&
    Array.from({ length: 2 ** questions.length }, (_, answers) => answers).every((answers) =>
      formulas.some((formula) => holds(formula, (text) => ((answers >> questions.indexOf(text)) & 1) === 1)),
    )
  );
}

function questionsOf(formula: Formula): readonly string[] {
  switch (formula.kind) {
    case "constant":
      return [];
    case "question":
      return [formula.text];
    case "not":
      return questionsOf(formula.of);
    default:
      return formula.of.flatMap(questionsOf);
  }
}

function holds(formula: Formula, answer: (text: string) => boolean): boolean {
  switch (formula.kind) {
    case "constant":
      return formula.value;
    case "question":
      return answer(formula.text);
    case "not":
      return !holds(formula.of, answer);
    case "and":
      return formula.of.every((each) => holds(each, answer));
    default:
      return formula.of.some((each) => holds(each, answer));
  }
}

/** Reads what `testOf` returns: the text of a Condition, or a comparison in JSONPath. */
export function formulaOf(test: Value): Formula {
  if (typeof test === "boolean") {
    return { kind: "constant", value: test };
  }
  return typeof test === "string" ? ofExpression(test.trim(), 0) : ofComparison(test);
}

/** Tests of a value's kind, which are no for whatever is not of it: `IsPresent: false` asks whether it is not there. */
const KINDS = ["IsPresent", "IsNull", "IsBoolean", "IsNumeric", "IsString", "IsTimestamp"];

function ofComparison(rule: Value): Formula {
  const { And, Or, Not, Variable, ...tests } = fieldsOf(rule);
  if (And !== undefined || Or !== undefined) {
    return { kind: And === undefined ? "or" : "and", of: listOf(And ?? Or).map(ofComparison) };
  }
  if (Not !== undefined) {
    return { kind: "not", of: ofComparison(Not) };
  }
  const [operator = "", ...others] = Object.keys(tests).filter(
    (key) => !["Next", "Assign", "Output", "Comment"].includes(key),
  );
  const text = (name: string, value: Value | undefined): Formula => ({
    kind: "question",
    text: jsonOf([textOf(Variable) ?? null, name, value ?? null]),
  });
  const value = tests[operator];
  if (others.length > 0 || !isFields(rule)) {
    return { kind: "question", text: jsonOf(rule) };
  }
  if (KINDS.includes(operator) && typeof value === "boolean") {
    const asked = text(operator, true);
    return value ? asked : { kind: "not", of: asked };
  }
  // Of a number, one of `<` and `>=` holds; of anything else neither. The same is so of texts and times.
  const [, kind = "", comparison = ""] =
    /^(Numeric|String|Timestamp)(LessThan|GreaterThanEquals|GreaterThan|LessThanEquals)$/.exec(operator) ?? [];
  const opposite = { GreaterThanEquals: "LessThan", LessThanEquals: "GreaterThan" }[comparison];
  if (opposite !== undefined) {
    return { kind: "and", of: [ofKind(kind, text), { kind: "not", of: text(`${kind}${opposite}`, value) }] };
  }
  if (comparison !== "") {
    return { kind: "and", of: [ofKind(kind, text), text(operator, value)] };
  }
  if (operator === "BooleanEquals" && typeof value === "boolean") {
    const asked = text(operator, true);
    return { kind: "and", of: [text("IsBoolean", true), value ? asked : { kind: "not", of: asked }] };
  }
  return text(operator, value);
}

function ofKind(kind: string, text: (name: string, value: Value) => Formula): Formula {
  return text(`Is${kind}`, true);
}

const DEEPEST = 50;

/** `or`, `and`, brackets and `$not()` of JSONata; whatever else there is, is a question. */
function ofExpression(text: string, depth: number): Formula {
  const question: Formula = { kind: "question", text: unspaced(text) };
  const plain = depth > DEEPEST ? undefined : outside(text);
  // What binds more loosely than `or`, a sequence, or what cannot be read.
  if (plain === undefined || /[?:;|~]|\/\*/.test(plain)) {
    return question;
  }
  for (const [word, kind] of [
    ["or", "or"],
    ["and", "and"],
  ] as const) {
    const parts = split(text, plain, word);
    if (parts.length > 1) {
      return parts.some((part) => part === "")
        ? question
        : { kind, of: parts.map((part) => ofExpression(part, depth + 1)) };
    }
  }
  if (text === "true" || text === "false") {
    return { kind: "constant", value: text === "true" };
  }
  if (/^\(\s*\)$/.test(plain.trim()) && text.startsWith("(")) {
    return ofExpression(text.slice(1, -1).trim(), depth + 1);
  }
  // `$exists` is true or false, whatever it is asked about, so that both ways of `=` together hold always.
  const [, exists, operator, value] = /^(\$exists\s*\(\s*\))\s*(!?=)\s*(true|false)$/.exec(plain) ?? [];
  if (exists !== undefined) {
    const asked = ofExpression(text.slice(0, exists.length), depth + 1);
    return (operator === "=") === (value === "true") ? asked : { kind: "not", of: asked };
  }
  if (/^\$not\s*\(\s*\)$/.test(plain) && !outside(text.slice(text.indexOf("(") + 1, -1))?.includes(",")) {
    return { kind: "not", of: ofExpression(text.slice(text.indexOf("(") + 1, -1).trim(), depth + 1) };
  }
  return question;
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
