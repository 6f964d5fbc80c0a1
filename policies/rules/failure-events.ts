import { type BadEnd, badEnds, type ParsedPattern, parsePattern } from "../events/pattern";
import { soc2 } from "../kit/frameworks";
import { linkTo } from "../kit/links";
import { quote } from "../kit/message";
import type { Report, Stack, StackRule } from "../kit/rule";
import type { Subject } from "../kit/subject";
import { types } from "../kit/types";
import { flagOf, isPresent } from "../kit/value";

/** What no state can catch: the machine's own time-out, an abort, a definition that fails at run time. */
export const failureEvents: StackRule = {
  name: "failure-events",
  description:
    "EventBridge rules send FAILED, TIMED_OUT and ABORTED of every machine to a target with a dead-letter queue.",
  severity: "high",
  framework: soc2("CC7.3"),
  remediationSteps:
    'Add an EventRule on "Step Functions Execution Status Change" with the three statuses, and an EventTarget with deadLetterConfig.',
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html",
  types: [types.machine],
  validateStack(stack, report) {
    const rules = stack
      .ofType(types.eventRule)
      .filter(isOn)
      .map((rule) => ({ rule, pattern: parsePattern(rule.get("eventPattern")) }));
    // By rule, as each machine asks for the same; only those that cover a machine.
    const aims = new Map<Subject, readonly Subject[]>();
    for (const machine of stack.ofType(types.machine)) {
      const missing = badEnds.filter((status) => {
        const covering = rules.filter((each) => covers(each, machine, status, report));
        for (const { rule } of covering) {
          aims.set(rule, aims.get(rule) ?? targetsOf(stack, rule, report));
        }
        return covering.every(({ rule }) => aims.get(rule)?.length === 0);
      });
      if (missing.length > 0) {
        report.finding(machine, {
          found: `no event rule with a target covers the status ${missing.join(", ")}`,
          mend: 'Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget',
        });
      }
    }
    for (const target of new Set([...aims.values()].flat())) {
      if (!isPresent(target.get("deadLetterConfig", "arn"))) {
        report.finding(target, {
          at: "deadLetterConfig",
          found: `a failure that cannot be delivered is lost (found ${quote(target.get("deadLetterConfig"))})`,
          mend: "Set it to the ARN of a queue",
        });
      }
    }
  },
};

function isOn(rule: Subject): boolean {
  const state = rule.get("state");
  return state !== "DISABLED" && flagOf(rule.get("isEnabled")) !== false;
}

function covers(
  { rule, pattern }: { readonly rule: Subject; readonly pattern: ParsedPattern },
  machine: Subject,
  status: BadEnd,
  report: Report,
): boolean {
  if (pattern.kind === "unknown") {
    // Computed from the machine, so it is about the machine; which statuses it names shows at deployment.
    const about = rule.dependenciesOf("eventPattern").includes(machine.urn);
    if (about) {
      report.unknown(pattern.unknown);
    }
    return about;
  }
  return pattern.kind === "pattern" && pattern.covers(machine, status);
}

function targetsOf(stack: Stack, rule: Subject, report: Report): readonly Subject[] {
  const { linked, unknown } = linkTo(stack, [types.eventTarget], rule, (target) => [
    { property: "rule", value: target.get("rule") },
  ]);
  if (linked.length === 0 && unknown !== undefined) {
    report.unknown(unknown);
  }
  return linked;
}
