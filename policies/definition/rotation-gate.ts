import { effectOf } from "./effect";
import { failingStates } from "./failing-states";
import { type Definition, type Edge, endsScope, type Scope, type State, target } from "./model";
import { SecretAge } from "./secret-age";
import { Separation } from "./separation";
import { callOf, isDescribeSecret, isPublish, isRotateSecret, isSameSecret, secretOf } from "./tasks";

/** A business Task that can fire on a secret that is too old, or a wait for a rotation that has no bound. */
export interface GateFlaw {
  readonly state: State;
  readonly flaw: "ungated" | "rotating" | "unbounded";
  /** The states of its own scope that were passed on the way, first to last. */
  readonly path: readonly State[];
}

/** What a definition is judged with. */
export interface GateOptions {
  /** Calls that need no fresh secret, as `service:action` in lower case. */
  readonly harmless: readonly string[];
  /** Member of the execution's input that starts a rehearsal; empty: there is none. */
  readonly rehearsal: string;
}

/** How far a rotation got: none begun, requested, waited for, described again, decided on. */
type Rotation = 0 | 1 | 2 | 3 | 4;

/** What a run has passed at one place. */
interface Progress {
  /** An age of a secret was looked at and decided on, or a rotation has ended. */
  readonly gated: boolean;
  readonly rotation: Rotation;
}

/** A Task that does the machine's work: neither a read, nor part of the rotation, nor a message. */
export function isBusiness(state: State, harmless: readonly string[]): boolean {
  if (
    state.type !== "Task" ||
    effectOf(state) === "reads" ||
    isRotateSecret(state) ||
    isDescribeSecret(state) ||
    isPublish(state)
  ) {
    return false;
  }
  const call = callOf(state);
  return call === undefined || !harmless.includes(`${call.service}:${call.action}`);
}

/**
 * Judges *rotate before fire*: on every path from the start to a business Task there is, ahead of it, a Choice on the
 * age of a secret, of which the other way leads to a rotation or refuses, or a rotation; and where a rotation was
 * requested (RotateSecret returns before it is done), a wait, another describe and a Choice, of which the other way
 * waits on or refuses. The loop of that wait has a way out into failure. Tasks of the failure path are not business.
 */
export function gateFlaws(definition: Definition, options: GateOptions): readonly GateFlaw[] {
  const flow = new Flow(definition, options);
  flow.run(definition.top, { gated: false, rotation: 0 });
  return [...flow.flaws.values()].sort((a, b) => (a.state.label < b.state.label ? -1 : 1));
}

class Flow {
  readonly flaws = new Map<string, GateFlaw>();
  private readonly harmless: readonly string[];
  readonly failing: ReadonlySet<State>;
  /** Choices that keep an old secret from being used. */
  private readonly byAge: readonly Separation[];
  /** Choices that keep a secret from being used while it is rotated. */
  private readonly byRotation: Separation;
  private readonly exits = new Map<Scope, Map<string, readonly Progress[]>>();

  constructor(definition: Definition, { harmless, rehearsal }: GateOptions) {
    this.harmless = harmless;
    this.failing = failingStates(definition, rehearsal);
    const works = (state: State): boolean => isBusiness(state, harmless);
    const fails = (state: State): boolean => this.failing.has(state);
    const waits = (state: State): boolean => state.type === "Wait" || isRotateSecret(state) || isDescribeSecret(state);
    // What holds an old secret back is its own rotation, asked for by its own age.
    const rotated = new Set(definition.states.filter(isRotateSecret).map(secretOf));
    this.byAge = [...rotated.add(undefined)].map((secret) => {
      const isOfIt = (state: State): boolean => isSameSecret(secretOf(state), secret);
      const age = new SecretAge(definition, isOfIt);
      const isKnown = (state: State): boolean => secret === undefined && secretOf(state) !== undefined;
      const holds = (state: State): boolean => isRotateSecret(state) && isOfIt(state) && !isKnown(state);
      return new Separation({ works, fails, holds, asks: (choice, way) => age.asks(choice, way) });
    });
    this.byRotation = new Separation({ works, fails, holds: waits, asks: () => true });
  }

