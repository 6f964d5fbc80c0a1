import type { Fields, Value } from "../kit/value";

export type StateType = "Task" | "Parallel" | "Map" | "Choice" | "Wait" | "Pass" | "Succeed" | "Fail";

/** One state. */
export interface State {
  readonly name: string;
  readonly type: StateType;
  readonly body: Fields;
  /** Its query language: JSONata, or else JSONPath. */
  readonly jsonata: boolean;
  /** The sequence of states it is in. */
  readonly scope: Scope;
  /** Its own branches (Parallel) or item processor (Map). */
  readonly scopes: readonly Scope[];
  /** `Fan / branch 1 / Charge`: the way to it from the top, as a message shows it. */
  readonly label: string;
  /** Where control goes when it succeeds. Empty for an end. */
  readonly edges: readonly Edge[];
  /** Its catchers, in order. */
  readonly catches: readonly Catcher[];
}

/** A way on from a state. */
export interface Edge {
  readonly to: string;
  /** What a Choice tests on this edge; the default edge has all the rules that did not hold. */
  readonly condition?: { readonly rules: readonly Value[]; readonly holds: boolean };
}

export interface Catcher {
  readonly body: Fields;
  readonly errors: readonly string[];
  readonly to: string | undefined;
}

/** One sequence of states: the whole machine, one branch, or the processor of a Map's items. */
export interface Scope {
  readonly startAt: string | undefined;
  readonly states: ReadonlyMap<string, State>;
  /** The Parallel or Map it belongs to; none at the top. */
  readonly owner: State | undefined;
}

/** A place in which the States Language would refuse a definition. */
export interface Problem {
  /**
   * Label of the state that it is about, or in whose branches or items it is; none where it is about the machine
   * itself.
   */
  readonly state: string | undefined;
  /** What is wrong, without the name of that state. */
  readonly text: string;
}

/** A definition that could be read, and what is wrong with it. */
export interface Definition {
  readonly body: Fields;
  readonly top: Scope;
  /** Every state of every scope, outermost first. */
  readonly states: readonly State[];
  readonly problems: readonly Problem[];
}

/** The state an edge leads to, if the definition has it. */
export function target(scope: Scope, name: string | undefined): State | undefined {
  return name === undefined ? undefined : scope.states.get(name);
}

/** True where the run of this scope ends well: `Succeed`, `End: true`, or a state without a way on. */
export function endsScope(state: State): boolean {
  return state.type === "Succeed" || (state.type !== "Fail" && state.edges.length === 0);
}
