import type { Scope, State } from "../definition/model";
import { fieldsOf, jsonOf, listOf, textOf, type Value } from "../kit/value";

/** One item of a Map whose Items are written out, as a state in the Map's processor has it. */
export interface MapItem {
  /** `item 2 {"app":"carts"}`: by its number, from 1, and the beginning of its JSON. */
  readonly label: string;
  readonly value: Value;
  /** Whether the state's input is the item: no state before it puts out something else. */
  readonly isInput: boolean;
}

/** Characters of an item's JSON in a message. */
const LABEL_LENGTH = 60;

/** An expression that is the state's input as it came. */
const INPUT = /^\{%\s*\$states\.input\s*%\}$/;

/**
 * The items that a state is run for: those of the Map around it, where its Items are a JSON list, or a JSONata
 * expression that is one. Undefined where no Map is around the state or its items are computed.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html
 */
export function itemsOf(state: State): readonly MapItem[] | undefined {
  const map = mapAround(state);
  const items = map === undefined || !state.jsonata ? undefined : literalList(map.body.Items);
  return items?.map((value, index) => ({
    label: `item ${index + 1} ${cut(jsonOf(value))}`,
    value,
    isInput: hasItemAsInput(state),
  }));
}

function cut(json: string): string {
  return json.length > LABEL_LENGTH ? `${json.slice(0, LABEL_LENGTH)}...` : json;
}

function mapAround(state: State): State | undefined {
  let { owner } = state.scope;
  while (owner !== undefined && owner.type !== "Map") {
    owner = owner.scope.owner;
  }
  return owner;
}

function literalList(items: Value | undefined): readonly Value[] | undefined {
  if (Array.isArray(items)) {
    return listOf(items);
  }
  const expression = /^\{%([\s\S]*)%\}$/.exec(textOf(items) ?? "")?.[1];
  if (expression === undefined) {
    return undefined;
  }
  try {
    const parsed = JSON.parse(expression) as Value;
    return Array.isArray(parsed) ? listOf(parsed) : undefined;
  } catch {
    return undefined;
  }
}

function hasItemAsInput(state: State): boolean {
  const { owner, startAt } = state.scope;
  if (owner === undefined || changedInputs(state.scope).has(state.name)) {
    return false;
  }
  const isReached = startAt === state.name || isTarget(state);
  const handsOn = owner.type === "Map" ? owner.body.ItemSelector === undefined : owner.body.Arguments === undefined;
  return isReached && handsOn && (owner.type === "Map" || hasItemAsInput(owner));
}

function isTarget({ scope, name }: State): boolean {
  return [...scope.states.values()].some((other) => [...other.edges, ...other.catches].some(({ to }) => to === name));
}

/** Names of the states of a scope that may get another input than the scope itself. */
function changedInputs(scope: Scope): ReadonlySet<string> {
  const changed = new Set<string>();
  const states = [...scope.states.values()];
  for (let before = -1; before < changed.size; ) {
    before = changed.size;
    for (const state of states) {
      for (const { to, keeps } of waysOut(state)) {
        if (to !== undefined && (!keeps || changed.has(state.name))) {
          changed.add(to);
        }
      }
    }
  }
  return changed;
}

/** The ways out of a state, and whether its input is what the next state gets. */
function waysOut(state: State): readonly { to: string | undefined; keeps: boolean }[] {
  // A Task, a Parallel and a Map put out their results, if they do not say otherwise.
  const byDefault = ["Pass", "Choice", "Wait"].includes(state.type);
  const keeps = (output: Value | undefined, absent: boolean): boolean =>
    output === undefined ? absent : INPUT.test(textOf(output) ?? "");
  const own = keeps(state.body.Output, byDefault);
  return [
    ...state.edges.map(({ to, condition }) => {
      const rule = condition?.holds === true ? fieldsOf(condition.rules[0]).Output : undefined;
      return { to, keeps: rule === undefined ? own : keeps(rule, true) };
    }),
    ...state.catches.map(({ body, to }) => ({ to, keeps: keeps(body.Output, false) })),
  ];
}
