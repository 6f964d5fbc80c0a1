import { type Definition, type Edge, endsScope, type Scope, type State, target } from "./model";
import { testsForRehearsal } from "./rehearsal";

/**
 * The states from which no run ends well: every way on from them ends in `Fail`, or never ends. A state in a branch is
 * one if what follows the Parallel or Map around it is one. Catchers are not ways on here: each is judged by itself.
 * Neither is a way that only a rehearsal takes: `rehearsal` is the member of the input that starts one, empty where
 * there is none.
 */
export function failingStates(definition: Definition, rehearsal: string): ReadonlySet<State> {
  const endable = new Map<Scope, boolean>();
  const passable = (state: State): boolean => state.scopes.every((scope) => canEnd(scope, rehearsal, endable));
  const before = predecessors(definition, rehearsal);
  const endsWell = new Set<State>();
  const queue: State[] = [];
  const mark = (state: State): void => {
    if (!endsWell.has(state) && passable(state)) {
      endsWell.add(state);
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
  return new Set(definition.states.filter((state) => !endsWell.has(state)));
}

/** True if a run of this scope can end well: then a Parallel or Map gets past it. */
function canEnd(scope: Scope, rehearsal: string, known: Map<Scope, boolean>): boolean {
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
    const passable = state.scopes.every((inner) => canEnd(inner, rehearsal, known));
    ends = passable && endsScope(state);
    const edges = passable ? edgesOfRun(state, rehearsal) : [];
    queue.push(...[...edges, ...state.catches].map(({ to }) => target(scope, to)));
  }
  known.set(scope, ends);
  return ends;
}

/** The ways on from a state that a run takes, without those of a rehearsal. */
function edgesOfRun(state: State, rehearsal: string): readonly Edge[] {
  return state.edges.filter((edge) => !testsForRehearsal(edge, rehearsal));
}

function predecessors(definition: Definition, rehearsal: string): ReadonlyMap<State, readonly State[]> {
  const found = new Map<State, State[]>();
  for (const state of definition.states) {
    for (const { to } of edgesOfRun(state, rehearsal)) {
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
