import type { EnvironmentVersions } from "../versions/deployment";
import type { EnvironmentArgs } from "./args";
import type { EnvironmentPlan } from "./plan";
import type { SharedResources } from "./shared/resources";

/** What every part of an environment is created with. */
export interface Creation {
  readonly args: EnvironmentArgs;
  readonly plan: EnvironmentPlan;
  readonly versions: EnvironmentVersions;
  readonly shared: SharedResources;
}
