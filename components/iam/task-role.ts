import type * as pulumi from "@pulumi/pulumi";
import { type CreatedRole, createRole, formerlyIn, type RoleArgs } from "./role";
import { roleTrust } from "./trust/aws";

export interface TaskRoleArgs extends RoleArgs {
  /** ARN of the one role that may chain to this one. AWS refuses a trust in a role that is not there yet: name it in `dependsOn`. */
  readonly machineRoleArn: string;
}

/** Role that an app's task runs as. Only the app's machine role may assume it; its permissions are the task's and the access rule's. */
export function createTaskRole(name: string, args: TaskRoleArgs, parent: pulumi.Resource): CreatedRole {
  const trust = JSON.stringify(roleTrust(args.machineRoleArn));
  return createRole(name, args, trust, parent, formerlyIn("app-of-apps:identity:TaskRole", name, parent));
}
