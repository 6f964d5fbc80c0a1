import { type Answer, every } from "../kit/answer";
import type { ResourceView } from "../kit/resource-view";
import { unreadable } from "../kit/unreadable";
import { numberOf, textOf, Unknown } from "../kit/value";

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/**
 * Whether an alarm goes off because of one failure. `failed`: values that the data point with the failure may have;
 * `none`: its value without one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function ringsAt(
  alarm: ResourceView,
  failed: readonly (number | undefined)[],
  none: number | undefined,
): Answer {
  return every(reaches(alarm, failed, none), evaluates(alarm));
}

function reaches(alarm: ResourceView, failed: readonly (number | undefined)[], none: number | undefined): Answer {
  const [operator, threshold] = [alarm.get("comparisonOperator"), alarm.get("threshold")];
  const open = [operator, threshold].find((each) => each instanceof Unknown);
  if (open !== undefined) {
    return open;
  }
  const name = textOf(operator) ?? "";
  const holds = COMPARISONS[name];
  const limit = numberOf(threshold);
  if (holds === undefined || limit === undefined) {
    // Below a band of what is usual there is no failure.
    return name === "LessThanLowerThreshold" ? false : unreadable(`when ${alarm.label} goes off cannot be read`);
  }
  const answers = failed.map((value) => (value === undefined ? undefined : holds(value, limit)));
  if (answers.length === 0 || answers.includes(undefined)) {
    return unreadable(`what ${alarm.label} compares cannot be computed`);
  }
  if (!answers.includes(true)) {
    return false;
  }
  if (answers.includes(false)) {
    return unreadable(`whether one failure reaches the threshold of ${alarm.label} depends on other executions`);
  }
  if (none === undefined || !holds(none, limit)) {
    return true;
  }
  return name.startsWith("Less") ? false : unreadable(`${alarm.label} goes off without a failure, too`);
}

/** Whether one data point is enough. */
function evaluates(alarm: ResourceView): Answer {
  const [points, periods, missing] = ["datapointsToAlarm", "evaluationPeriods", "treatMissingData"].map((key) =>
    alarm.get(key),
  );
  const wanted = points ?? periods;
  const open = [wanted, missing].find((each) => each instanceof Unknown);
  if (open !== undefined) {
    return open;
  }
  if ((numberOf(wanted) ?? 1) > 1) {
    return missing === "notBreaching"
      ? false
      : unreadable(`whether one data point is enough for ${alarm.label} depends on what follows it`);
  }
  return missing === "breaching" ? unreadable(`${alarm.label} goes off without data, too`) : true;
}
