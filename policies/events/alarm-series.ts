import { type Answer, every } from "../kit/answer";
import { areApart, homeOf } from "../kit/identity";
import { names } from "../kit/references";
import type { ResourceView } from "../kit/resource-view";
import { unreadable } from "../kit/unreadable";
import { type Fields, fieldsOf, flagOf, listOf, numberOf, textOf, Unknown, type Value } from "../kit/value";
import { type InsightsQuery, isInsights, parseInsights } from "./insights-query";
import { compute } from "./metric-math";

/** A metric that an alarm reads. */
export interface Series {
  readonly namespace: Value | undefined;
  readonly metric: Value | undefined;
  readonly unit: Value | undefined;
  /** Statistic, as AWS names it. */
  readonly statistic: Value | undefined;
  /** Whether it is of a resource's account and region. */
  near(subject: ResourceView): Answer;
  /** Whether its dimensions pick the metrics of a machine. */
  of(machine: ResourceView): Answer;
  /** Whether it has no dimensions. */
  readonly plain: Answer;
}

/** What an alarm compares with its threshold. */
export interface Compared {
  readonly series: readonly Series[];
  /** Its value by those of the series, in their order; undefined where it cannot be computed. */
  value(of: readonly number[]): number | undefined;
}

/** Reads the metric of an alarm, or its metric queries. Of queries that are not known as a whole, no part is. */
export function comparedBy(alarm: ResourceView): Compared {
  const queries = alarm.get("metricQueries");
  if (queries instanceof Unknown) {
    return alone({ ...ofMetric(alarm, "metricQueries", queries), statistic: queries });
  }
  const items = listOf(queries);
  if (items.length === 0) {
    const own = Object.fromEntries(
      ["namespace", "metricName", "dimensions", "unit"].map((key) => [key, alarm.get(key)]),
    );
    const statistic = alarm.get("statistic") ?? alarm.get("extendedStatistic");
    return alone({ ...ofMetric(alarm, "dimensions", own), statistic });
  }
  return ofQueries(
    alarm,
    items.map((item) => (item instanceof Unknown ? item : fieldsOf(item))),
  );
}

function alone(series: Series): Compared {
  return { series: [series], value: ([only]) => only };
}

interface Query {
  readonly id: string | undefined;
  readonly returned: boolean;
  readonly expression: string | undefined;
  readonly series: Series | undefined;
}

function ofQueries(alarm: ResourceView, items: readonly (Fields | Unknown)[]): Compared {
  const queries = items.map((item): Query => {
    const query: Fields = item instanceof Unknown ? { expression: item } : item;
    if (query.expression instanceof Unknown) {
      const series = ofMetric(alarm, "metricQueries", query.expression);
      return { id: undefined, returned: false, expression: undefined, series };
    }
    const expression = textOf(query.expression);
    return {
      id: textOf(query.id),
      returned: flagOf(query.returnData) === true,
      expression,
      series: expression === undefined ? ofQuery(alarm, query) : insights(alarm, expression, query.accountId),
    };
  });
  const withSeries = queries.filter(({ series }) => series !== undefined);
  const returned = queries.length === 1 ? queries : queries.filter((query) => query.returned);
  return {
    series: withSeries.flatMap(({ series }) => series ?? []),
    value: (values) => {
      const [only, ...others] = returned;
      const ofMetrics = withSeries.flatMap(({ expression }, index) =>
        expression === undefined ? [values[index]] : [],
      );
      const resolve = (query: Query | undefined, above: number): number | undefined => {
        if (query === undefined || above > queries.length) {
          return undefined;
        }
        return query.series !== undefined
          ? values[withSeries.indexOf(query)]
          : compute(
              query.expression ?? "",
              (id) =>
                resolve(
                  queries.find((each) => each.id === id),
                  above + 1,
                ),
              ofMetrics,
            );
      };
      return others.length === 0 ? resolve(only, 0) : undefined;
    },
  };
}

function ofQuery(alarm: ResourceView, { metric, accountId }: Fields): Series {
  // The SDKs model a single nested block both as an object and as a list of one.
  const one = Array.isArray(metric) ? (metric as readonly Value[])[0] : metric;
  const fields = fieldsOf(one);
  const statistic = one instanceof Unknown ? one : fields.stat;
  return { ...ofMetric(alarm, "metricQueries", one ?? null, accountId), statistic };
}

