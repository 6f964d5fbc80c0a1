import { isPresent, numberOf, textOf } from "../kit/value";
import type { Kept } from "./kept";
import { type Definition, endsScope, type Scope, type State, target } from "./model";
import type { Notice } from "./notice";
import { asksRehearsal } from "./rehearsal";
import { isPublish } from "./tasks";
import { mayMatchNothing, unmatchedError } from "./unmatched";

/** How far the message of a failure got: not tried, tried and failed, sent. */
export type Told = 0 | 1 | 2;

/** How a walk from a failure ended where it should not. */
export type Flaw = "swallowed" | "untold" | "unmatched" | "false-claim" | "endless";

/** One walk: the flaws on the ways from its start, each with the states passed, and everything it came by. */
export interface Walk {
  readonly flaws: ReadonlyMap<Flaw, readonly State[]>;
  readonly visited: ReadonlyMap<State, Told>;
}

/** What a walk goes by. */
export interface WalkOptions {
  readonly notice: Notice;
  readonly rehearsal: string;
  readonly kept: Kept | undefined;
  /** The failure begins in `start` itself, a Choice that matched nothing. @default false */
  readonly unmatched?: boolean;
}

interface Step {
  readonly state: State;
  readonly told: Told;
  readonly from: Step | undefined;
}

/**
 * Follows every way a run can take from a state that a failure has led to, through branches into what is around them,
 * and looks how it ends. Good is only: told, then `Fail`. Catchers of the states passed are not followed: each is asked
 * about on its own. A Choice that may match nothing fails like a `Fail`. A failure that was kept is found where its mark is looked for. What a rehearsal alone takes, by a Choice on the input's member `rehearsal`, is no way of a failure.
 */
export function walkFailure(
  start: State,
  told: Told,
  definition: Definition,
  { notice, rehearsal, kept, unmatched = false }: WalkOptions,
): Walk {
  const flaws = new Map<Flaw, readonly State[]>();
  const visited = new Map<State, Told>();
  const seen = new Set<string>();
  const ids = new Map(definition.states.map((state, index) => [state, index]));
  const queue: Step[] = [];
  let ended = false;

  const flaw = (kind: Flaw, step: Step): void => {
    if (!flaws.has(kind)) {
      flaws.set(kind, pathTo(step));
    }
  };
  const go = (state: State | undefined, level: Told, from: Step | undefined): void => {
    const key = `${ids.get(state as State)}:${level}`;
    if (state !== undefined && !seen.has(key)) {
      seen.add(key);
      queue.push({ state, told: level, from });
      visit(state, level);
    }
  };
  const visit = (state: State, level: Told): void => {
    visited.set(state, Math.min(level, visited.get(state) ?? 2) as Told);
    for (const scope of state.scopes) {
      for (const inner of scope.states.values()) {
        visit(inner, level);
      }
    }
  };
  const leave = (state: State, level: Told, step: Step): void => {
    if (!endsScope(state)) {
      const edges = kept === undefined ? state.edges : kept.edges(state);
      for (const edge of edges.filter((each) => !asksRehearsal(each, rehearsal))) {
        go(target(state.scope, edge.to), notice.found(edge) ? 2 : level, step);
      }
      return;
    }
    const { owner } = state.scope;
    if (owner === undefined) {
      ended = true;
      if (kept?.handsOn(state) !== true) {
        flaw("swallowed", step);
      }
    } else {
      leave(owner, level, step);
    }
  };
  const fail = (scope: Scope, level: Told, step: Step): void => {
    const { owner } = scope;
    if (owner === undefined) {
      ended = true;
      if (level === 0) {
        flaw(step.state.type === "Choice" ? "unmatched" : "untold", step);
      }
      return;
    }
    if (toleratesFailures(owner)) {
      leave(owner, level, step);
    }
    const handlers = handlersOf(owner, step.state);
    for (const to of handlers.targets) {
      go(to, level, step);
    }
    if (!handlers.certain) {
      // Nothing around it is certain to catch. The owner's missing catch is a finding of its own.
      ended = true;
    }
  };

  if (unmatched) {
    // Of this Choice only the failure is a way on.
    fail(start.scope, told, { state: start, told, from: undefined });
  } else {
    go(start, told, undefined);
  }
  for (let step = queue.pop(); step !== undefined; step = queue.pop()) {
    const { state } = step;
    if (state.type === "Fail") {
      if (notice.claimed(state) && step.told !== 2) {
        flaw("false-claim", step);
      }
      fail(state.scope, step.told, step);
    } else if (state.type === "Choice" && state.edges.length === 0) {
      ended = true;
    } else {
      if (mayMatchNothing(state) && kept?.decides(state) !== true) {
        fail(state.scope, step.told, step);
      }
      leave(state, isPublish(state) || tellsInside(state) ? 2 : step.told, step);
    }
  }
  if (!ended) {
    flaws.set("endless", [start]);
  }
  return { flaws, visited };
}

function pathTo(step: Step): readonly State[] {
  const path: State[] = [];
  for (let at: Step | undefined = step; at !== undefined; at = at.from) {
    path.unshift(at.state);
  }
  return path;
}

/** A Parallel of which one branch publishes on every way through it. A Map may have no items, so it never counts. */
function tellsInside(state: State): boolean {
  return state.type === "Parallel" && state.scopes.some((scope) => !endsUntold(scope));
}

function endsUntold(scope: Scope): boolean {
  const seen = new Set<State>();
  const queue = [target(scope, scope.startAt)];
  while (queue.length > 0) {
    const state = queue.pop();
    if (state === undefined || seen.has(state) || isPublish(state) || tellsInside(state)) {
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
function toleratesFailures({ body }: State): boolean {
  return ["ToleratedFailurePercentage", "ToleratedFailureCount"].some(
    (name) => isPresent(body[`${name}Path`]) || (isPresent(body[name]) && numberOf(body[name]) !== 0),
  );
}

/** Where a Parallel or Map goes when this state, a Fail or a Choice that matched nothing, ended one of its scopes; `certain` if one catcher is sure to match. */
function handlersOf(owner: State, fail: State): { targets: State[]; certain: boolean } {
  const error = fail.type === "Choice" ? unmatchedError : textOf(fail.body.Error);
  const literal = error?.startsWith("{%") ? undefined : error;
  const targets: State[] = [];
  for (const { errors, to } of owner.catches) {
    const certain = errors.includes("States.ALL") || (literal !== undefined && errors.includes(literal));
    const possible = certain || literal === undefined || errors.includes("States.TaskFailed");
    const state = target(owner.scope, to);
    if (possible && state !== undefined) {
      targets.push(state);
    }
    if (certain) {
      return { targets, certain: true };
    }
  }
  return { targets, certain: false };
}
