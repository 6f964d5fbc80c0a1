import jsonata from "jsonata";
import { EvaluationError } from "./errors";
import { limitEvaluation } from "./evaluation-limits";
import { registerStepFunctions } from "./functions";
import { isObject, type Json } from "./json";

/** Longest evaluation in milliseconds. AWS publishes no figure; this one is generous to a machine under load. */
const LONGEST_EVALUATION = 5000;
/** Longest sequence that an evaluation may build, so that it is refused before it takes the memory. */
const LONGEST_SEQUENCE = 1_000_000;
/** Expressions whose compiled form is cached. */
const CACHED_EXPRESSIONS = 2000;

/** Variables as an expression sees them, `states` among them, without the leading `$`. */
type Bindings = Readonly<Record<string, unknown>>;

/** The text between `{%` and `%}` if that is all of the string, else undefined. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith("{%") && text.endsWith("%}") && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

// An expression object carries the time that $now and $millis return, so two evaluations under way must not share one.
const idle = new Map<string, jsonata.Expression[]>();

/** Compiles an expression with the functions of Step Functions. @throws the parser's error. */
export function compile(source: string): jsonata.Expression {
  const expression = jsonata(source, { timeout: LONGEST_EVALUATION, sequence: LONGEST_SEQUENCE });
  registerStepFunctions(expression);
  return expression;
}

/** An expression that is about to be evaluated: AWS creates a machine with one that is too deep, and fails there. */
function compileForRun(source: string): jsonata.Expression {
  const expression = compile(source);
  limitEvaluation(expression);
  return expression;
}

function keep(source: string, expression: jsonata.Expression): void {
  const free = idle.get(source);
  if (free) {
    free.push(expression);
  } else if (idle.size < CACHED_EXPRESSIONS) {
    idle.set(source, [expression]);
  }
}

/** What AWS appends to `threw an error during evaluation`: a sentence with its code, else a reason after a colon. */
function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === "D1012") {
    return ": Expression evaluation timeout: Check for infinite loop";
  }
  return code === undefined ? `: ${message ?? String(error)}` : `. ${code}: ${message ?? ""}`;
}

// JSONata's functions are objects with one of these markers.
function onlyJson(_: string, value: unknown): unknown {
  // AWS writes a number that JSON has no literal for as JavaScript names it: "Infinity", "-Infinity", "NaN".
  if (typeof value === "number" && !Number.isFinite(value)) {
    return String(value);
  }
  if (
    typeof value === "function" ||
    (isObject(value) && ("_jsonata_function" in value || "_jsonata_lambda" in value))
  ) {
    throw new Error("A function is not a JSON value.");
  }
  return value;
}

async function evaluateExpression(source: string, field: string, bindings: Bindings): Promise<Json> {
  const place = `The JSONata expression '${source}' specified for the field '${field}'`;
  let value: unknown;
  try {
    const expression = idle.get(source)?.pop() ?? compileForRun(source);
    value = await expression.evaluate(undefined, bindings);
    keep(source, expression);
  } catch (error) {
    throw new EvaluationError(field, `${place} threw an error during evaluation${describe(error)}`);
  }
  if (value === undefined) {
    throw new EvaluationError(field, `${place} returned nothing (undefined).`);
  }
  try {
    // Results carry JSONata's own markers and may share parts with the input: a copy has neither.
    return JSON.parse(JSON.stringify(value, onlyJson)) as Json;
  } catch (error) {
    throw new EvaluationError(field, `${place} returned an unexpected result type. ${(error as Error).message}`);
  }
}

/**
 * A value with every `{% ... %}` string in it, however deep, replaced by what it evaluates to.
 *
 * @throws {EvaluationError} if an expression fails, takes too long or returns nothing.
 */
export async function evaluate(template: Json, field: string, bindings: Bindings): Promise<Json> {
  if (typeof template === "string") {
    const source = expressionIn(template);
    return source === undefined ? template : evaluateExpression(source, field, bindings);
  }
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries()) {
      items.push(await evaluate(item, `${field}[${index}]`, bindings));
    }
    return items;
  }
  if (!isObject(template)) {
    return template;
  }
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(template)) {
    members.push([name, await evaluate(member, `${field}/${name}`, bindings)]);
  }
  return Object.fromEntries(members);
}
