import { arnIn, type Home, homeOf } from "../chain/home";
import { PART, Text } from "../evaluator/text";
import { eventRulesOf } from "../events/event-rules";
import { BAD_ENDS } from "../events/execution-event";
import { nameValue } from "../kit/references";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { flagOf, isPresent, listOf, textOf, type Value } from "../kit/value";

/** A service that sends a failure message for a resource of the stack. */
export interface Sender {
  readonly service: "cloudwatch.amazonaws.com" | "events.amazonaws.com";
  /** The resource that names where to: an alarm or an event target. */
  readonly from: ResourceView;
  readonly property: "alarmActions" | "arn" | "deadLetterConfig";
  readonly home: Home;
  /** ARN of what the service acts for, the alarm or the event rule, in a home. */
  sourceIn(home: Home): Text;
  /** Where to, as written. */
  readonly to: Value;
}

/** Everything that sends failure messages: alarms with actions, and targets of event rules about bad ends. */
export function sendersOf(stack: Stack): readonly Sender[] {
  return [...stack.ofType(types.alarm, types.compositeAlarm).flatMap(ofAlarm), ...ofRules(stack)];
}

function ofAlarm(alarm: ResourceView): readonly Sender[] {
  const home = homeOf(alarm);
  const sourceIn = sourceOf(alarm, "cloudwatch", "alarm:", nameValue(alarm));
  const actions = flagOf(alarm.get("actionsEnabled")) === false ? [] : listOf(alarm.get("alarmActions"));
  return actions
    .filter(isPresent)
    .map((to) => ({ service: "cloudwatch.amazonaws.com", from: alarm, property: "alarmActions", sourceIn, home, to }));
}

function ofRules(stack: Stack): readonly Sender[] {
  const machines = stack.ofType(types.machine);
  const about = eventRulesOf(stack).filter((rule) =>
    machines.some((machine) => BAD_ENDS.some((status) => rule.covers(machine, status) !== false)),
  );
  return about.flatMap(({ rule, targets }) => {
    const home = homeOf(rule);
    const sourceIn = sourceOf(rule, "events", "rule/", rule.get("name"));
    return targets.flatMap((from) => {
      const common = { service: "events.amazonaws.com", from, sourceIn, home } as const;
      // With a role of its own the target decides by that role.
      const [to, dead] = [
        isPresent(from.get("roleArn")) ? undefined : from.get("arn"),
        from.get("deadLetterConfig", "arn"),
      ];
      return [
        ...(isPresent(to) ? [{ ...common, property: "arn" as const, to }] : []),
        ...(isPresent(dead) ? [{ ...common, property: "deadLetterConfig" as const, to: dead }] : []),
      ];
    });
  });
}

function sourceOf(subject: ResourceView, service: string, type: string, name: Value | undefined) {
  const arn = textOf(subject.get("arn"));
  return (home: Home): Text =>
    arn === undefined ? arnIn(home, service, type, textOf(name) ?? new Text(PART)) : new Text(arn);
}
