import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createRole, type RoleArgs } from "./role";
import { serviceTrust } from "./trust/service";

export interface MachineRoleArgs extends RoleArgs {
  /** AWS account of the machines, 12 digits. */
  readonly account: string;
  /** ARNs of exactly the state machines that run under the role. */
  readonly machineArns: readonly string[];
}

/** Role that state machines run under. It may do what their definitions need and chain to the task role; nothing else. */
export class MachineRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly role: aws.iam.Role;
  readonly policy: aws.iam.RolePolicy;

  constructor(name: string, args: MachineRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:identity:MachineRole", name, {}, opts);
    const trust = serviceTrust({
      service: "states.amazonaws.com",
      account: args.account,
      sourceArns: args.machineArns,
    });
    const { role, policy } = createRole(name, args, JSON.stringify(trust), this);
    this.role = role;
    this.policy = policy;
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