  /** Runs a scope from an entry; the ways it can end. */
  run(scope: Scope, entry: Progress): readonly Progress[] {
    const known = this.exits.get(scope) ?? new Map<string, readonly Progress[]>();
    this.exits.set(scope, known);
    const answer = known.get(keyOf(entry));
    if (answer !== undefined) {
      return answer;
    }
    const exits = new Map<string, Progress>();
    const seen = new Set<string>();
    const queue: { state: State; progress: Progress; path: readonly State[] }[] = [];
    const go = (to: string | undefined, progress: Progress, path: readonly State[]): void => {
      const state = target(scope, to);
      const key = `${keyOf(progress)} ${to}`;
      if (state !== undefined && !seen.has(key)) {
        seen.add(key);
        queue.push({ state, progress, path: path.length < 12 ? [...path, state] : [...path.slice(0, 11), state] });
      }
    };
    go(scope.startAt, entry, []);
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
      const { state, progress, path } = step;
      this.judge(state, progress, path);
      const after = this.pass(state, progress);
      if (endsScope(state)) {
        exits.set(keyOf(after), after);
      }
      for (const edge of state.edges) {
        go(edge.to, state.type === "Choice" ? this.choose(state, edge, progress) : after, path);
      }
      for (const { to } of state.catches) {
        go(to, progress, path);
      }
    }
    known.set(keyOf(entry), [...exits.values()]);
    return [...exits.values()];
  }

  private judge(state: State, { gated, rotation }: Progress, path: readonly State[]): void {
    if (this.failing.has(state)) {
      return;
    }
    if (state.type === "Wait" && rotation > 0 && this.waitsForever(state)) {
      this.add({ state, flaw: "unbounded", path });
    }
    if (!isBusiness(state, this.harmless)) {
      return;
    }
    if (rotation > 0 && rotation < 4) {
      this.add({ state, flaw: "rotating", path });
    } else if (!gated && rotation === 0) {
      this.add({ state, flaw: "ungated", path });
    }
  }

  private add(flaw: GateFlaw): void {
    const key = `${flaw.flaw} ${flaw.state.label}`;
    if (!this.flaws.has(key)) {
      this.flaws.set(key, flaw);
    }
  }

  private pass(state: State, progress: Progress): Progress {
    const { gated, rotation } = progress;
    if (state.type === "Wait") {
      return { gated, rotation: rotation === 1 ? 2 : rotation };
    }
    if (isDescribeSecret(state)) {
      return { gated, rotation: rotation === 2 ? 3 : rotation };
    }
    if (isRotateSecret(state)) {
      return { gated, rotation: 1 };
    }
    return state.scopes.reduce((before, scope) => combine(before, this.run(scope, progress)), progress);
  }

  /** Behind one way out of a Choice. */
  private choose(choice: State, way: Edge, { gated, rotation }: Progress): Progress {
    if (rotation === 3 && this.byRotation.behind(choice, way)) {
      return { gated: true, rotation: 4 };
    }
    return { gated: gated || this.byAge.some((each) => each.behind(choice, way)), rotation };
  }

  /** A loop through this Wait, by states none of which is a Choice that may leave it into failure. */
  private waitsForever(wait: State): boolean {
    const leaves = (state: State): boolean =>
      state.type === "Choice" &&
      state.edges.some(({ to }) => {
        const next = target(state.scope, to);
        return next !== undefined && this.failing.has(next);
      });
    return reach(wait, leaves).includes(wait);
  }
}

function keyOf({ gated, rotation }: Progress): string {
  return `${gated ? 1 : 0}${rotation}`;
}

/** Behind a Parallel every branch has run: one branch that decides is enough, one unfinished rotation too many. */
function combine(before: Progress, exits: readonly Progress[]): Progress {
  if (exits.length === 0) {
    return before;
  }
  const gated = before.gated || exits.every((exit) => exit.gated);
  const rotations = [before.rotation, ...exits.map((exit) => exit.rotation)];
  const unfinished = rotations.filter((rotation) => rotation > 0 && rotation < 4);
  if (unfinished.length > 0) {
    return { gated, rotation: Math.min(...unfinished) as Rotation };
  }
  return { gated, rotation: exits.every((exit) => exit.rotation === 4) ? 4 : before.rotation };
}

/**
 * The states that come after a state in its own scope, by normal edges, and not behind those that stop it; the state
 * itself only through a loop.
 */
function reach(start: State, stops: (state: State) => boolean): readonly State[] {
  const seen = new Set<State>();
  const queue = [start];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const { to } of state.edges) {
      const next = target(state.scope, to);
      if (next !== undefined && !seen.has(next) && !stops(next)) {
        seen.add(next);
        queue.push(next);
      }
    }
  }
  return [...seen];
}
