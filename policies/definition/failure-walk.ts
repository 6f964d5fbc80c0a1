import type { DeferredFailure, DeferredFailures } from "./deferred-failure";
import { catchersOf, publishesInside, toleratesFailures } from "./failure-scopes";
import { type Definition, endsScope, type Scope, type State, target } from "./model";
import type { NotifiedMark } from "./notified-mark";
import { testsForRehearsal } from "./rehearsal";
import { isPublish } from "./tasks";
import { mayMatchNothing } from "./unmatched";

/** How far the notification of a failure is: no publish was tried, one was tried and failed, one succeeded. */
export type Notification = "none" | "attempted" | "published";

const NOTIFICATIONS: readonly Notification[] = ["none", "attempted", "published"];

/** The notification that is less far. */
export function lesser(one: Notification, other: Notification): Notification {
  return NOTIFICATIONS.indexOf(one) < NOTIFICATIONS.indexOf(other) ? one : other;
}

/** How a walk from a failure ended where it should not. */
export type Flaw = "swallowed" | "unnotified" | "unmatched" | "false-claim" | "endless";

/** One walk: the flaws on the ways from its start, each with the states passed, and every state that it passed. */
export interface Walk {
  readonly flaws: ReadonlyMap<Flaw, readonly State[]>;
  readonly visited: ReadonlyMap<State, Notification>;
}

/** The conventions of a definition. */
export interface Conventions {
  readonly notified: NotifiedMark;
  /** Member of the execution's input that starts a rehearsal; empty: there is none. */
  readonly rehearsal: string;
  readonly deferred: DeferredFailures;
}

/** Where a walk begins. */
export interface WalkStart {
  readonly state: State;
  readonly notification: Notification;
  /** The failure, where the Catch that leads here deferred it. */
  readonly failure?: DeferredFailure | undefined;
  /** The failure begins in `state` itself, a Choice that matched nothing. @default false */
  readonly unmatched?: boolean;
}

interface Step {
  readonly state: State;
  readonly notification: Notification;
  /** The failure as long as it is deferred: not lost on the way, and not thrown again. */
  readonly failure: DeferredFailure | undefined;
  readonly from: Step | undefined;
}

/**
 * Follows every way a run can take from a state that a failure has led to, through branches into what is around them,
 * and judges how it ends. Good is only: published, then `Fail`. Catchers of the states passed are not followed: each is
 * judged by itself. A Choice that may match nothing fails like a `Fail`. A deferred failure is found where a Choice
 * tests for its mark. A way that only a rehearsal takes does not count.
 */
export function walkFailure(definition: Definition, start: WalkStart, conventions: Conventions): Walk {
  return new FailureWalk(definition, start, conventions).walk();
}

class FailureWalk {
  private readonly flaws = new Map<Flaw, readonly State[]>();
  private readonly visited = new Map<State, Notification>();
  private readonly seen = new Set<string>();
  private readonly ids: ReadonlyMap<State, number>;
  private readonly queue: Step[] = [];
  private ended = false;
  private readonly start: WalkStart;
  private readonly conventions: Conventions;

  constructor(definition: Definition, start: WalkStart, conventions: Conventions) {
    this.start = start;
    this.conventions = conventions;
    this.ids = new Map(definition.states.map((state, index) => [state, index]));
  }

  walk(): Walk {
    const { state, unmatched = false } = this.start;
    const first: Step = { failure: undefined, ...this.start, from: undefined };
    if (unmatched) {
      // Of this Choice only the failure is a way on.
      this.fail(state.scope, first);
    } else {
      this.enter(state, first, undefined);
    }
    for (let step = this.queue.pop(); step !== undefined; step = this.queue.pop()) {
      this.pass(step);
    }
    if (!this.ended) {
      this.flaws.set("endless", [state]);
    }
    return { flaws: this.flaws, visited: this.visited };
  }

  private pass(step: Step): void {
    const { state, notification } = step;
    const { notified, deferred } = this.conventions;
    if (state.type === "Fail") {
      if (notified.claimedBy(state) && notification !== "published") {
        this.flaw("false-claim", step);
      }
      this.fail(state.scope, step);
    } else if (state.type === "Choice" && state.edges.length === 0) {
      this.ended = true;
    } else {
      if (mayMatchNothing(state) && !(step.failure !== undefined && deferred.decides(state))) {
        this.fail(state.scope, step);
      }
      const publishes = isPublish(state) || publishesInside(state);
      this.leave(state, publishes ? { ...step, notification: "published" } : step, step);
    }
  }

  private enter(state: State | undefined, { notification, failure }: Omit<Step, "from">, from: Step | undefined): void {
    const key = `${this.ids.get(state as State)} ${notification} ${JSON.stringify(failure)}`;
    if (state !== undefined && !this.seen.has(key)) {
      this.seen.add(key);
      this.queue.push({ state, notification, failure, from });
      this.visit(state, notification);
    }
  }

  private visit(state: State, notification: Notification): void {
    this.visited.set(state, lesser(notification, this.visited.get(state) ?? "published"));
    for (const scope of state.scopes) {
      for (const inner of scope.states.values()) {
        this.visit(inner, notification);
      }
    }
  }

  /** Leaves a state by the ways on from it, or, where it ends its scope, the Parallel or Map around it. */
  private leave(state: State, before: Step, from: Step): void {
    const { notified, rehearsal, deferred } = this.conventions;
    const lost = before.failure?.inData === true && deferred.drops(state.body.Output);
    const now: Step = lost ? { ...before, failure: undefined } : before;
    if (!endsScope(state)) {
      const edges = now.failure === undefined ? state.edges : deferred.edges(state, now.failure);
      for (const edge of edges.filter((each) => !testsForRehearsal(each, rehearsal))) {
        const notification = notified.isFoundBy(edge) ? "published" : now.notification;
        this.enter(target(state.scope, edge.to), { ...now, notification }, from);
      }
      return;
    }
    const { owner } = state.scope;
    if (owner !== undefined) {
      this.leave(owner, now, from);
      return;
    }
    this.ended = true;
    if (!(before.failure !== undefined && deferred.handsOn(state))) {
      this.flaw("swallowed", from);
    }
  }

  /** Ends a scope with a failure. */
  private fail(scope: Scope, step: Step): void {
    const { owner } = scope;
    if (owner === undefined) {
      this.ended = true;
      if (step.notification === "none") {
        this.flaw(step.state.type === "Choice" ? "unmatched" : "unnotified", step);
      }
      return;
    }
    if (toleratesFailures(owner)) {
      this.leave(owner, { ...step, failure: undefined }, step);
    }
    const { catchers, certain } = catchersOf(owner, step.state);
    for (const catcher of catchers) {
      const failure = this.conventions.deferred.deferredBy(catcher);
      this.enter(target(owner.scope, catcher.to), { ...step, failure }, step);
    }
    if (!certain) {
      // Nothing around it is certain to catch. The owner's missing catch is a finding of its own.
      this.ended = true;
    }
  }

  private flaw(kind: Flaw, step: Step): void {
    if (!this.flaws.has(kind)) {
      this.flaws.set(kind, pathTo(step));
    }
  }
}

function pathTo(last: Step): readonly State[] {
  const path: State[] = [];
  for (let step: Step | undefined = last; step !== undefined; step = step.from) {
    path.unshift(step.state);
  }
  return path;
}
