import { type Answer, every, some } from "../kit/answer";
import { names } from "../kit/references";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { fieldsOf, listOf, textOf, Unknown, type Value } from "../kit/value";
import { actingAlarms } from "./actions";
import { filtersOver } from "./filters";

/** One metric that an alarm watches. */
interface Watched {
  readonly alarm: ResourceView;
  /** The property of the alarm that it is in. */
  readonly property: "dimensions" | "metricQueries";
  readonly namespace: Value | undefined;
  readonly metric: Value | undefined;
  readonly machine: Value | undefined;
  /** Whether the alarm notifies a target. */
  readonly acts: Answer;
}

/** Event types in the execution log, by the metric that counts the same. */
const LOGGED: Readonly<Record<string, string>> = {
  ExecutionsFailed: "ExecutionFailed",
  ExecutionsTimedOut: "ExecutionTimedOut",
  ExecutionsAborted: "ExecutionAborted",
};

/** What alarms leave out of a machine's metrics. */
export interface Unwatched {
  /** Metrics that no alarm watches. */
  readonly missing: readonly string[];
  /** A value, not known yet, on which it depends whether others are watched. */
  readonly open: Unknown | undefined;
}

/**
 * Reads the alarms of a stack that notify a target, once. A metric is watched for a machine as the machine's own, or
 * through a metric filter over the log group that the machine writes to.
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export function unwatchedBy(stack: Stack): (machine: ResourceView, metrics: readonly string[]) => Unwatched {
  const acts = actingAlarms(stack);
  const watched = stack
    .ofType(types.alarm)
    .flatMap((alarm) => watchedBy(alarm, acts(alarm)))
    .filter((each) => each.acts !== false);
  return (machine, metrics) => {
    const own = watched
      .map((each) => ({ ...each, of: every(same(each.namespace, "AWS/States"), isOf(each, machine), each.acts) }))
      .filter(({ of }) => of !== false);
    const filters = filtersOver(stack, machine).map(({ filter, over }) => {
      const [space, name] = ["namespace", "name"].map((key) => filter.get("metricTransformation", key));
      const alarmed = watched.map((each) => every(same(each.namespace, space), same(each.metric, name), each.acts));
      return { pattern: filter.get("pattern"), alarmed: every(over, some(...alarmed)) };
    });
    const answers = metrics.map((metric) =>
      some(
        ...own.map((each) => every(each.of, same(each.metric, metric))),
        ...filters.map(({ pattern, alarmed }) => every(alarmed, counts(pattern, LOGGED[metric] ?? metric))),
      ),
    );
    return {
      missing: metrics.filter((_, index) => answers[index] === false),
      open: answers.find((each) => each instanceof Unknown),
    };
  };
}

function same(one: Value | undefined, other: Value | undefined): Answer {
  const open = [one, other].find((each) => each instanceof Unknown);
  return open ?? (textOf(one) !== undefined && one === other);
}

function counts(pattern: Value | undefined, event: string): Answer {
  return pattern instanceof Unknown ? pattern : (textOf(pattern) ?? "").includes(event);
}

/** A metric of the alarm itself, or those of its metric queries. */
function watchedBy(alarm: ResourceView, acts: Answer): readonly Watched[] {
  const own = Object.fromEntries(["namespace", "metricName", "dimensions"].map((key) => [key, alarm.get(key)]));
  const queries = listOf(alarm.get("metricQueries")).map((query) =>
    query instanceof Unknown ? query : (fieldsOf(query).metric ?? null),
  );
  return [
    { alarm, property: "dimensions", acts, ...metricOf(own) },
    ...queries.map((query): Watched => ({ alarm, property: "metricQueries", acts, ...metricOf(query) })),
  ];
}

/** Of what is not known as a whole, no part is. */
function metricOf(value: Value): Pick<Watched, "namespace" | "metric" | "machine"> {
  if (value instanceof Unknown) {
    return { namespace: value, metric: value, machine: value };
  }
  const { namespace, metricName, dimensions } = fieldsOf(value);
  return {
    namespace,
    metric: metricName,
    machine: dimensions instanceof Unknown ? dimensions : fieldsOf(dimensions).StateMachineArn,
  };
}

function isOf({ alarm, property, machine: value }: Watched, machine: ResourceView): Answer {
  const link = names(alarm, property, machine, value);
  const open = [value, machine.get("name")].find((each) => each instanceof Unknown);
  return link === "unknown" ? (open ?? false) : link === "yes";
}
