import { type Answer, every, some } from "../kit/answer";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { unreadable } from "../kit/unreadable";
import { fieldsOf, isPresent, numberOf, textOf, Unknown, type Value } from "../kit/value";
import { actingAlarms } from "./actions";
import { ringsAt } from "./alarm-rings";
import { type Compared, comparedBy, failureValues, type Series } from "./alarm-series";
import { eventCounted } from "./filter-pattern";
import { filtersOver } from "./filters";

/** An alarm that may notify a target. */
interface Watching {
  readonly alarm: ResourceView;
  readonly compared: Compared;
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
  /** Alarms that watch one of those and do not go off at one failure. */
  readonly mute: readonly ResourceView[];
  /** A value, not known yet or not readable, on which it depends whether others are watched. */
  readonly open: readonly Unknown[];
}

/** How a series has to look to count the failures. */
interface Wanted {
  /** Whether a series counts them. */
  is(series: Series): Answer;
  /** What is counted for each. */
  readonly by: Value | undefined;
}

/**
 * Reads the alarms of a stack that notify a target, once. A metric is watched for a machine as the machine's own, or
 * through a metric filter over the log group that the machine writes to, by an alarm that goes off at one failure.
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export function unwatchedBy(stack: Stack): (machine: ResourceView, metrics: readonly string[]) => Unwatched {
  const acts = actingAlarms(stack);
  const watching = stack
    .ofType(types.alarm)
    .map((alarm): Watching => ({ alarm, compared: comparedBy(alarm), acts: acts(alarm) }))
    .filter((each) => each.acts !== false);
  return (machine, metrics) => {
    const filters = filtersOver(stack, machine);
    const mute = new Set<ResourceView>();
    const answers = metrics.map((metric) => {
      const ways: { readonly wanted: Wanted; readonly if: Answer }[] = [
        { wanted: own(machine, metric), if: true },
        ...filters.map(({ filter, over }) => ({
          wanted: filtered(filter),
          if: every(over, eventCounted(filter.get("pattern"), LOGGED[metric] ?? metric)),
        })),
      ];
      const found = ways.flatMap((way) =>
        watching.map((each) => {
          const { counts, rings } = judged(each, way.wanted);
          if (rings === false && every(way.if, counts, each.acts) === true) {
            mute.add(each.alarm);
          }
          return every(way.if, counts, each.acts, rings);
        }),
      );
      return some(...found);
    });
    return {
      missing: metrics.filter((_, index) => answers[index] === false),
      mute: [...mute],
      open: answers.filter((each) => each instanceof Unknown),
    };
  };
}

/** Whether an alarm reads the wanted series, and whether one failure in it makes the alarm go off. */
function judged({ alarm, compared }: Watching, { is, by }: Wanted): { counts: Answer; rings: Answer } {
  const answers = compared.series.map(is);
  const counts = some(...answers);
  if (counts === false) {
    return { counts, rings: false };
  }
  const of = compared.series.filter((_, index) => answers[index] !== false);
  const statistics = of.map(({ statistic }) => statistic);
  const open = [by, ...statistics].find((each) => each instanceof Unknown);
  if (open !== undefined) {
    return { counts, rings: open };
  }
  const amount = numberOf(by);
  const values = amount === undefined ? [] : statistics.map((each) => failureValues(textOf(each) ?? "", amount));
  if (amount === undefined || values.some((each) => each.length === 0)) {
    return { counts, rings: unreadable(`what ${alarm.label} counts cannot be read`) };
  }
  // The highest values together, then the lowest.
  const failed = [0, 1].map((which) => {
    let next = 0;
    return compared.value(
      answers.map((answer) => {
        const own = answer === false ? undefined : values[next++];
        return own?.[which] ?? own?.[0] ?? 0;
      }),
    );
  });
  return { counts, rings: ringsAt(alarm, failed, compared.value(answers.map(() => 0))) };
}

function own(machine: ResourceView, metric: string): Wanted {
  return {
    by: 1,
    is: (series) =>
      every(
        same(series.namespace, "AWS/States"),
        same(series.metric, metric),
        measured(series.unit, "Count"),
        series.of(machine),
      ),
  };
}

function filtered(filter: ResourceView): Wanted {
  const of = (key: string) => filter.get("metricTransformation", key);
  const dimensions = of("dimensions");
  const plain = !(dimensions instanceof Unknown) && Object.keys(fieldsOf(dimensions)).length === 0;
  return {
    by: of("value") ?? 1,
    is: (series) =>
      every(
        same(series.namespace, of("namespace")),
        same(series.metric, of("name")),
        measured(series.unit, of("unit") ?? "None"),
        series.near(filter),
        plain ? series.plain : unreadable(`${filter.label} counts by dimensions`),
      ),
  };
}

function same(one: Value | undefined, other: Value | undefined): Answer {
  const open = [one, other].find((each) => each instanceof Unknown);
  return open ?? (textOf(one) !== undefined && one === other);
}

/** An alarm that names another unit gets no data. */
function measured(unit: Value | undefined, own: Value | undefined): Answer {
  return isPresent(unit) ? same(unit, own) : true;
}
