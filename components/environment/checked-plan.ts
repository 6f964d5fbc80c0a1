import { errorMessage } from "../core/errors";
import { ProblemsError } from "../core/problem";
import type { EnvironmentArgs } from "./args";
import { type EnvironmentPlan, planEnvironment } from "./plan";

/**
 * The plan of an environment. An environment that is too large to be computed is bad input; the message says what is
 * too large and by how much.
 * @param source file or stack that the input comes from
 * @throws {ProblemsError}
 */
export function checkedPlan(source: string, args: EnvironmentArgs): EnvironmentPlan {
  try {
    return planEnvironment(args);
  } catch (error) {
    const fix = "make the blueprint or its access rules smaller, or names shorter";
    throw new ProblemsError(source, [{ place: "", message: errorMessage(error), fix }]);
  }
}
