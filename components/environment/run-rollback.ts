import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";
import { createMachineRole } from "../iam/machine-role";
import type { VersionHooks } from "../versions/hooks";
import type { Traffic } from "../versions/routing";
import { PartWorkflow } from "../workflow/part-workflow";
import type { MachinePlan, Tags } from "./plan";

export interface RunRollbackArgs {
  readonly names: EnvironmentNames;
  readonly plan: MachinePlan;
  readonly tags: Tags;
  readonly traffic: Traffic;
  /** Absent where nothing is done with versions. */
  readonly hooks: VersionHooks | undefined;
  readonly rolesAfter: readonly pulumi.Resource[];
  readonly machinesAfter: readonly pulumi.Resource[];
}

/** The machine that rolls back a run, and its role; its alias. */
export function createRunRollback(label: string, args: RunRollbackArgs, parent: pulumi.Resource): pulumi.Resource {
  const { names, plan, tags } = args;
  const { machine, machineRole } = names.runRollback;
  const name = `${label}-run-rollback`;
  const role = createMachineRole(
    `${name}-machine`,
    {
      role: machineRole,
      description: `Rolls back runs of ${names.base}`,
      statements: plan.statements,
      boundaryArn: names.boundary.arn,
      tags,
      account: names.scope.account,
      machineArns: [machine.arn],
      dependsOn: args.rolesAfter,
    },
    parent,
  );
  const workflow = new PartWorkflow(
    name,
    {
      names,
      part: names.runRollback,
      definition: plan.definition,
      tags,
      traffic: args.traffic,
      hooks: args.hooks,
      dependsOn: [role.policy, ...args.machinesAfter],
    },
    { parent },
  );
  return workflow.run.alias;
}
