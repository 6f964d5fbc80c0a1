import type { Branch, State } from "../asl/types";
import { REHEARSING_CONDITION } from "./rehearsal/protocol";

/**
 * States that an execution enters when everything goes well, those inside Parallel and Map states included: the way
 * from `StartAt` to a successful end with the fewest states, no Catch taken. In this project's definitions that is
 * secrets that are fresh and tasks that succeed at once, for everything else takes more states or ends in a Fail. A
 * rehearsal does nothing and does not count.
 * @throws Error if no way ends well
 */
export function healthyPath(scope: Branch): Path {
  const known = PATHS.get(scope);
  if (known !== undefined) {
    return known;
  }
  const found = findPath(scope);
  PATHS.set(scope, found);
  return found;
}

type Path = readonly (readonly [string, State])[];

/** Paths by scope: nested branches are asked for again and again, and definitions do not change. */
const PATHS = new WeakMap<Branch, Path>();

function findPath(scope: Branch): Path {
  const cost = costs(scope);
  const path: (readonly [string, State])[] = [];
  for (let name: string | undefined = scope.StartAt; name !== undefined; ) {
    const state: State | undefined = scope.States[name];
    if (state === undefined || cost.get(name) === undefined) {
      throw new Error(`no way from ${name} ends well`);
    }
    path.push([name, state]);
    path.push(...insideOf(state));
    name = ends(state) ? undefined : cheapest(leadsTo(state), cost);
  }
  return path;
}

/**
 * For each state from which a way ends well, the states on the shortest of those ways. Definitions have loops, so
 * values settle by repetition.
 */
function costs({ States }: Branch): Map<string, number> {
  const cost = new Map<string, number>();
  const names = Object.keys(States).reverse();
  for (let changed = true; changed; ) {
    changed = false;
    for (const name of names) {
      const state = States[name];
      if (state === undefined || state.Type === "Fail") {
        continue;
      }
      const next = cheapest(leadsTo(state), cost);
      const rest = ends(state) ? 0 : next === undefined ? undefined : cost.get(next);
      const own = 1 + insideOf(state).length;
      if (rest === undefined || own + rest >= (cost.get(name) ?? Number.POSITIVE_INFINITY)) {
        continue;
      }
      cost.set(name, own + rest);
      changed = true;
    }
  }
  return cost;
}

/**
 * What is entered inside a state: every branch of a Parallel, and the processor of a Map once for each item of a
 * literal list.
 */
function insideOf(state: State): Path {
  if (state.Type === "Parallel") {
    return state.Branches.flatMap(healthyPath);
  }
  if (state.Type !== "Map") {
    return [];
  }
  const items = Array.isArray(state.Items) ? state.Items.length : 1;
  const inside = healthyPath(state.ItemProcessor);
  return Array.from({ length: items }, () => inside).flat();
}

function leadsTo(state: State): string[] {
  if (state.Type === "Choice") {
    const asked = state.Choices.filter(({ Condition }) => Condition !== REHEARSING_CONDITION);
    return [...asked.map(({ Next }) => Next), state.Default];
  }
  return "Next" in state && state.Next !== undefined ? [state.Next] : [];
}

function ends(state: State): boolean {
  return state.Type === "Succeed" || ("End" in state && state.End === true);
}

function cheapest(names: readonly string[], cost: ReadonlyMap<string, number>): string | undefined {
  const known = names.filter((name) => cost.has(name));
  return known.reduce<string | undefined>(
    (best, name) => (best === undefined || (cost.get(name) ?? 0) < (cost.get(best) ?? 0) ? name : best),
    undefined,
  );
}
