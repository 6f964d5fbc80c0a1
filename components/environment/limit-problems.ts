import type { EnvironmentPlan } from "../environment-plan";
import type { Problem } from "../problems";
import { limitsOf } from "./limits";

/** Every limit of AWS that an environment would pass, with the number and the mend; nothing is deployed where there is one. */
export function limitProblems(environment: EnvironmentPlan): Problem[] {
  return limitsOf(environment)
    .filter(({ used, limit }) => used > limit)
    .map(({ name, used, limit, of, mend }) => ({
      place: of ?? environment.names.base,
      message: `${used} ${name}, AWS takes ${limit}`,
      mend,
    }));
}
