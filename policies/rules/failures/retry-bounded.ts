import { MOST_SECONDS } from "../../definition/limits";
import { definitionOf } from "../../definition/machine-definition";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { Finding, ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { type Fields, fieldsOf, isPresent, listOf, numberOf, textsOf, type Value } from "../../kit/value";

/** A Retry on everything repeats what will never work, and hides the named retries behind it. */
export const retryBounded: ResourceRule = {
  name: "retry-bounded",
  description: "A Retry never begins with States.ALL, and its MaxAttempts is bounded.",
  severity: "medium",
  framework: soc2("A1.2"),
  remediationSteps: "Name the transient errors that are worth a retry, and bound MaxAttempts.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error",
  types: [types.machine],
  settings: {
    maxAttempts: { type: "integer", minimum: 0, default: 10, description: "The most retries that one Retry allows." },
  },
  validate(machine, report, settings) {
    for (const state of definitionOf(machine, report)?.states ?? []) {
      for (const [index, retry] of listOf(state.body.Retry).entries()) {
        for (const finding of flaws(retry, index, settings.number("maxAttempts"))) {
          report.finding(machine, { state: state.label, at: `Retry ${index + 1}`, ...finding });
        }
      }
    }
  },
};

function flaws(retry: Value, index: number, limit: number): Finding[] {
  const { ErrorEquals, MaxAttempts } = fieldsOf(retry);
  const found: Finding[] = [];
  if (index === 0 && textsOf(ErrorEquals).includes("States.ALL")) {
    found.push({
      found: "the first Retry is for States.ALL",
      fix: "Name the transient errors that are worth a retry",
    });
  }
  // Left out, it is 3.
  const attempts = typeof MaxAttempts === "number" ? MaxAttempts : undefined;
  if (isPresent(MaxAttempts) && (attempts === undefined || !Number.isInteger(attempts) || attempts < 0)) {
    found.push({
      found: `MaxAttempts is ${quote(MaxAttempts)}, not a whole number`,
      fix: `Set it to a number from 0 to ${limit}`,
    });
  } else if (attempts !== undefined && attempts > limit) {
    found.push({ found: `MaxAttempts is ${quote(MaxAttempts)}`, fix: `Set it to ${limit} or less` });
  }
  return [...found, ...outOfRange(fieldsOf(retry))];
}

/** What AWS refuses of the pauses. https://states-language.net/#errors */
function outOfRange({ IntervalSeconds, MaxDelaySeconds, BackoffRate }: Fields): Finding[] {
  const whole = (value: Value | undefined, most: number): boolean =>
    typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most;
  const longest = typeof MaxDelaySeconds === "number" && MaxDelaySeconds <= (numberOf(IntervalSeconds) ?? 1);
  const ranges: readonly (readonly [string, Value | undefined, boolean, string])[] = [
    ["IntervalSeconds", IntervalSeconds, whole(IntervalSeconds, MOST_SECONDS), "a whole number from 1"],
    [
      "MaxDelaySeconds",
      MaxDelaySeconds,
      whole(MaxDelaySeconds, 31_622_399) && !longest,
      "a whole number above IntervalSeconds, below 31622400",
    ],
    ["BackoffRate", BackoffRate, typeof BackoffRate === "number" && BackoffRate >= 1, "a number from 1"],
  ];
  return ranges
    .filter(([, value, right]) => isPresent(value) && !right)
    .map(([name, value, , wanted]) => ({
      found: `${name} is ${quote(value)}: AWS refuses it`,
      fix: `Set it to ${wanted}`,
    }));
}
