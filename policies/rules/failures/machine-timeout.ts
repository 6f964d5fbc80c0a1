import { isSeconds } from "../../definition/limits";
import { definitionOf } from "../../definition/machine-definition";
import { parseDefinition } from "../../definition/parse";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { Unknown } from "../../kit/value";

/**
 * Seconds that an Express run may take at all. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const EXPRESS = 300;

/** Without a limit of its own a Standard machine runs for a year before it is noticed. */
export const machineTimeout: ResourceRule = {
  name: "machine-timeout",
  description: "Every state machine has TimeoutSeconds at the top of its definition.",
  severity: "high",
  framework: soc2("CC7.2"),
  remediationSteps: "Add TimeoutSeconds, in seconds, next to StartAt.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html",
  types: [types.machine],
  settings: {
    maxSeconds: {
      type: "integer",
      minimum: 1,
      default: 86_400,
      description: "The longest a run may take, in seconds.",
    },
  },
  validate(machine, report, settings) {
    const definition = definitionOf(machine, report);
    if (definition === undefined) {
      return;
    }
    const most = settings.number("maxSeconds");
    const seconds = definition.body.TimeoutSeconds;
    if (!isSeconds(seconds)) {
      report.finding(machine, {
        at: "definition",
        found: `the machine has no TimeoutSeconds (found ${quote(seconds)})`,
        fix: `Add TimeoutSeconds of at most ${most} next to StartAt`,
      });
    } else if (seconds > most) {
      report.finding(machine, {
        at: "definition",
        found: `TimeoutSeconds is ${seconds}`,
        fix: `Set it to ${most} or less`,
      });
    }
  },
  /** Where there is none. One that is too long was a decision, and a shorter one could stop a run that works. */
  remedy(machine, settings) {
    const text = machine.get("definition");
    const kind = machine.get("type");
    const parsed = parseDefinition(text);
    if (
      typeof text !== "string" ||
      kind instanceof Unknown ||
      parsed.kind !== "definition" ||
      parsed.definition.problems.length > 0 ||
      "TimeoutSeconds" in parsed.definition.body
    ) {
      return undefined;
    }
    const most = settings.number("maxSeconds");
    const seconds = kind === "EXPRESS" ? Math.min(most, EXPRESS) : most;
    // Written into the text: what is there stays as it is, to the letter. With States in it, something follows.
    return { at: ["definition"], value: text.replace("{", `{"TimeoutSeconds":${seconds},`) };
  },
};
