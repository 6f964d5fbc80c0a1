import { BAD_ENDS, type BadEnd, type ParsedPattern, parsePattern } from "../../events/pattern";
import { type Answer, every, some } from "../../kit/answer";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import { linkTo, nameIn } from "../../kit/references";
import type { ResourceView } from "../../kit/resource-view";
import type { Stack, StackRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { flagOf, isPresent, textOf, Unknown } from "../../kit/value";

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
    const rules = stack
      .ofType(types.eventRule)
      .filter(isOn)
      .map((rule) => read(stack, rule));
    // Only of rules that are about a machine.
    const targets = new Set<ResourceView>();
    const all = stack.ofType(types.machine);
    const machines = all.filter((machine) => machine.get("type") !== "EXPRESS");
    if (machines.length === 0) {
      report.notApplicable("the stack has Express machines only, which send no events");
    }
    for (const machine of machines) {
      const missing = BAD_ENDS.filter((status) => {
        const answers = rules.map((rule) => covers(rule, machine, status, all));
        for (const aim of rules.flatMap((each, index) =>
          answers[index] === true || isFrom(each, machine) ? each.targets : [],
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

function isOn(rule: ResourceView): boolean {
  const state = rule.get("state");
  return state !== "DISABLED" && flagOf(rule.get("isEnabled")) !== false;
}

/** Never true: an Express machine is not judged. Open while its type is not known. */
function isExpress(machine: ResourceView): Answer {
  const type = machine.get("type");
  return type instanceof Unknown ? type : false;
}

/** An event rule with what it has to do for every machine. */
interface Read {
  readonly rule: ResourceView;
  readonly pattern: ParsedPattern;
  /** Whether it listens where AWS's own events arrive. */
  readonly listens: Answer;
  readonly targets: readonly ResourceView[];
  readonly aims: Answer;
}

function read(stack: Stack, rule: ResourceView): Read {
  const { linked, unknown } = linkTo(stack, [types.eventTarget], rule, (target) => [
    { property: "rule", value: target.get("rule") },
  ]);
  return {
    rule,
    pattern: parsePattern(rule.get("eventPattern")),
    listens: onDefaultBus(rule),
    targets: linked,
    aims: linked.length > 0 || (unknown ?? false),
  };
}

/** AWS's services send to the default bus of an account, and to no other. */
function onDefaultBus(rule: ResourceView): Answer {
  const bus = rule.get("eventBusName");
  if (bus instanceof Unknown) {
    return bus;
  }
  const name = nameIn(textOf(bus) ?? "").replace(/^event-bus\//, "");
  return name === "" || name === "default";
}

/** Whether a rule is about a machine's bad end. */
function covers(read: Read, machine: ResourceView, status: BadEnd, machines: readonly ResourceView[]): Answer {
  const { rule, pattern, listens } = read;
  if (pattern.kind !== "unknown") {
    return pattern.kind === "pattern" && every(listens, pattern.covers(machine, status));
  }
  // Computed from other machines, it is about those; which statuses it names shows at deployment.
  const sources = rule.dependenciesOf("eventPattern");
  const others = machines.some(({ urn }) => sources.includes(urn)) && !isFrom(read, machine);
  return others ? false : every(listens, pattern.unknown);
}

/** A pattern that is not known yet and is computed from a machine is about it. */
function isFrom({ rule, pattern }: Read, machine: ResourceView): boolean {
  return pattern.kind === "unknown" && rule.dependenciesOf("eventPattern").includes(machine.urn);
}
