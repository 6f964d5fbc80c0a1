import { jsonOf } from "../kit/value";
import { testOf } from "./choice-rule";
import { type Edge, endsScope, type State, target } from "./model";

/** What decides whether a Choice separates work from failure. */
export interface Stops {
  /**
   * A state that keeps the run from working for as long as it takes: a rotation, a wait. Also in branches and items.
   */
  readonly holds: (state: State) => boolean;
  /** A state from which no run ends well. In branches and items it need not be come by. */
  readonly fails: (state: State) => boolean;
  /** A state that works. Also in branches and items. */
  readonly works: (state: State) => boolean;
  /** True of a way out of a Choice whose rule tests what matters. */
  readonly asks: (choice: State, way: Edge) => boolean;
}

/**
 * Whether a Choice separates what may go on from what may not. It does so for one of its ways if another comes,
 * whatever happens on it, by a state that holds or fails before any that works; and if it is the answer to a question
 * that matters that sends a run this way and not that one. Rules are tested in order: a way is taken if its own rule
 * holds and none before it does.
 */
export class Separation {
  private readonly stops: Stops;
  private readonly asking = new Map<Edge, boolean>();
  private readonly holding = new Map<Edge, boolean>();

  constructor(stops: Stops) {
    this.stops = stops;
  }

  behind(choice: State, way: Edge): boolean {
    const at = choice.edges.indexOf(way);
    return choice.edges.some((other, index) => {
      const decides = index < at ? this.asks(choice, other) : index > at && this.asks(choice, way);
      return decides && this.holdsBack(choice, other);
    });
  }

  /**
   * True of a way that its own rule opens, by a question that matters; the Default is opened by the answers to all the
   * others.
   */
  private asks(choice: State, way: Edge): boolean {
    return once(this.asking, way, () => way.condition?.holds === true && this.stops.asks(choice, way));
  }

  /**
   * True if a run that goes this way is held before it works, or before its scope ends. Back at the Choice it is tested
   * again.
   */
  private holdsBack(choice: State, way: Edge): boolean {
    return once(this.holding, way, () => {
      const { holds, fails, works } = this.stops;
      const seen = new Set<State>([choice]);
      const queue = [target(choice.scope, way.to)];
      let held = false;
      while (queue.length > 0) {
        const state = queue.pop();
        if (state === undefined || seen.has(state)) {
          continue;
        }
        seen.add(state);
        if (fails(state) || within(state, holds)) {
          held = true;
        } else if (within(state, works) || endsScope(state)) {
          return false;
        } else {
          queue.push(...state.edges.map(({ to }) => target(state.scope, to)));
        }
      }
      return held;
    });
  }
}

/** True if what the rule of a way tests mentions something. */
export function asksAbout({ condition }: Edge, mentions: (text: string) => boolean): boolean {
  return condition?.rules.some((rule) => mentions(jsonOf(testOf(rule)))) === true;
}

/** True if it is so of a state, or of one in its branches or items. */
function within(state: State, is: (state: State) => boolean): boolean {
  return is(state) || state.scopes.some(({ states }) => [...states.values()].some((inner) => within(inner, is)));
}

function once(known: Map<Edge, boolean>, way: Edge, find: () => boolean): boolean {
  const answer = known.get(way) ?? find();
  known.set(way, answer);
  return answer;
}
