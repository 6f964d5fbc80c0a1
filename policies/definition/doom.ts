import { type Definition, endsScope, type Scope, type State, target } from "./model";

/**
 * The states from which no run ends well any more: every way on from them ends in `Fail`, or never ends. A state in a
 * branch is doomed when whatever follows the Parallel or Map around it is. Catchers are not ways on here: they are asked
 * about one by one.
 */
export function doomedStates(definition: Definition): ReadonlySet<State> {
  const endable = new Map<Scope, boolean>();
  const passable = (state: State): boolean => state.scopes.every((scope) => canEnd(scope, endable));
  const before = predecessors(definition);
  const hopeful = new Set<State>();
  const queue: State[] = [];
  const mark = (state: State): void => {
    if (!hopeful.has(state) && passable(state)) {
      hopeful.add(state);
      queue.push(state);
    }
  };
  // Backwards from the good ends; where a scope ends, the run goes on behind its owner.
  const markEnds = (scope: Scope): void => [...scope.states.values()].filter(endsScope).forEach(mark);
  markEnds(definition.top);
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    state.scopes.forEach(markEnds);
    (before.get(state) ?? []).forEach(mark);
  }
  return new Set(definition.states.filter((state) => !hopeful.has(state)));
}

/** True if a run of this scope can end well: then a Parallel or Map gets past it. */
function canEnd(scope: Scope, known: Map<Scope, boolean>): boolean {
  const answer = known.get(scope);
  if (answer !== undefined) {
    return answer;
  }
  const seen = new Set<State>();
  const queue = [target(scope, scope.startAt)];
  let ends = false;
  while (queue.length > 0 && !ends) {
    const state = queue.pop();
    if (state === undefined || seen.has(state)) {
      continue;
    }
    seen.add(state);
    const passable = state.scopes.every((inner) => canEnd(inner, known));
    ends = passable && endsScope(state);
    const ways = passable ? [...state.edges, ...state.catches] : state.catches;
    queue.push(...ways.map(({ to }) => target(scope, to)));
  }
  known.set(scope, ends);
  return ends;
}

function predecessors(definition: Definition): ReadonlyMap<State, readonly State[]> {
  const found = new Map<State, State[]>();
  for (const state of definition.states) {
    for (const { to } of state.edges) {
      const next = target(state.scope, to);
      if (next !== undefined) {
        const earlier = found.get(next) ?? [];
        earlier.push(state);
        found.set(next, earlier);
      }
    }
  }
  return found;
}
