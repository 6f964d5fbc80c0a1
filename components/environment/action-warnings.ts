import type { Problem } from "../core/problem";
import { actionWarnings } from "../iam/least-privilege";
import type { EnvironmentPlan } from "./plan";

/** Actions of apps' permissions that are accepted and may be a mistake: newer than the table of actions, or wrong. */
export function planWarnings({ apps }: Pick<EnvironmentPlan, "apps">): Problem[] {
  return Object.entries(apps).flatMap(([app, { taskStatements }]) =>
    [...new Set(taskStatements.flatMap(({ Action }) => Action))].flatMap((action) =>
      actionWarnings(`permissions of ${app}`, action),
    ),
  );
}
