/** A Metrics Insights query, as far as alarms on it are judged. */
export interface InsightsQuery {
  readonly statistic: string;
  readonly metric: string;
  readonly namespace: string;
  /** Exactly the dimensions that metrics have; undefined without SCHEMA, for metrics of any. */
  readonly schema: readonly string[] | undefined;
  /** What a dimension has to be. */
  readonly where: readonly { readonly key: string; readonly value: string; readonly equal: boolean }[];
}

const NAME = `(?:"[^"]+"|[A-Za-z_][\\w.]*)`;
const TEST = `${NAME}\\s*(?:=|!=)\\s*'[^']*'`;
const QUERY = new RegExp(
  `^\\s*SELECT\\s+(AVG|COUNT|MAX|MIN|SUM)\\s*\\(\\s*(${NAME})\\s*\\)\\s+FROM\\s+(?:SCHEMA\\s*\\(\\s*(${NAME})((?:\\s*,\\s*${NAME})*)\\s*\\)|(${NAME}))` +
    `(?:\\s+WHERE\\s+(${TEST}(?:\\s+AND\\s+${TEST})*))?(?:\\s+GROUP\\s+BY\\s+${NAME}(?:\\s*,\\s*${NAME})*)?\\s*$`,
  "i",
);

/**
 * Reads `SELECT SUM(m) FROM SCHEMA("n", d) WHERE d = 'x' AND ... GROUP BY ...`; undefined for any other query. Series
 * of a GROUP BY ring on their own; with ORDER BY and LIMIT some do not count.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */
export function parseInsights(expression: string): InsightsQuery | undefined {
  const [, statistic, metric, schema, dimensions, namespace, where = ""] = QUERY.exec(expression) ?? [];
  if (statistic === undefined || metric === undefined) {
    return undefined;
  }
  return {
    statistic: statistic.toUpperCase(),
    metric: unquoted(metric),
    namespace: unquoted(schema ?? namespace ?? ""),
    schema:
      schema === undefined
        ? undefined
        : [...(dimensions ?? "").matchAll(new RegExp(NAME, "g"))].map(([each]) => unquoted(each)),
    where: [...where.matchAll(new RegExp(`(${NAME})\\s*(=|!=)\\s*'([^']*)'`, "g"))].map(
      ([, key = "", operator, value = ""]) => ({ key: unquoted(key), value, equal: operator === "=" }),
    ),
  };
}

/** True for what is meant as such a query, whether it can be read or not. */
export function isInsights(expression: string): boolean {
  return /^\s*SELECT\s/i.test(expression);
}

function unquoted(name: string): string {
  return name.replace(/^"|"$/g, "");
}