/** Of what is not known as a whole, no part is. */
function ofMetric(
  alarm: ResourceView,
  property: "dimensions" | "metricQueries",
  value: Value,
  accountId?: Value,
): Omit<Series, "statistic"> & { readonly statistic: Value | undefined } {
  if (value instanceof Unknown) {
    const of = (machine: ResourceView) => linked(alarm, property, machine, value);
    return { namespace: value, metric: value, unit: undefined, statistic: value, near: () => value, of, plain: value };
  }
  const { namespace, metricName, dimensions, unit } = fieldsOf(value);
  const fields = dimensions instanceof Unknown ? dimensions : fieldsOf(dimensions);
  return {
    namespace,
    metric: metricName,
    unit,
    statistic: undefined,
    near: (subject) => isNear(alarm, subject, accountId),
    of: (machine) => every(isNear(alarm, machine, accountId), picks(alarm, property, fields, machine)),
    plain: fields instanceof Unknown ? fields : Object.keys(fields).length === 0,
  };
}

/** Metrics stay in their account and region; a query may name another account that shares its own. */
function isNear(alarm: ResourceView, subject: ResourceView, accountId: Value | undefined): Answer {
  if (accountId instanceof Unknown) {
    return accountId;
  }
  const home = homeOf(alarm);
  return !areApart({ ...home, account: textOf(accountId) ?? home.account }, homeOf(subject));
}

function picks(
  alarm: ResourceView,
  property: "dimensions" | "metricQueries",
  dimensions: Fields | Unknown,
  machine: ResourceView,
): Answer {
  if (dimensions instanceof Unknown) {
    return linked(alarm, property, machine, dimensions);
  }
  const { StateMachineArn, ...others } = dimensions;
  const [other] = Object.keys(others);
  if (other !== undefined) {
    // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
    return ["Alias", "Version"].includes(other) && linked(alarm, property, machine, StateMachineArn) !== false
      ? unreadable(`${alarm.label} watches the runs of one ${other.toLowerCase()} only`)
      : false;
  }
  return linked(alarm, property, machine, StateMachineArn);
}

function linked(
  alarm: ResourceView,
  property: "dimensions" | "metricQueries",
  machine: ResourceView,
  value: Value | undefined,
): Answer {
  // The dimension holds the whole ARN.
  if (textOf(value)?.startsWith("arn:") === false) {
    return false;
  }
  const link = names(alarm, property, machine, value);
  const open = [value, machine.get("name")].find((each) => each instanceof Unknown);
  return link === "unknown" ? (open ?? false) : link === "yes";
}

/** Statistics of Metrics Insights, by AWS's name for the same. */
const STATISTICS: Readonly<Record<string, string>> = {
  AVG: "Average",
  COUNT: "SampleCount",
  MAX: "Maximum",
  MIN: "Minimum",
  SUM: "Sum",
};

/** A query as the one series that it makes; undefined for metric math. */
function insights(alarm: ResourceView, expression: string, accountId: Value | undefined): Series | undefined {
  if (!isInsights(expression)) {
    return undefined;
  }
  const query = parseInsights(expression);
  if (query === undefined) {
    const open = unreadable(`${alarm.label}, metricQueries: the query ${JSON.stringify(expression)} cannot be read`);
    return {
      namespace: open,
      metric: open,
      unit: undefined,
      statistic: open,
      near: () => open,
      of: () => open,
      plain: open,
    };
  }
  const { namespace, metric, schema, where } = query;
  return {
    namespace,
    metric,
    unit: undefined,
    statistic: STATISTICS[query.statistic] ?? null,
    near: (subject) => isNear(alarm, subject, accountId),
    of: (machine) => every(isNear(alarm, machine, accountId), selects(alarm, query, machine)),
    plain: where.length > 0 ? unreadable(`${alarm.label} selects by ${where[0]?.key}`) : (schema ?? []).length === 0,
  };
}

function selects(alarm: ResourceView, { schema, where }: InsightsQuery, machine: ResourceView): Answer {
  if (schema !== undefined && (schema.length !== 1 || schema[0] !== "StateMachineArn")) {
    return schema.includes("StateMachineArn") ? unreadable(`${alarm.label} watches ${schema.join(", ")}`) : false;
  }
  return every(
    ...where.map(({ key, value, equal }): Answer => {
      if (key !== "StateMachineArn") {
        return unreadable(`${alarm.label} selects by ${key}`);
      }
      const answer = linked(alarm, "metricQueries", machine, value);
      return answer instanceof Unknown ? answer : answer === equal;
    }),
  );
}

/** Values that a data point may have when one execution failed and `by` is counted for it. */
export function failureValues(statistic: string, by: number): readonly number[] {
  switch (statistic) {
    case "Sum":
    case "Maximum":
      return [by];
    case "SampleCount":
      return [1];
    case "Average":
      // Lower where other executions report that they did not fail.
      return [by, by / 1000];
    case "Minimum":
      return [by, 0];
    default:
      return /^p\d/i.test(statistic) && numberOf(by) !== undefined ? [by, 0] : [];
  }
}
