import { quote } from "../kit/message";
import { isPresent, type Value } from "../kit/value";
import type { State } from "./model";

/** The most seconds of a time-out. https://states-language.net/#task-state */
export const MOST_SECONDS = 99_999_999;

export type Limit = "TimeoutSeconds" | "HeartbeatSeconds";

/** What JSONata computes; in JSONPath it is a text like any other. */
function expressionIn(value: Value | undefined, { jsonata }: State): string | undefined {
  return jsonata && typeof value === "string" ? /^\{%([\s\S]*)%\}$/.exec(value)?.[1]?.trim() : undefined;
}

/** The number that a limit is, where the definition says it: in JSONata also as the expression `{% 60 %}`. */
function constantOf(value: Value | undefined, state: State): number | undefined {
  const text = expressionIn(value, state) ?? "";
  return typeof value === "number" ? value : /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/**
 * What is wrong with a limit that a state has; none where a run computes it. `...Path` is a field of JSONPath, an
 * expression one of JSONata: AWS refuses either in a state of the other language ("Expected value of type Integer").
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export function limitFlaw(state: State, name: Limit): string | undefined {
  const [value, path] = [state.body[name], state.body[`${name}Path`]];
  if (isPresent(value) && isPresent(path)) {
    return `${name} and ${name}Path are both set`;
  }
  if (isPresent(path)) {
    return state.jsonata
      ? `${name}Path is ${quote(path)}, a field that only JSONPath has: AWS refuses it in JSONata`
      : typeof path === "string" && path.startsWith("$")
        ? undefined
        : `${name}Path is ${quote(path)}, which is no path`;
  }
  const seconds = constantOf(value, state);
  const computed = expressionIn(value, state) !== undefined && seconds === undefined;
  return !isPresent(value) || computed || isSeconds(seconds)
    ? undefined
    : `${name} is ${quote(value)}, not a whole number of seconds from 1 to ${MOST_SECONDS}`;
}

/** A limit as AWS accepts it, written as a number. */
export function isSeconds(value: Value | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= MOST_SECONDS;
}

/** True if a missed heartbeat could never be noticed before the time-out. */
export function heartbeatIsLate(state: State): boolean {
  const heartbeat = constantOf(state.body.HeartbeatSeconds, state);
  const timeout = constantOf(state.body.TimeoutSeconds, state);
  return heartbeat !== undefined && timeout !== undefined && heartbeat >= timeout;
}
