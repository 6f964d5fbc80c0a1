import type { Json } from "../language/json";
import { isTimestamp, wholeSecond } from "../language/timestamp";
import type { Outcome, Visit } from "../visit";

/** Longest wait in seconds that AWS allows. */
const LONGEST_WAIT = 99_999_999;

const isSeconds = (value: Json): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= LONGEST_WAIT;

/** Wait, https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
export async function runWait(visit: Visit): Promise<Outcome> {
  const { Output, Assign } = visit.state;
  const { services, signal } = visit.frame;
  await services.clock.sleep((await milliseconds(visit)) * services.waitScale, signal);
  const output = Output === undefined ? visit.input : await visit.evaluate(Output, "Output");
  return { output, ...(await visit.assignments(Assign)), ...visit.onward };
}

async function milliseconds(visit: Visit): Promise<number> {
  const { Seconds, Timestamp } = visit.state;
  if (Timestamp !== undefined) {
    const until = await visit.evaluateAs(Timestamp, "Timestamp", "a timestamp like 2030-01-01T00:00:00Z", isTimestamp);
    return Math.max(0, wholeSecond(until) - visit.frame.services.clock.now());
  }
  const kind = `a whole number of seconds from 0 to ${LONGEST_WAIT}`;
  return 1000 * (await visit.evaluateAs(Seconds ?? 0, "Seconds", kind, isSeconds));
}
