import { nameIn, names, physicalName } from "../kit/links";
import type { Stack } from "../kit/rule";
import type { Subject } from "../kit/subject";
import { types } from "../kit/types";
import { fieldsOf, isPresent, listOf, textOf, Unknown, type Value } from "../kit/value";

/** One metric that an alarm watches. */
interface Watched {
  readonly namespace: string | undefined;
  readonly metric: string | undefined;
  readonly machine: Value | undefined;
}

/** Event types in the execution log, by the metric that counts the same. */
const logged: Readonly<Record<string, string>> = {
  ExecutionsFailed: "ExecutionFailed",
  ExecutionsTimedOut: "ExecutionTimedOut",
  ExecutionsAborted: "ExecutionAborted",
};

/** The metrics of a list that no alarm watches for a machine. */
export type Unwatched = (machine: Subject, metrics: readonly string[]) => readonly string[];

/**
 * Reads the alarms of a stack that have an action, once. A metric is watched for a machine as the machine's own, or
 * through a metric filter over the log group that the machine writes to.
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export function unwatchedBy(stack: Stack): Unwatched {
  const alarms = stack.ofType(types.alarm).filter(acts);
  const watched = alarms.flatMap((alarm) => watchedBy(alarm).map((each) => ({ ...each, alarm })));
  return (machine, metrics) => {
    const own = watched
      .filter(({ namespace, machine: of, alarm }) => namespace === "AWS/States" && isOf(alarm, machine, of))
      .map(({ metric }) => metric);
    const counted = filtersOver(stack, machine).flatMap((filter) => {
      const [space, name] = ["namespace", "name"].map((key) => textOf(filter.get("metricTransformation", key)));
      const alarmed = watched.some(({ namespace, metric }) => namespace === space && metric === name);
      const pattern = textOf(filter.get("pattern")) ?? "";
      return alarmed ? metrics.filter((metric) => pattern.includes(logged[metric] ?? metric)) : [];
    });
    return metrics.filter((metric) => !own.includes(metric) && !counted.includes(metric));
  };
}

function acts(alarm: Subject): boolean {
  const actions = alarm.get("alarmActions");
  return alarm.get("actionsEnabled") !== false && (actions instanceof Unknown || listOf(actions).some(isPresent));
}

/** A metric of the alarm itself, or those of its metric queries. */
function watchedBy(alarm: Subject): readonly Watched[] {
  const queries = listOf(alarm.get("metricQueries")).map((query) => fieldsOf(fieldsOf(query).metric));
  const own = {
    namespace: alarm.get("namespace"),
    metricName: alarm.get("metricName"),
    dimensions: alarm.get("dimensions"),
  };
  return [own, ...queries].map(({ namespace, metricName, dimensions }) => ({
    namespace: textOf(namespace),
    metric: textOf(metricName),
    machine: dimensions instanceof Unknown ? dimensions : fieldsOf(dimensions).StateMachineArn,
  }));
}

function isOf(alarm: Subject, machine: Subject, value: Value | undefined): boolean {
  return ["dimensions", "metricQueries"].some((property) => names(alarm, property, machine, value) === "yes");
}

/** Metric filters over the group that the machine logs to. */
function filtersOver(stack: Stack, machine: Subject): readonly Subject[] {
  const destination = machine.get("loggingConfiguration", "logDestination");
  const groups = stack
    .ofType(types.logGroup)
    .filter((group) => machine.dependenciesOf("loggingConfiguration").includes(group.urn))
    .map(physicalName);
  const known = textOf(destination);
  const group = known === undefined ? groups : [nameIn(known.replace(/:\*$/, ""))];
  return stack.ofType(types.logMetricFilter).filter((filter) => {
    const name = filter.get("logGroupName");
    return textOf(name) !== undefined && group.includes(textOf(name));
  });
}
