import type { Problem } from "../core/problem";
import { limitsOf } from "./limits";
import type { EnvironmentPlan } from "./plan";

/**
 * Every limit of AWS that an environment would pass, with the number and the fix; nothing is deployed where there is
 * one.
 */
export function limitProblems(environment: EnvironmentPlan): Problem[] {
  return limitsOf(environment)
    .filter(({ used, limit }) => used > limit)
    .map(({ name, used, limit, of, fix }) => ({
      place: of ?? environment.names.base,
      message: `${used} ${name}, limit ${limit}`,
      fix,
    }));
}
