import { quote } from "../kit/message";
import { isPresent, type Value } from "../kit/value";
import type { State } from "./model";

/** The most seconds of a time-out. https://states-language.net/#task-state */
export const MOST_SECONDS = 99_999_999;

export type Limit = "TimeoutSeconds" | "HeartbeatSeconds";

/** The number that a limit is, where the definition says it: in JSONata also as the expression `{% 60 %}`. */
function constantOf(value: Value | undefined): number | undefined {
  const text = typeof value === "string" ? /^\{%\s*(-?\d+(?:\.\d+)?)\s*%\}$/.exec(value)?.[1] : undefined;
  return typeof value === "number" ? value : text === undefined ? undefined : Number(text);
}

/** What is wrong with a limit that a state has; none where a run computes it. */
export function limitFlaw({ body }: State, name: Limit): string | undefined {
  const [value, path] = [body[name], body[`${name}Path`]];
  if (isPresent(value) && isPresent(path)) {
    return `${name} and ${name}Path are both set`;
  }
  if (isPresent(path)) {
    return typeof path === "string" && path.startsWith("$")
      ? undefined
      : `${name}Path is ${quote(path)}, which is no path`;
  }
  const seconds = constantOf(value);
  const computed = typeof value === "string" && /^\{%[\s\S]*%\}$/.test(value) && seconds === undefined;
  const right = seconds !== undefined && Number.isInteger(seconds) && seconds > 0 && seconds <= MOST_SECONDS;
  return !isPresent(value) || computed || right
    ? undefined
    : `${name} is ${quote(value)}, not a whole number of seconds from 1 to ${MOST_SECONDS}`;
}

/** True if a missed heartbeat could never be noticed before the time-out. */
export function heartbeatIsLate({ body }: State): boolean {
  const heartbeat = constantOf(body.HeartbeatSeconds);
  const timeout = constantOf(body.TimeoutSeconds);
  return heartbeat !== undefined && timeout !== undefined && heartbeat >= timeout;
}
