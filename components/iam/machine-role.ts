import type * as pulumi from "@pulumi/pulumi";
import { type CreatedRole, createRole, formerlyIn, type RoleArgs } from "./role";
import { machineTrust } from "./trust/aws";

export interface MachineRoleArgs extends RoleArgs {
  /** AWS account of the machines, 12 digits. */
  readonly account: string;
  /** ARNs of exactly the state machines that run under the role. */
  readonly machineArns: readonly string[];
}

/** Role that state machines run under. It may do what their definitions need and chain to the task role; nothing else. */
export function createMachineRole(name: string, args: MachineRoleArgs, parent: pulumi.Resource): CreatedRole {
  const trust = machineTrust(args.account, args.machineArns);
  return createRole(name, args, trust, parent, formerlyIn("app-of-apps:identity:MachineRole", name, parent));
}
