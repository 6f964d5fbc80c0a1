import type { EnvironmentNames } from "../../components/core/names";
import { alarmNames } from "../../components/notifications/alarm-names";
import { mapped, type Reading, reading } from "./reading";
import type { Alarm } from "./status";
import type { AlarmState, StatusApi } from "./status-api";

/**
 * Alarms of the environment that are on. Whether the composite alarm on silent failures is on is computed, as AWS
 * returns composite alarms only to those who may read every alarm of the account.
 */
export async function readAlarms(api: StatusApi, names: EnvironmentNames): Promise<Reading<readonly Alarm[]>> {
  const { silent: _, ...metric } = alarmNames(names);
  const states = await reading("cloudwatch:DescribeAlarms", () =>
    api.alarms(Object.values(metric).map(({ name }) => name)),
  );
  return mapped(states, (all) => alarmsOn(names, all));
}

/**
 * The metric alarm on messages that were published says nothing by itself: while it is on, a failure that no state
 * reported was reported by another path. Without it, that failure is a silent one.
 */
function alarmsOn(names: EnvironmentNames, states: readonly AlarmState[]): Alarm[] {
  const { published, unnotified, silent } = alarmNames(names);
  const on = states.filter(({ inAlarm }) => inAlarm);
  const wasPublished = on.some(({ name }) => name === published.name);
  return on
    .filter(({ name }) => name !== published.name && !(wasPublished && name === unnotified.name))
    .map(({ name, since }) => ({ name: name === unnotified.name ? silent.name : name, since: since.toISOString() }));
}
