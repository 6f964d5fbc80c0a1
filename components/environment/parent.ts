import type * as pulumi from "@pulumi/pulumi";
import { PARENT_KEY, RUN_ROLLBACK_KEY } from "../versions/machine-keys";
import type { SharedWorkflow } from "../workflow/shared-workflow";
import type { CreatedApp } from "./app";
import type { Creation } from "./creation";
import { createSharedMachine } from "./shared-machine";

interface EnvironmentParentArgs extends Creation {
  readonly apps: Readonly<Record<string, CreatedApp>>;
  /** What the parent starts at its end; absent where no evidence is kept. */
  readonly evidence: pulumi.Resource | undefined;
}

/** The parent and the machine that rolls back its runs, each with its role. */
export function createParent(
  name: string,
  { apps, evidence, ...creation }: EnvironmentParentArgs,
  opts: pulumi.CustomResourceOptions,
): SharedWorkflow {
  const { plan, versions } = creation;
  const { names } = plan;
  const { hooks } = versions;
  const recording = evidence === undefined ? [] : [evidence];
  const children = [...Object.values(apps).flatMap(({ aliases }) => aliases), ...recording];
  const runRollback =
    plan.runRollback === undefined
      ? []
      : [
          createSharedMachine(
            `${name}-run-rollback`,
            {
              creation,
              machine: names.runRollback.machine,
              plan: plan.runRollback,
              role: {
                name: `${name}-run-rollback-machine`,
                role: names.runRollback.machineRole,
                description: `Rolls back runs of ${names.base}`,
              },
              traffic: versions.trafficOf(RUN_ROLLBACK_KEY),
              hooks,
              after: children,
            },
            opts,
          ).run.alias,
        ];
  return createSharedMachine(
    name,
    {
      creation,
      machine: names.parent,
      plan: plan.parent,
      role: { name: `${name}-parent`, role: names.parentRole, description: `Runs the apps of ${names.base}` },
      traffic: versions.trafficOf(PARENT_KEY),
      hooks,
      after: [...children, ...runRollback],
    },
    opts,
  );
}
