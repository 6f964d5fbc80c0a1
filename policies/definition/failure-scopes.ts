import { isPresent, numberOf, textOf } from "../kit/value";
import { type Catcher, endsScope, type Scope, type State, target } from "./model";
import { isPublish } from "./tasks";
import { UNMATCHED_ERROR } from "./unmatched";

/** A Parallel of which one branch publishes on every way through it. A Map may have no items, so it never counts. */
export function publishesInside(state: State): boolean {
  return state.type === "Parallel" && state.scopes.some((scope) => !endsUnpublished(scope));
}

function endsUnpublished(scope: Scope): boolean {
  const seen = new Set<State>();
  const queue = [target(scope, scope.startAt)];
  while (queue.length > 0) {
    const state = queue.pop();
    if (state === undefined || seen.has(state) || isPublish(state) || publishesInside(state)) {
      continue;
    }
    seen.add(state);
    if (endsScope(state)) {
      return true;
    }
    queue.push(...[...state.edges, ...state.catches].map(({ to }) => target(scope, to)));
  }
  return false;
}

/** A Map that goes on although items failed. */
export function toleratesFailures({ body }: State): boolean {
  return ["ToleratedFailurePercentage", "ToleratedFailureCount"].some(
    (name) => isPresent(body[`${name}Path`]) || (isPresent(body[name]) && numberOf(body[name]) !== 0),
  );
}

/**
 * The catchers of a Parallel or Map that may take over when a state, a Fail or a Choice that matched nothing, ended one
 * of its scopes; `certain` if one of them is sure to match.
 */
export function catchersOf(owner: State, fail: State): { catchers: readonly Catcher[]; certain: boolean } {
  const error = fail.type === "Choice" ? UNMATCHED_ERROR : textOf(fail.body.Error);
  const literal = error?.startsWith("{%") ? undefined : error;
  const catchers: Catcher[] = [];
  for (const catcher of owner.catches) {
    const { errors } = catcher;
    const certain = errors.includes("States.ALL") || (literal !== undefined && errors.includes(literal));
    const possible = certain || literal === undefined || errors.includes("States.TaskFailed");
    if (possible) {
      catchers.push(catcher);
    }
    if (certain) {
      return { catchers, certain: true };
    }
  }
  return { catchers, certain: false };
}
