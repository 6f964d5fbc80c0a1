import { fieldsOf, jsonOf, textOf, type Value } from "../kit/value";
import type { Definition, Edge, State } from "./model";
import { carriers, mentionsAny } from "./names";

/**
 * A machine that starts other machines should not tell twice what a child has told already. The convention that the pack
 * reads: a `Fail` that follows a publish begins its Cause with a mark, and a Choice of the caller that looks for the mark
 * may leave out its own publish. The convention is checked from both sides: a Cause that begins with the mark without a
 * publish before it is a finding in the machine that writes it.
 */
export class Notice {
  readonly #mark: string;
  readonly #names: ReadonlySet<string>;

  constructor(definition: Definition, mark: string) {
    this.#mark = mark.trim();
    this.#names = this.#mark === "" ? new Set() : carriers(definition, [this.#mark]);
  }

  /** True if taking this edge of a Choice means that the mark was found. */
  found(edge: Edge): boolean {
    const { condition } = edge;
    if (condition === undefined || this.#names.size === 0) {
      return false;
    }
    const asked = condition.rules.filter((rule) => mentionsAny(jsonOf(question(rule)), this.#names));
    return asked.some((rule) => negated(rule) !== condition.holds);
  }

  /** True if this Fail says in its Cause, always, that a message was sent. */
  claimed(fail: State): boolean {
    const cause = textOf(fail.body.Cause) ?? "";
    const text = cause.replace(/^\{%\s*/, "").replace(/^["']/, "");
    return this.#mark !== "" && text.startsWith(this.#mark);
  }
}

/** A choice rule without the name of the state that it leads to. */
function question(rule: Value): Value {
  return { ...fieldsOf(rule), Next: null };
}

/** `$not(...)` in JSONata, `Not` in JSONPath. */
function negated(rule: Value): boolean {
  const { Condition, Not } = fieldsOf(rule);
  return Not !== undefined || /^\{%\s*\$not\s*\(/.test(textOf(Condition) ?? "");
}
