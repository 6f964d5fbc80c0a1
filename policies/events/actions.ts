import { type Answer, some } from "../kit/answer";
import { areApart, homeOf } from "../kit/identity";
import { names, nameValue, physicalName } from "../kit/references";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { flagOf, isPresent, listOf, textOf, Unknown, type Value } from "../kit/value";
import { goesOffWith } from "./composite";

/**
 * Whether a target is notified when an alarm goes off: by an action of its own, or of a composite alarm that goes off
 * with it.
 */
export function actingAlarms(stack: Stack): (alarm: ResourceView) => Answer {
  const composites = stack.ofType(types.compositeAlarm);
  return (alarm) => {
    const certain = some(...goingOff(alarm, composites, (answer) => answer === true).alarms.map(hasAction));
    if (certain === true) {
      return true;
    }
    const { alarms, open } = goingOff(alarm, composites, (answer) => answer !== false);
    const possible = some(...alarms.map(hasAction));
    return possible === false ? false : certain instanceof Unknown ? certain : (open ?? possible);
  };
}

/** Alarms that go off with one, itself and composite ones above others included; and what leaves that open. */
function goingOff(alarm: ResourceView, composites: readonly ResourceView[], counts: (answer: Answer) => boolean) {
  const alarms = [alarm];
  let open: Unknown | undefined;
  // Grows while it is walked: what goes off may set off more, alone or together with the others.
  for (const each of alarms) {
    for (const composite of composites.filter((one) => !alarms.includes(one))) {
      const answer = some(follows(composite, [each]), follows(composite, alarms));
      if (counts(answer)) {
        alarms.push(composite);
        open ??= answer instanceof Unknown ? answer : undefined;
      }
    }
  }
  return { alarms, open };
}

/** An action that is not known yet is one that is to be made. */
function hasAction(alarm: ResourceView): Answer {
  const [enabled, actions] = [alarm.get("actionsEnabled"), alarm.get("alarmActions")];
  const some = actions instanceof Unknown || listOf(actions).some(isPresent);
  return some && (enabled instanceof Unknown ? enabled : flagOf(enabled) !== false);
}

function follows(composite: ResourceView, alarms: readonly ResourceView[]): Answer {
  // A composite alarm knows the alarms of its own account and region only.
  const near = alarms.filter((alarm) => !areApart(homeOf(composite), homeOf(alarm)));
  // While it is suppressed by one of the alarms itself, it notifies nobody.
  const suppressor = composite.get("actionsSuppressor", "alarm");
  const isNamed = (property: string, written: Value) =>
    near.some((alarm) => names(composite, property, alarm, written) === "yes");
  if (near.length === 0 || (isPresent(suppressor) && isNamed("actionsSuppressor", suppressor))) {
    return false;
  }
  const rule = composite.get("alarmRule");
  if (rule instanceof Unknown) {
    const sources = composite.dependenciesOf("alarmRule");
    return near.some(({ urn }) => sources.includes(urn)) || (sources.length > 0 ? false : rule);
  }
  const known = near.map(physicalName).filter((name) => name !== undefined);
  const open = near.map(nameValue).find((name) => name instanceof Unknown);
  return open ?? goesOffWith(textOf(rule) ?? "", { names: known, has: (written) => isNamed("alarmRule", written) });
}
