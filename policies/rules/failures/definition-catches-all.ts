import { definitionOf } from "../../definition/machine-definition";
import type { State } from "../../definition/model";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

const FIX = 'Add a last Catch with ErrorEquals ["States.ALL"] that leads to an SNS publish and a Fail';

/** A failure that no state catches is published by no state. */
export const definitionCatchesAll: ResourceRule = {
  name: "definition-catches-all",
  description:
    "Every Task, Map and Parallel catches States.ALL, alone and last, also in branches and in the failure path.",
  severity: "high",
  framework: soc2("CC7.3"),
  remediationSteps: FIX,
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html",
  types: [types.machine],
  validate(machine, report) {
    for (const state of definitionOf(machine, report)?.states ?? []) {
      const found = ["Task", "Map", "Parallel"].includes(state.type) ? missing(state) : undefined;
      if (found !== undefined) {
        report.finding(machine, { state: state.label, found, fix: FIX });
      }
    }
  },
};

function missing({ type, catches }: State): string | undefined {
  const all = catches.findIndex(({ errors }) => errors.includes("States.ALL"));
  if (catches.length === 0) {
    return `the ${type} has no Catch`;
  }
  if (all < 0) {
    return `the ${type} does not catch States.ALL (catches ${quote(catches.flatMap(({ errors }) => errors))})`;
  }
  if (all !== catches.length - 1) {
    return `the Catch for States.ALL is number ${all + 1} of ${catches.length}, so the later ones never act`;
  }
  const errors = catches[all]?.errors ?? [];
  return errors.length === 1 ? undefined : `States.ALL is not alone in its Catch (${quote(errors)})`;
}
