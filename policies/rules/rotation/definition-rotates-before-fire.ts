import { definitionOf } from "../../definition/machine-definition";
import { type GateFlaw, gateFlaws } from "../../definition/rotation-gate";
import { handlesSecrets } from "../../definition/secret-age";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

/** No published pack reads a definition for this. */
export const definitionRotatesBeforeFire: ResourceRule = {
  name: "definition-rotates-before-fire",
  description:
    "Every path to a business Task passes an age gate or a rotation with a bounded wait; by default only where a machine describes or rotates a secret.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps:
    "Describe the secret, choose by its age, rotate where it is too old, and wait for the new version in a loop that ends.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html",
  types: [types.machine],
  settings: {
    everyMachine: {
      type: "boolean",
      default: false,
      description: "Require this of every machine, not only of those that describe or rotate a secret.",
    },
    harmless: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: 'Calls that need no fresh secret, as "service:action" in lower case, e.g. "states:startexecution".',
    },
    rehearsal: {
      type: "string",
      default: "rehearse",
      description:
        "Member of an execution's input that starts a rehearsal: where a Choice tests whether it is true, that way does not count as a good end of a failure. Empty: no such convention.",
    },
  },
  validate(machine, report, settings) {
    const definition = definitionOf(machine, report);
    if (definition === undefined) {
      return;
    }
    const handles = handlesSecrets(definition);
    if (!handles && !settings.flag("everyMachine")) {
      report.notApplicable("the machine neither describes nor rotates a secret");
      return;
    }
    // Where a machine has no secrets of its own, the machines that it starts are judged by their own definitions.
    const starts = handles ? [] : ["states:startexecution", "sfn:startexecution", "sfn:startsyncexecution"];
    const options = {
      harmless: [...settings.texts("harmless"), ...starts],
      rehearsal: settings.text("rehearsal"),
    };
    for (const flaw of gateFlaws(definition, options)) {
      report.finding(machine, { state: flaw.state.label, ...explain(flaw) });
    }
  },
};

function explain({ flaw, path }: GateFlaw): { found: string; fix: string } {
  const way = path.map(({ name }) => name).join(" -> ");
  switch (flaw) {
    case "ungated":
      return {
        found: `the Task can fire on a secret of any age (${way})`,
        fix: "Put a describeSecret and a Choice on its age ahead of it, with a rotation behind the Choice",
      };
    case "rotating":
      return {
        found: `the Task can fire before a rotation has ended (${way})`,
        fix: "Wait, describe the secret again and choose, since rotateSecret answers before the rotation is done",
      };
    default:
      return {
        found: `the wait for a rotation has no bound (${way})`,
        fix: "Count the polls, and give the Choice in the loop a way out that publishes and fails",
      };
  }
}
