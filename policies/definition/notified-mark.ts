import { fieldsOf, jsonOf, textOf, type Value } from "../kit/value";
import { testOf } from "./choice-rule";
import type { Definition, Edge, State } from "./model";
import { carriers, mentionsAny } from "./names";

/**
 * The convention by which a machine that starts others does not publish a failure a second time: a `Fail` behind a
 * publish begins its Cause with a mark, and a Choice of the caller that finds the mark may leave out its own publish.
 * Both sides are judged: a Cause that begins with the mark without a publish before it is a finding in the machine that
 * writes it.
 */
export class NotifiedMark {
  private readonly mark: string;
  private readonly names: ReadonlySet<string>;

  constructor(definition: Definition, mark: string) {
    this.mark = mark.trim();
    this.names = this.mark === "" ? new Set() : carriers(definition, [this.mark]);
  }

  /** True if a run takes this edge of a Choice because the mark was found. */
  isFoundBy({ condition }: Edge): boolean {
    if (condition === undefined || this.names.size === 0) {
      return false;
    }
    const about = condition.rules.filter((rule) => mentionsAny(jsonOf(testOf(rule)), this.names));
    return about.some((rule) => isNegated(rule) !== condition.holds);
  }

  /** True if this Fail says in its Cause, always, that a message was published. */
  claimedBy(fail: State): boolean {
    const cause = textOf(fail.body.Cause) ?? "";
    const text = cause.replace(/^\{%\s*/, "").replace(/^["']/, "");
    return this.mark !== "" && text.startsWith(this.mark);
  }
}

/** `$not(...)` in JSONata, `Not` in JSONPath. */
function isNegated(rule: Value): boolean {
  const { Condition, Not } = fieldsOf(rule);
  return Not !== undefined || /^\{%\s*\$not\s*\(/.test(textOf(Condition) ?? "");
}
