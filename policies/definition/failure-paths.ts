import { DeferredFailures } from "./deferred-failure";
import { failingStates } from "./failing-states";
import { type Flaw, lesser, type Notification, type Walk, walkFailure } from "./failure-walk";
import { type Catcher, type Definition, type State, target } from "./model";
import { NotifiedMark } from "./notified-mark";
import { isPublish } from "./tasks";
import { mayMatchNothing } from "./unmatched";

/** A failure that is not notified, or not passed on. */
export interface FailureFlaw {
  /** The state whose catcher, or whose decision, leads to it. */
  readonly state: State;
  /**
   * Errors of the catcher; none where a normal edge, not a catcher, leads to the failure, or a Choice matches nothing.
   */
  readonly errors: readonly string[] | undefined;
  readonly flaw: Flaw;
  /** The states passed, first to last. */
  readonly path: readonly State[];
}

export interface FailureOptions {
  /** Text that begins the Cause of a failure that was published already; empty: there is no such convention. */
  readonly notifiedMark: string;
  /** Also refuse catchers of named errors that go on as if nothing had happened. */
  readonly namedErrors: boolean;
  /** Member of the execution's input that starts a rehearsal, whose findings are its result; empty: there is none. */
  readonly rehearsal: string;
  /**
   * Text that begins the name under which a failure is deferred until other work is done; empty: there is no such
   * convention.
   */
  readonly deferredMark: string;
}

interface Source {
  readonly state: State;
  /** None where a normal edge leads to the failure. */
  readonly catcher?: Catcher;
  readonly errors: readonly string[] | undefined;
  readonly start: State;
  readonly notification: Notification;
  /** The failure is that of `start`, a Choice that matched nothing. */
  readonly unmatched?: boolean;
}

/** Catchers for these take every failure, or nearly every one. */
const BROAD_ERRORS = ["States.ALL", "States.TaskFailed"];

/**
 * Judges every way on which a run fails. Each begins at a catcher, at a normal edge after which nothing but failure is
 * left (a Choice that refuses), or at a Choice that may match nothing; it has to pass an SNS publish and end in `Fail`.
 * A catcher in the failure path itself inherits what was published before it, so a publish that fails may go straight
 * to `Fail`.
 */
export function failureFlaws(definition: Definition, options: FailureOptions): readonly FailureFlaw[] {
  const failing = failingStates(definition, options.rehearsal);
  const deferred = new DeferredFailures(definition, options.deferredMark, failing);
  const notified = new NotifiedMark(definition, options.notifiedMark);
  const conventions = { notified, rehearsal: options.rehearsal, deferred };
  const walks = new Map<State, Map<string, Walk>>();
  const walk = ({ start, notification, catcher, unmatched = false }: Source): Walk => {
    const known = walks.get(start) ?? new Map<string, Walk>();
    walks.set(start, known);
    const failure = catcher === undefined ? undefined : deferred.deferredBy(catcher);
    const key = JSON.stringify([notification, failure, unmatched]);
    const done =
      known.get(key) ?? walkFailure(definition, { state: start, notification, failure, unmatched }, conventions);
    known.set(key, done);
    return done;
  };

  const reached = new Map<State, Notification>();
  const judged = new Map<string, { source: Source; walk: Walk }>();
  const queue = entries(definition, failing);
  const follow = (): void => {
    for (let source = queue.shift(); source !== undefined; source = queue.shift()) {
      const done = walk(source);
      judged.set(`${source.state.label}\n${source.errors?.join() ?? ""}\n${source.start.name}`, { source, walk: done });
      for (const [state, notification] of done.visited) {
        const known = reached.get(state);
        if (known === undefined || lesser(notification, known) !== known) {
          reached.set(state, notification);
          if (failing.has(state)) {
            queue.push(...catchSources(state, afterFailing(state, notification)));
          }
        }
      }
    }
  };
  follow();
  // A publish that fails on the way from a failure was an attempt; one that is part of the work was not.
  for (const state of definition.states.filter((each) => isPublish(each) && !failing.has(each))) {
    queue.push(...catchSources(state, reached.has(state) ? "attempted" : "none"));
  }
  follow();
  // What nothing leads to is judged as if nothing had been published.
  for (const state of failing) {
    if (!reached.has(state)) {
      reached.set(state, "none");
      queue.push(...catchSources(state, afterFailing(state, "none")));
      follow();
    }
  }
  return collect([...judged.values()], options.namedErrors);
}

/** How far the notification is once this state has failed, too. */
function afterFailing(state: State, before: Notification): Notification {
  return before === "none" && isPublish(state) ? "attempted" : before;
}

/**
 * Where failures begin: catchers of states that could still end well, normal edges into failing states, Choices that
 * may match nothing.
 */
function entries(definition: Definition, failing: ReadonlySet<State>): Source[] {
  const sources: Source[] = [];
  for (const state of definition.states) {
    if (failing.has(state)) {
      continue;
    }
    if (!isPublish(state)) {
      sources.push(...catchSources(state, "none"));
    }
    for (const { to } of state.edges) {
      const start = target(state.scope, to);
      if (start !== undefined && failing.has(start)) {
        sources.push({ state, errors: undefined, start, notification: "none" });
      }
    }
    if (mayMatchNothing(state)) {
      sources.push({ state, errors: undefined, start: state, notification: "none", unmatched: true });
    }
  }
  const first = target(definition.top, definition.top.startAt);
  if (first !== undefined && failing.has(first)) {
    sources.push({ state: first, errors: undefined, start: first, notification: "none" });
  }
  return sources;
}

function catchSources(state: State, notification: Notification): Source[] {
  return state.catches.flatMap((catcher) => {
    const start = target(state.scope, catcher.to);
    return start === undefined ? [] : [{ state, catcher, errors: catcher.errors, start, notification }];
  });
}

function collect(judged: readonly { source: Source; walk: Walk }[], namedErrors: boolean): readonly FailureFlaw[] {
  const flaws: FailureFlaw[] = [];
  for (const { source, walk } of judged) {
    for (const [flaw, path] of walk.flaws) {
      const { state, errors } = source;
      // To handle a named error and go on is a decision; to handle every error and go on hides failures.
      const decided = errors !== undefined && !errors.some((error) => BROAD_ERRORS.includes(error)) && !namedErrors;
      const elsewhere = errors === undefined && flaw === "swallowed";
      if (!elsewhere && !(flaw === "swallowed" && decided)) {
        flaws.push({ state, errors, flaw, path });
      }
    }
  }
  return flaws.sort((a, b) => order(a.state.label, b.state.label) || order(a.flaw, b.flaw));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
