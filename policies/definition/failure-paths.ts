import { doomedStates } from "./doom";
import { type Flaw, type Told, type Walk, walkFailure } from "./failure-walk";
import { Kept } from "./kept";
import { type Catcher, type Definition, type State, target } from "./model";
import { Notice } from "./notice";
import { isPublish } from "./tasks";
import { mayMatchNothing } from "./unmatched";

/** A failure that is not told, or not passed on. */
export interface FailureFlaw {
  /** The state whose catcher, or whose decision, leads to it. */
  readonly state: State;
  /** Errors of the catcher; none where a normal edge, not a catcher, leads to the failure, or a Choice matches nothing. */
  readonly errors: readonly string[] | undefined;
  readonly flaw: Flaw;
  /** The states passed, first to last. */
  readonly path: readonly State[];
}

export interface FailureOptions {
  /** Text that begins the Cause of a failure which was told already; empty: there is no such convention. */
  readonly mark: string;
  /** Also refuse catchers of named errors that go on as if nothing had happened. */
  readonly namedErrors: boolean;
  /** Member of the execution's input that asks for a rehearsal, whose findings are its answer; empty: there is none. */
  readonly rehearsal: string;
  /** Text that begins the name under which a failure is kept until other work is done. @default there is no such convention */
  readonly kept?: string;
}

interface Source {
  readonly state: State;
  /** None where a normal edge leads to the failure. */
  readonly catcher?: Catcher;
  readonly errors: readonly string[] | undefined;
  readonly start: State;
  readonly told: Told;
  /** The failure is that of `start`, a Choice that matched nothing. */
  readonly unmatched?: boolean;
}

/** Catchers for these take every failure, or nearly every one. */
const broad = ["States.ALL", "States.TaskFailed"];

/**
 * Judges every way on which a run fails: from each catcher, and from each normal edge after which nothing but failure is
 * left (a Choice that refuses), and from each Choice that may match nothing, it has to come by an SNS publish and end in
 * `Fail`. A catcher in the failure path itself inherits what was told before it, so a failing publish may go straight to
 * `Fail`.
 */
export function failureFlaws(definition: Definition, options: FailureOptions): readonly FailureFlaw[] {
  const doomed = doomedStates(definition);
  const kept = new Kept(definition, options.kept ?? "", doomed);
  const conventions = { notice: new Notice(definition, options.mark), rehearsal: options.rehearsal };
  const walks = new Map<State, Map<string, Walk>>();
  const walk = ({ start, told, catcher, unmatched = false }: Source): Walk => {
    const known = walks.get(start) ?? new Map<string, Walk>();
    walks.set(start, known);
    const keeps = catcher !== undefined && kept.keeps(catcher);
    const key = `${told}${keeps}${unmatched}`;
    const found = { ...conventions, kept: keeps ? kept : undefined, unmatched };
    const done = known.get(key) ?? walkFailure(start, told, definition, found);
    known.set(key, done);
    return done;
  };

  const reached = new Map<State, Told>();
  const judged = new Map<string, { source: Source; walk: Walk }>();
  const queue = entries(definition, doomed);
  const follow = (): void => {
    for (let source = queue.shift(); source !== undefined; source = queue.shift()) {
      const done = walk(source);
      judged.set(`${source.state.label}\n${source.errors?.join() ?? ""}\n${source.start.name}`, { source, walk: done });
      for (const [state, told] of done.visited) {
        const known = reached.get(state);
        if (known === undefined || told < known) {
          reached.set(state, told);
          if (doomed.has(state)) {
            queue.push(...catchSources(state, Math.max(told, isPublish(state) ? 1 : 0) as Told));
          }
        }
      }
    }
  };
  follow();
  // A publish that fails on the way from a failure has tried to tell it; one that is part of the work has not.
  for (const state of definition.states.filter((each) => isPublish(each) && !doomed.has(each))) {
    queue.push(...catchSources(state, reached.has(state) ? 1 : 0));
  }
  follow();
  // What nothing leads to is judged as if nothing had been told.
  for (const state of doomed) {
    if (!reached.has(state)) {
      reached.set(state, 0);
      queue.push(...catchSources(state, isPublish(state) ? 1 : 0));
      follow();
    }
  }
  return collect([...judged.values()], options.namedErrors);
}

/** Where failures begin: catchers of states that could still end well, normal edges into doom, Choices that may match nothing. */
function entries(definition: Definition, doomed: ReadonlySet<State>): Source[] {
  const sources: Source[] = [];
  for (const state of definition.states) {
    if (doomed.has(state)) {
      continue;
    }
    if (!isPublish(state)) {
      sources.push(...catchSources(state, 0));
    }
    for (const { to } of state.edges) {
      const start = target(state.scope, to);
      if (start !== undefined && doomed.has(start)) {
        sources.push({ state, errors: undefined, start, told: 0 });
      }
    }
    if (mayMatchNothing(state)) {
      sources.push({ state, errors: undefined, start: state, told: 0, unmatched: true });
    }
  }
  const first = target(definition.top, definition.top.startAt);
  if (first !== undefined && doomed.has(first)) {
    sources.push({ state: first, errors: undefined, start: first, told: 0 });
  }
  return sources;
}

function catchSources(state: State, told: Told): Source[] {
  return state.catches.flatMap((catcher) => {
    const start = target(state.scope, catcher.to);
    return start === undefined ? [] : [{ state, catcher, errors: catcher.errors, start, told }];
  });
}

function collect(judged: readonly { source: Source; walk: Walk }[], namedErrors: boolean): readonly FailureFlaw[] {
  const flaws: FailureFlaw[] = [];
  for (const { source, walk } of judged) {
    for (const [flaw, path] of walk.flaws) {
      const { state, errors } = source;
      // To handle a named error and go on is a decision; to handle every error and go on hides failures.
      const decided = errors !== undefined && !errors.some((error) => broad.includes(error)) && !namedErrors;
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
