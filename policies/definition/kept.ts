import { fieldsOf, jsonOf, textOf, type Value } from "../kit/value";
import { type Catcher, type Definition, type Edge, type State, target } from "./model";
import { carriers, mentionsAny } from "./names";

/**
 * A machine may let other work go on when one thing fails, and fail when that is done. The convention that the pack reads: a catcher writes the failure
 * into its Output or its Assign under a mark, and later a Choice looks for the mark and leads to nothing but failure where it is found. A failure that
 * was kept does not take the other way out of such a Choice. A `Succeed` whose Output names the mark hands the failure on to
 * whoever started the machine. A mark that nobody looks for excuses nothing.
 */
export class Kept {
  readonly #mark: string;
  readonly #names: ReadonlySet<string>;
  readonly #doomed: ReadonlySet<State>;

  constructor(definition: Definition, mark: string, doomed: ReadonlySet<State>) {
    this.#mark = mark.trim();
    this.#names = this.#mark === "" ? new Set() : carriers(definition, [this.#mark]);
    this.#doomed = doomed;
  }

  /** True if a catcher writes the failure where it can be found again. */
  keeps({ body }: Catcher): boolean {
    return [body.Output, body.Assign].some((value) => mentionsAny(jsonOf(value), this.#names));
  }

  /** The ways out of a state that a failure takes which was kept. */
  edges(state: State): readonly Edge[] {
    const decides = this.decides(state);
    return decides ? state.edges.filter((edge) => !(this.#asks(edge) && edge.condition?.holds === false)) : state.edges;
  }

  /** True for a Choice that looks for the mark, and leads to nothing but failure where it is found. */
  decides(state: State): boolean {
    return state.edges.some((edge) => {
      const to = target(state.scope, edge.to);
      return this.#asks(edge) && edge.condition?.holds === true && to !== undefined && this.#doomed.has(to);
    });
  }

  /** True if a machine that ends well here says so to whoever started it. */
  handsOn({ type, body }: State): boolean {
    return type === "Succeed" && this.#mark !== "" && jsonOf(body.Output).includes(this.#mark);
  }

  /** True if an edge is about the mark itself, and not about its absence. */
  #asks({ condition }: Edge): boolean {
    return this.#mark !== "" && condition !== undefined && condition.rules.some((rule) => this.#isQuestion(rule));
  }

  #isQuestion(rule: Value): boolean {
    const { Condition } = fieldsOf(rule);
    const asked = textOf(Condition) ?? "";
    return asked.includes(this.#mark) && !/^\{%\s*\$not\s*\(/.test(asked);
  }
}
