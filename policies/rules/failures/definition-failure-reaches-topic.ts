import { type FailureFlaw, failureFlaws } from "../../definition/failure-paths";
import { definitionOf } from "../../definition/machine-definition";
import { unmatchedExample } from "../../definition/unmatched";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

/** It follows paths, not text: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export const definitionFailureReachesTopic: ResourceRule = {
  name: "definition-failure-reaches-topic",
  description: "Every path on which a run fails passes an SNS publish and ends in Fail.",
  severity: "critical",
  framework: soc2("CC7.3"),
  remediationSteps:
    "Lead every Catch, and every Choice that refuses, to a Task that publishes to the failure topic, and that one to a Fail.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html",
  types: [types.machine],
  settings: {
    notifiedMark: {
      type: "string",
      default: "[notified]",
      description:
        "Text that begins the Cause of a failure that was published already; a caller that finds it may leave out its own publish. Empty: no such convention.",
    },
    namedErrors: {
      type: "boolean",
      default: false,
      description: "Also refuse a Catch of named errors that goes on as if nothing had happened.",
    },
    rehearsal: {
      type: "string",
      default: "rehearse",
      description:
        "Member of an execution's input that starts a rehearsal: behind a Choice that tests whether it is true, a failure is the result and may end well. Empty: no such convention.",
    },
    deferredMark: {
      type: "string",
      default: "[failed]",
      description:
        "Text that begins the name under which a Catch defers a failure while other work goes on; a later Choice that tests for it has to lead to failure. Empty: no such convention.",
    },
  },
  validate(machine, report, settings) {
    const definition = definitionOf(machine, report);
    if (definition === undefined) {
      return;
    }
    const options = {
      notifiedMark: settings.text("notifiedMark"),
      namedErrors: settings.flag("namedErrors"),
      rehearsal: settings.text("rehearsal"),
      deferredMark: settings.text("deferredMark"),
    };
    for (const flaw of failureFlaws(definition, options)) {
      report.finding(machine, { state: flaw.state.label, ...explain(flaw, options.notifiedMark) });
    }
  },
};

function explain({ state, errors, flaw, path }: FailureFlaw, mark: string): { found: string; fix: string } {
  const from = errors === undefined ? "a failure that begins here" : `the failure in its Catch for ${quote(errors)}`;
  const way = path.map(({ label }) => label).join(" -> ");
  const publish = "Put a Task that publishes to the failure topic before the Fail, on every path";
  switch (flaw) {
    case "swallowed":
      return { found: `${from} is swallowed: the run ends well (${way})`, fix: `${publish}, and end in Fail` };
    case "unnotified":
      return { found: `${from} is not notified: this path has no SNS publish (${way})`, fix: publish };
    case "unmatched":
      return {
        found:
          path.at(-1) === state
            ? `the Choice has no Default, so a run that matches nothing (${unmatchedExample(state)}) fails here (States.NoChoiceMatched) without an SNS publish`
            : `${from} is not notified where its last Choice, which has no Default, matches nothing (${way})`,
        fix: "Give the Choice a Default that leads to a publish and a Fail, or on with the work",
      };
    case "false-claim":
      return {
        found: `${from} has "${mark}" in its Cause although no message may have been published (${way})`,
        fix: `Begin a Cause with "${mark}" only behind a publish that succeeded`,
      };
    default:
      return { found: `${from} never reaches a Fail (${way})`, fix: `${publish}, and end in Fail` };
  }
}
