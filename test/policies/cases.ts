import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Rule } from "../../policies/kit/rule";
import { judge, type Sample } from "./judge";

/** One way to keep or break a rule. */
export interface Case {
  readonly it: string;
  /** A resource; for a stack rule the whole stack. */
  readonly sample: Sample | readonly Sample[];
  readonly config?: object;
  /** Exactly what the rule says, in full. */
  readonly messages: readonly string[];
  /** The SDK's advisory for a value that is not known yet. */
  readonly advisory?: string;
}

/** A test per case. That the compliant resources pass is tested for all rules at once, with the pack. */
export function cases(rule: Rule, list: readonly Case[]): void {
  describe(`rules/${rule.name}`, () => {
    for (const { it: title, sample, config, messages, advisory } of list) {
      it(title, () => {
        const verdict = judge(rule, sample, config);
        assert.deepEqual(verdict.messages, messages);
        assert.equal(verdict.advisory, advisory);
      });
    }
  });
}
