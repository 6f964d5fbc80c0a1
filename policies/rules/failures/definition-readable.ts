import { parseDefinition } from "../../definition/parse";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

/** What cannot be read cannot be judged by the other definition rules. */
export const definitionReadable: ResourceRule = {
  name: "definition-readable",
  description:
    "A state machine's definition can be read: JSON, states with known types, and edges that lead somewhere.",
  severity: "medium",
  framework: soc2("CC8.1"),
  remediationSteps:
    "Correct the definition so that every StartAt, Next, Default and Catch names a state of its own scope.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html",
  types: [types.machine],
  validate(machine, report) {
    const parsed = parseDefinition(machine.get("definition"));
    if (parsed.kind === "unknown") {
      report.unknown(parsed.unknown);
    } else if (parsed.kind === "malformed") {
      report.finding(machine, {
        at: "definition",
        found: `the definition ${parsed.why}`,
        fix: "Write it as an Amazon States Language document",
      });
    } else if (parsed.kind === "definition") {
      for (const { state, text } of parsed.definition.problems) {
        const at = state === undefined ? "definition" : undefined;
        report.finding(machine, { at, state, found: text, fix: "Correct the reference or the type" });
      }
    }
  },
};
