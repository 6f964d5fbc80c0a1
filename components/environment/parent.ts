import type * as pulumi from "@pulumi/pulumi";
import { createMachineRole } from "../iam/role";
import { roleHooks } from "../versions/hooks";
import { PARENT_KEY, RUN_ROLLBACK_KEY } from "../versions/machine-keys";
import { SharedWorkflow } from "../workflow/shared-workflow";
import type { CreatedApp } from "./app";
import type { Creation } from "./creation";
import { createRunRollback } from "./run-rollback";

interface EnvironmentParentArgs extends Creation {
  readonly apps: Readonly<Record<string, CreatedApp>>;
  /** What the parent starts at its end; absent where no evidence is kept. */
  readonly evidence: pulumi.Resource | undefined;
}

/** The parent and the machine that rolls back its runs, each with its role. */
export function createParent(
  name: string,
  { plan, versions, shared, apps, evidence }: EnvironmentParentArgs,
  opts: pulumi.CustomResourceOptions,
): SharedWorkflow {
  const { names, parent, tags } = plan;
  const { boundary, machinesAfter } = shared;
  const role = createMachineRole(
    `${name}-parent`,
    {
      role: names.parentRole,
      description: `Runs the apps of ${names.base}`,
      statements: parent.statements,
      boundaryArn: names.boundary.arn,
      tags,
      account: names.scope.account,
      machineArns: [names.parent.arn],
    },
    { ...opts, dependsOn: [...boundary], ...roleHooks(versions.hooks) },
  );
  const recording = evidence === undefined ? [] : [evidence];
  const children = [...Object.values(apps).flatMap(({ aliases }) => aliases), ...recording];
  const runRollback =
    plan.runRollback === undefined
      ? []
      : [
          createRunRollback(
            name,
            {
              names,
              plan: plan.runRollback,
              traffic: versions.trafficOf(RUN_ROLLBACK_KEY),
              hooks: versions.hooks,
              tags,
              rolesAfter: boundary,
              machinesAfter: [...machinesAfter, ...children],
            },
            opts,
          ),
        ];
  return new SharedWorkflow(
    name,
    {
      machine: names.parent,
      definition: parent.definition,
      roleArn: names.parentRole.arn,
      logGroupArn: names.logGroup.arn,
      tags,
      traffic: versions.trafficOf(PARENT_KEY),
      hooks: versions.hooks,
    },
    { ...opts, dependsOn: [role.policy, ...machinesAfter, ...children, ...runRollback] },
  );
}
