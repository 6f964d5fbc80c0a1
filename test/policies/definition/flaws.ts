import assert from "node:assert/strict";
import { type FailureOptions, failureFlaws } from "../../../policies/definition/failure-paths";
import { parseDefinition } from "../../../policies/definition/parse";
import type { Asl } from "../machines";

/** `state: flaw (path)` of each flaw of the failure paths of a definition. */
export function flaws(definition: Asl, options: Partial<FailureOptions> = {}): string[] {
  const parsed = parseDefinition(JSON.stringify(definition));
  assert.equal(parsed.kind, "definition");
  return parsed.kind !== "definition"
    ? []
    : failureFlaws(parsed.definition, {
        notifiedMark: "[notified]",
        namedErrors: false,
        rehearsal: "rehearse",
        deferredMark: "[failed]",
        ...options,
      }).map(({ state, flaw, path }) => `${state.label}: ${flaw} (${path.map(({ label }) => label).join(" -> ")})`);
}

/** One branch of a Parallel, or the processor of a Map. */
export const branch = (startAt: string, states: Asl): Asl => ({ StartAt: startAt, States: states });
