import { heartbeatIsLate, limitFlaw } from "../../definition/limits";
import { definitionOf } from "../../definition/machine-definition";
import { hasLimit, waitsForWorker } from "../../definition/tasks";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

/** A worker that died looks like a worker that works, until its heartbeat is missed. */
export const callbackHeartbeat: ResourceRule = {
  name: "callback-heartbeat",
  description:
    "Every Task that waits for a token or for an activity worker has HeartbeatSeconds, shorter than TimeoutSeconds.",
  severity: "medium",
  framework: soc2("CC7.2"),
  remediationSteps: "Add HeartbeatSeconds, shorter than TimeoutSeconds, and let the worker send heartbeats.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token",
  types: [types.machine],
  validate(machine, report) {
    for (const state of definitionOf(machine, report)?.states ?? []) {
      if (waitsForWorker(state) && !hasLimit(state, "HeartbeatSeconds")) {
        report.finding(machine, {
          state: state.label,
          found: `the Task waits for a worker (${quote(state.body.Resource)}) without HeartbeatSeconds`,
          fix: "Add HeartbeatSeconds shorter than its TimeoutSeconds",
        });
      }
      const flaw = state.type === "Task" ? limitFlaw(state, "HeartbeatSeconds") : undefined;
      const fix = "Set HeartbeatSeconds shorter than its TimeoutSeconds";
      if (flaw !== undefined) {
        report.finding(machine, { state: state.label, found: flaw, fix });
      } else if (state.type === "Task" && heartbeatIsLate(state)) {
        const { HeartbeatSeconds, TimeoutSeconds } = state.body;
        const found = `HeartbeatSeconds is ${quote(HeartbeatSeconds)}, TimeoutSeconds ${quote(TimeoutSeconds)}: AWS refuses it`;
        report.finding(machine, { state: state.label, found, fix });
      }
    }
  },
};
