import { StateError } from "../language/errors";
import type { Json } from "../language/json";
import type { Outcome, Visit } from "../visit";

const isText = (value: Json): value is string => typeof value === "string";

/** Fail, https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html */
export async function runFail(visit: Visit): Promise<Outcome> {
  const { Error: error, Cause } = visit.state;
  const name = error === undefined ? "" : await visit.evaluateAs(error, "Error", "a string", isText);
  const cause = Cause === undefined ? undefined : await visit.evaluateAs(Cause, "Cause", "a string", isText);
  throw new StateError(name, cause);
}
