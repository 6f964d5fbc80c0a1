import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createRole, type RoleArgs } from "./role";
import { roleTrust } from "./trust/role";

export interface TaskRoleArgs extends RoleArgs {
  /** ARN of the one role that may chain to this one. AWS refuses a trust in a role that is not there yet: name it in `dependsOn`. */
  readonly machineRoleArn: string;
}

/** Role that an app's task runs as. Only the app's machine role may assume it; its permissions are the task's and the access rule's. */
export class TaskRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly role: aws.iam.Role;
  readonly policy: aws.iam.RolePolicy;

  constructor(name: string, args: TaskRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:identity:TaskRole", name, {}, opts);
    const trust = JSON.stringify(roleTrust(args.machineRoleArn));
    const { role, policy } = createRole(name, args, trust, this);
    this.role = role;
    this.policy = policy;
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
