import type { Catcher } from "./language/definition";
import { covers, reportedName, StateError } from "./language/errors";
import type { Json, JsonObject } from "./language/json";
import { RetryPlan } from "./language/retry";
import type { Outcome, Visit } from "./visit";

async function caught(visit: Visit, index: number, catcher: Catcher, failure: StateError): Promise<Outcome> {
  const clause = `Catch[${index}]`;
  const errorOutput: JsonObject = {
    Error: reportedName(failure.error),
    ...(failure.reason === undefined ? {} : { Cause: failure.reason }),
  };
  const output =
    catcher.Output === undefined
      ? errorOutput
      : await visit.evaluate(catcher.Output, `${clause}/Output`, { errorOutput });
  return { output, ...(await visit.assignments(catcher.Assign, { errorOutput }, clause)), next: catcher.Next };
}

async function succeeded(visit: Visit, result: Json): Promise<Outcome> {
  const { Output, Assign } = visit.state;
  const output = Output === undefined ? result : await visit.evaluate(Output, "Output", { result });
  return { output, ...(await visit.assignments(Assign, { result })), ...visit.onward };
}

/**
 * Runs the attempts of a Task, Parallel or Map state: retries first, then the catchers, each in the order written.
 *
 * @throws {StateError} what neither covers.
 */
export async function guarded(visit: Visit, attempt: () => Promise<Json>): Promise<Outcome> {
  const { state, frame } = visit;
  const { services } = frame;
  const composite = state.Type !== "Task";
  const retries = new RetryPlan(state.Retry ?? [], composite, services.draw);
  for (;;) {
    try {
      return await succeeded(visit, await attempt());
    } catch (failure) {
      if (!(failure instanceof StateError)) {
        throw failure;
      }
      const delay = retries.next(failure.error);
      if (delay === undefined) {
        const { Catch = [] } = state;
        const index = Catch.findIndex(({ ErrorEquals }) => covers(ErrorEquals, failure.error, composite));
        const catcher = Catch[index];
        if (!catcher) {
          throw failure;
        }
        return caught(visit, index, catcher, failure);
      }
      await services.clock.sleep(delay * services.waitScale, frame.signal);
      visit.retryCount += 1;
    }
  }
}
