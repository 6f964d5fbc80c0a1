import type * as pulumi from "@pulumi/pulumi";
import type { MachineNames, Named } from "../core/names";
import { createMachineRole } from "../iam/role";
import { roleHooks, type VersionHooks } from "../versions/hooks";
import type { Traffic } from "../versions/routing";
import { SharedWorkflow } from "../workflow/shared-workflow";
import type { Creation } from "./creation";
import type { MachinePlan } from "./plan";

interface SharedMachineArgs {
  readonly creation: Creation;
  readonly machine: MachineNames;
  readonly plan: MachinePlan;
  readonly role: {
    /** Of the resource. */
    readonly name: string;
    readonly role: Named;
    readonly description: string;
    /** @default the environment's */
    readonly boundaryArn?: string;
    /** Must exist before the role, in addition to the environment's boundary. @default nothing */
    readonly after?: readonly pulumi.Resource[];
  };
  /** @default the newest version */
  readonly traffic?: Traffic;
  /** Absent where versions are neither rehearsed nor pruned. */
  readonly hooks?: VersionHooks | undefined;
  /** Must exist before the machine, in addition to its permissions, its log and the delivery of its failures. */
  readonly after: readonly pulumi.Resource[];
}

/** A machine that is no app's, with its role. */
export function createSharedMachine(
  name: string,
  { creation, machine, plan, role, traffic, hooks, after }: SharedMachineArgs,
  opts: pulumi.CustomResourceOptions,
): SharedWorkflow {
  const { names, tags } = creation.plan;
  const { boundary, machinesAfter } = creation.shared;
  const { policy } = createMachineRole(
    role.name,
    {
      role: role.role,
      description: role.description,
      statements: plan.statements,
      boundaryArn: role.boundaryArn ?? names.boundary.arn,
      tags,
      account: names.scope.account,
      machineArns: [machine.arn],
    },
    { ...opts, dependsOn: [...boundary, ...(role.after ?? [])], ...roleHooks(hooks) },
  );
  return new SharedWorkflow(
    name,
    {
      machine,
      definition: plan.definition,
      roleArn: role.role.arn,
      logGroupArn: names.logGroup.arn,
      tags,
      traffic,
      hooks,
    },
    { ...opts, dependsOn: [policy, ...machinesAfter, ...after] },
  );
}
