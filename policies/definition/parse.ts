import { LruCache } from "../kit/lru-cache";
import { parseObject } from "../kit/parse";
import { type Fields, fieldsOf, isFields, listOf, textOf, textsOf, type Unknown, type Value } from "../kit/value";
import type { Catcher, Definition, Edge, Problem, Scope, State, StateType } from "./model";

/** How a machine's `definition` came. */
export type ParsedDefinition =
  | { readonly kind: "definition"; readonly definition: Definition }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly unknown: Unknown }
  | { readonly kind: "malformed"; readonly why: string };

const STATE_TYPES: readonly string[] = ["Task", "Parallel", "Map", "Choice", "Wait", "Pass", "Succeed", "Fail"];

/** Scopes within scopes; Step Functions itself stops far earlier. */
const MAX_NESTING = 50;

/** The definitions read last. */
export const RECENT_DEFINITIONS = new LruCache<ParsedDefinition>(32);

/**
 * Reads an Amazon States Language definition, given as text or as an object, into a graph of states. Never throws.
 * https://states-language.net
 */
export function parseDefinition(value: Value | undefined): ParsedDefinition {
  return typeof value === "string" ? RECENT_DEFINITIONS.get(value, read) : read(value);
}

function read(value: Value | undefined): ParsedDefinition {
  const parsed = parseObject(value);
  if (parsed.kind !== "document") {
    return parsed;
  }
  if (!isFields(parsed.fields.States)) {
    return { kind: "malformed", why: "has no States" };
  }
  const problems: Problem[] = [];
  const states: State[] = [];
  const language = parsed.fields.QueryLanguage;
  const top = scope(parsed.fields, undefined, "the machine", 0, { problems, states, language });
  return { kind: "definition", definition: { body: parsed.fields, top, states, problems } };
}

interface Sink {
  readonly problems: Problem[];
  readonly states: State[];
  /** The query language of states that name none. */
  readonly language: Value | undefined;
}

/** Reads one scope: `part` is what a message calls it, after its owner. */
function scope(body: Fields, owner: State | undefined, part: string, depth: number, sink: Sink): Scope {
  const states = new Map<string, State>();
  const startAt = textOf(body.StartAt);
  const made: Scope = { startAt, states, owner };
  const problem = (text: string) => sink.problems.push({ state: owner?.label, text: `${part} ${text}` });
  if (depth > MAX_NESTING) {
    problem(`is nested deeper than ${MAX_NESTING} levels`);
    return made;
  }
  for (const [name, raw] of Object.entries(fieldsOf(body.States))) {
    const made1 = state(
      name,
      raw,
      made,
      owner === undefined ? name : `${owner.label} / ${part} / ${name}`,
      depth,
      sink,
    );
    if (made1 !== undefined) {
      states.set(name, made1);
    }
  }
  if (startAt === undefined) {
    problem("has no StartAt");
  } else if (!states.has(startAt)) {
    problem(`starts at "${startAt}", which it does not have`);
  }
  for (const each of states.values()) {
    for (const to of [...each.edges, ...each.catches].map((way) => way.to)) {
      if (to !== undefined && !states.has(to)) {
        sink.problems.push({ state: each.label, text: `leads to "${to}", which is not in its own scope` });
      }
    }
  }
  return made;
}

function state(
  name: string,
  raw: Value | undefined,
  within: Scope,
  label: string,
  depth: number,
  sink: Sink,
): State | undefined {
  const body = fieldsOf(raw);
  const type = textOf(body.Type);
  if (type === undefined || !STATE_TYPES.includes(type)) {
    sink.problems.push({ state: label, text: "has no Type that the States Language knows" });
    return undefined;
  }
  const scopes: Scope[] = [];
  const made: State = {
    name,
    type: type as StateType,
    body,
    jsonata: (body.QueryLanguage ?? sink.language) === "JSONata",
    scope: within,
    scopes,
    label,
    edges: edges(type, body),
    catches: catchers(body),
  };
  sink.states.push(made);
  if (made.edges.length === 0 && !["Succeed", "Fail", "Choice"].includes(type) && body.End !== true) {
    sink.problems.push({ state: label, text: "has neither Next nor End" });
  }
  const inner = nested(type, body);
  if (inner.length === 0 && (type === "Parallel" || type === "Map")) {
    sink.problems.push({ state: label, text: type === "Map" ? "has no ItemProcessor" : "has no Branches" });
  }
  for (const [index, each] of inner.entries()) {
    const part = type === "Map" ? "item" : `branch ${index + 1}`;
    scopes.push(scope(each, made, part, depth + 1, sink));
  }
  return made;
}

function nested(type: string, body: Fields): readonly Fields[] {
  if (type === "Parallel") {
    return listOf(body.Branches).filter(isFields);
  }
  // Iterator is the older name of ItemProcessor; both run inline and distributed maps.
  return type === "Map" ? [body.ItemProcessor ?? body.Iterator].filter(isFields) : [];
}

function edges(type: string, body: Fields): readonly Edge[] {
  if (type === "Succeed" || type === "Fail") {
    return [];
  }
  if (type !== "Choice") {
    const to = textOf(body.Next);
    return to === undefined ? [] : [{ to }];
  }
  const rules = listOf(body.Choices).filter(isFields);
  const ways: Edge[] = rules.flatMap((rule) => {
    const to = textOf(rule.Next);
    return to === undefined ? [] : [{ to, condition: { rules: [rule], holds: true } }];
  });
  const otherwise = textOf(body.Default);
  return otherwise === undefined ? ways : [...ways, { to: otherwise, condition: { rules, holds: false } }];
}

function catchers(body: Fields): readonly Catcher[] {
  return listOf(body.Catch)
    .filter(isFields)
    .map((each) => ({ body: each, errors: textsOf(each.ErrorEquals), to: textOf(each.Next) }));
}
