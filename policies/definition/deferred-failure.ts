import { isFields, jsonOf, type Value } from "../kit/value";
import { testOf } from "./choice-rule";
import { type Catcher, type Definition, type Edge, type State, target } from "./model";
import { carriers, mentionsAny, unescaped } from "./names";

/** What is known of a failure that a Catch wrote down under the mark. */
export interface DeferredFailure {
  /** Whether it is in the data that states hand on, and not in a variable. */
  readonly inData: boolean;
  /**
   * Members that it has as a literal `true`, as in `"stops": true`: a Choice may test them in addition to the mark.
   * `*`: any, since the Catch adds to a failure that was deferred before.
   */
  readonly literals: readonly string[];
}

/**
 * The convention for failures that are deferred: a machine may let other work finish when one thing fails, and fail
 * when that is done. A Catch writes the failure into its Output or its Assign under a mark, and a later Choice tests
 * for the mark and leads to nothing but failure where it is found. A deferred failure does not take the other way out
 * of such a Choice. A `Succeed` whose Output names the mark hands the failure on to the caller of the machine. A mark
 * that no Choice tests for excuses nothing.
 */
export class DeferredFailures {
  private readonly mark: string;
  private readonly names: ReadonlySet<string>;
  private readonly failing: ReadonlySet<State>;

  constructor(definition: Definition, mark: string, failing: ReadonlySet<State>) {
    this.mark = mark.trim();
    this.names = this.mark === "" ? new Set() : carriers(definition, [this.mark]);
    this.failing = failing;
  }

  /** The failure that a Catch defers; undefined where it neither writes the mark nor adds to a value that has it. */
  deferredBy({ body }: Catcher): DeferredFailure | undefined {
    const [output, assign] = [body.Output, body.Assign].map((value) => this.writes(value));
    if (output !== true && assign !== true) {
      return undefined;
    }
    const text = [body.Output, body.Assign].map(jsonOf).join(" ").replaceAll("\\", "");
    const literals = text.includes(`$lookup($states.input, "${this.mark}`)
      ? ["*"]
      : [...text.matchAll(/"(\w+)"\s*:\s*true\b/g)].map(([, name = ""]) => name);
    return { inData: assign !== true, literals: [...new Set(literals)].sort() };
  }

  /**
   * The ways out of a state that a deferred failure takes. Of a Choice that tests for the mark and something else (`and
   * $v.stops`) it may take both, unless its own literals answer the rest.
   */
  edges(state: State, { literals }: DeferredFailure): readonly Edge[] {
    return this.decides(state) && !state.edges.some((edge) => this.isAbout(edge) && testsMore(edge, literals))
      ? state.edges.filter((edge) => !(this.isAbout(edge) && edge.condition?.holds === false))
      : state.edges;
  }

  /** True for a Choice that tests for the mark, and leads to nothing but failure where it is found. */
  decides(state: State): boolean {
    return state.edges.some((edge) => {
      const to = target(state.scope, edge.to);
      return this.isAbout(edge) && edge.condition?.holds === true && to !== undefined && this.failing.has(to);
    });
  }

  /** True where a failure in the data is lost: an Output that has neither the input nor the result. */
  drops(output: Value | undefined): boolean {
    const text = jsonOf(output);
    return output !== undefined && !/\$states\.(input|result)\b/.test(text) && !mentionsAny(text, this.names);
  }

  /** True if a machine that ends well here returns the failure to its caller. */
  handsOn({ type, body }: State): boolean {
    return type === "Succeed" && this.mark !== "" && unescaped(jsonOf(body.Output)).includes(this.mark);
  }

  private writes(value: Value | undefined): boolean {
    // A name is no evidence: a variable may have the mark in one place and be assigned something else in another.
    const values = isFields(value) ? Object.values(value) : [value];
    const mentions = values.some((each) => mentionsAny(jsonOf(each), this.names));
    return this.mark !== "" && (jsonOf(value).includes(this.mark) || mentions);
  }

  /** True if an edge is about the mark itself, and not about its absence. */
  private isAbout({ condition }: Edge): boolean {
    return this.mark !== "" && condition !== undefined && condition.rules.some((rule) => this.testsMark(rule));
  }

  private testsMark(rule: Value): boolean {
    const test = unescaped(textOfTest(rule));
    return test.includes(this.mark) && !/^\$not\s*\(/.test(test);
  }
}

function textOfTest(rule: Value): string {
  const test = testOf(rule);
  return typeof test === "string" ? test : "";
}

/** True if the rule of an edge has an `and` behind which there is more than members that are literally true. */
function testsMore({ condition }: Edge, literals: readonly string[]): boolean {
  if (condition?.holds !== true || literals.includes("*")) {
    return false;
  }
  return condition.rules.some((rule) => {
    const [, ...others] = unquoted(textOfTest(rule)).split(/\sand\s/);
    return others.some((other) => !literals.includes(/^\s*\$\w+\.(\w+)[\s})]*$/.exec(other)?.[1] ?? ""));
  });
}

/** An expression without what is in its string literals. */
function unquoted(expression: string): string {
  return expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
}
