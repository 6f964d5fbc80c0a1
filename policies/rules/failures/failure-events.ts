import { eventRulesOf } from "../../events/event-rules";
import { BAD_ENDS } from "../../events/execution-event";
import { type Answer, every, some } from "../../kit/answer";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceView } from "../../kit/resource-view";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, Unknown } from "../../kit/value";

/**
 * What no state can catch: the machine's own time-out, an abort, a definition that fails at run time. Express machines
 * send no such events; for them `failure-alarms` requires alarms.
 */
export const failureEvents: StackRule = {
  name: "failure-events",
  description:
    "EventBridge rules send FAILED, TIMED_OUT and ABORTED of every Standard machine to a target with a dead-letter queue.",
  severity: "high",
  framework: soc2("CC7.3"),
  remediationSteps:
    'Add an EventRule on the default bus on "Step Functions Execution Status Change" with the three statuses, and an EventTarget with deadLetterConfig.',
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html",
  types: [types.machine],
  validateStack(stack, report) {
    const rules = eventRulesOf(stack);
    // Only of rules that are about a machine.
    const targets = new Set<ResourceView>();
    const machines = stack.ofType(types.machine).filter((machine) => machine.get("type") !== "EXPRESS");
    if (machines.length === 0) {
      report.notApplicable("the stack has Express machines only, which send no events");
    }
    for (const machine of machines) {
      const missing = BAD_ENDS.filter((status) => {
        const answers = rules.map((rule) => rule.covers(machine, status));
        for (const aim of rules.flatMap((each, index) =>
          answers[index] === true || each.isFrom(machine) ? each.targets : [],
        )) {
          targets.add(aim);
        }
        const notified = rules.map(({ aims }, index) => every(answers[index] ?? false, aims));
        const answer = some(...notified, isExpress(machine));
        if (answer instanceof Unknown) {
          report.unknown(answer);
        }
        return answer === false;
      });
      if (missing.length > 0) {
        report.finding(machine, {
          found: `no event rule with a target covers the status ${missing.join(", ")}`,
          fix: 'Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget',
        });
      }
    }
    for (const target of targets) {
      if (!isPresent(target.get("deadLetterConfig", "arn"))) {
        report.finding(target, {
          at: "deadLetterConfig",
          found: `a failure that cannot be delivered is lost (found ${quote(target.get("deadLetterConfig"))})`,
          fix: "Set it to the ARN of a queue",
        });
      }
    }
  },
};

/** Never true: an Express machine is not judged. Open while its type is not known. */
function isExpress(machine: ResourceView): Answer {
  const type = machine.get("type");
  return type instanceof Unknown ? type : false;
}
