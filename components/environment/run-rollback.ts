import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";
import { createMachineRole } from "../iam/role";
import { roleHooks, type VersionHooks } from "../versions/hooks";
import type { Traffic } from "../versions/routing";
import { SharedWorkflow } from "../workflow/shared-workflow";
import type { MachinePlan, Tags } from "./plan";

export interface RunRollbackArgs {
  readonly names: EnvironmentNames;
  readonly plan: MachinePlan;
  readonly tags: Tags;
  readonly traffic: Traffic;
  /** Absent where versions are neither rehearsed nor pruned. */
  readonly hooks: VersionHooks | undefined;
  readonly rolesAfter: readonly pulumi.Resource[];
  readonly machinesAfter: readonly pulumi.Resource[];
}

/** The machine that rolls back a run, with its role; returns its alias. */
export function createRunRollback(
  environmentName: string,
  args: RunRollbackArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const { names, plan, tags } = args;
  const { machine, machineRole } = names.runRollback;
  const name = `${environmentName}-run-rollback`;
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
    },
    { ...opts, dependsOn: [...args.rolesAfter], ...roleHooks(args.hooks) },
  );
  const workflow = new SharedWorkflow(
    name,
    {
      machine,
      definition: plan.definition,
      roleArn: machineRole.arn,
      logGroupArn: names.logGroup.arn,
      tags,
      traffic: args.traffic,
      hooks: args.hooks,
    },
    { ...opts, dependsOn: [role.policy, ...args.machinesAfter] },
  );
  return workflow.run.alias;
}
