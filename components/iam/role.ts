import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Named } from "../core/names";
import { exclusivePolicyJson, type PolicyStatement, policyJson } from "../core/policy-document";
import { TRUST_LIMIT } from "../core/service-quotas";
import { INLINE_LIMIT } from "./inline-policy";
import { MAX_SESSION_SECONDS } from "./max-session";
import { machineTrust, roleTrust } from "./trust/aws";

/** Arguments that roles of every kind share. */
export interface RoleArgs {
  /** Name, up to 64 characters, ARN and path of the role. A change of name or path replaces the role. */
  readonly role: Named;
  /** Purpose of the role, up to 1,000 characters. A change updates the role in place. */
  readonly description: string;
  /**
   * Exact permissions, at least one statement; together at most 10,240 characters. A change updates the policy in
   * place.
   */
  readonly statements: readonly PolicyStatement[];
  /**
   * ARN of the permissions boundary, which must exist before the role (`dependsOn`). A change updates the role in
   * place.
   */
  readonly boundaryArn: string;
  /**
   * Whether its policy also denies every action that the statements do not name, whatever other policies say. A change
   * updates the policy in place. @default false
   */
  readonly isExclusive?: boolean;
  /** Tags by key, up to 50. A change updates the role in place. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * Whether inline policies that others attach meanwhile are deleted with the role, which IAM refuses to delete
   * otherwise. A change updates the role in place. @default false: there are none
   */
  readonly detachesOnDelete?: boolean;
}

/** Arguments of `createRole`. */
export interface CreateRoleArgs extends RoleArgs {
  /** Trust policy as JSON, up to 2,048 characters. A change updates the role in place. */
  readonly trust: pulumi.Input<string>;
}

/** A role and its inline policy. */
export interface CreatedRole {
  readonly role: aws.iam.Role;
  /** Name this in `dependsOn` of what acts under the role: the role exists before it has its permissions. */
  readonly policy: aws.iam.RolePolicy;
}

/**
 * A role with its one inline policy, the boundary and the session limit. `aws.iam.RolePolicy` is the only way in which
 * permissions are attached, because different ways remove each other's policies.
 * @param opts `dependsOn` names the boundary and the principals of the trust, which must exist before the role
 * @throws Error if a document is longer than IAM allows
 */
export function createRole(name: string, args: CreateRoleArgs, opts: pulumi.CustomResourceOptions): CreatedRole {
  const permissions = args.isExclusive === true ? exclusivePolicyJson(args.statements) : policyJson(args.statements);
  assertSize(args.role.name, "permissions", permissions, INLINE_LIMIT);
  if (typeof args.trust === "string") {
    assertSize(args.role.name, "trust", args.trust, TRUST_LIMIT);
  }
  const { dependsOn: _, ...shared } = opts;
  const role = new aws.iam.Role(
    name,
    {
      name: args.role.name,
      path: args.role.path,
      description: args.description,
      assumeRolePolicy: args.trust,
      permissionsBoundary: args.boundaryArn,
      maxSessionDuration: MAX_SESSION_SECONDS,
      ...(args.detachesOnDelete === true ? { forceDetachPolicies: true } : {}),
      tags: args.tags,
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(name, { name: "permissions", role: role.name, policy: permissions }, shared);
  return { role, policy };
}

/** Arguments of `createMachineRole`. */
export interface MachineRoleArgs extends RoleArgs {
  /** AWS account of the machines, 12 digits. A change updates the trust in place. */
  readonly account: string;
  /** ARNs of exactly the state machines that run under the role, at least one. A change updates the trust in place. */
  readonly machineArns: readonly string[];
}

/** Role that state machines run under. It is allowed what their definitions need, and to assume the task role. */
export function createMachineRole(
  name: string,
  args: MachineRoleArgs,
  opts: pulumi.CustomResourceOptions,
): CreatedRole {
  return createRole(name, { ...args, trust: machineTrust(args.account, args.machineArns) }, opts);
}

/** Arguments of `createTaskRole`. */
export interface TaskRoleArgs extends RoleArgs {
  /**
   * ARN of the one role that is allowed to assume this one. AWS refuses a trust in a role that does not exist: name it
   * in `dependsOn`. A change updates the trust in place.
   */
  readonly machineRoleArn: string;
}

/**
 * Role of an app's task. Only the app's machine role is allowed to assume it; its permissions are the task's and the
 * access rule's.
 */
export function createTaskRole(name: string, args: TaskRoleArgs, opts: pulumi.CustomResourceOptions): CreatedRole {
  return createRole(name, { ...args, trust: JSON.stringify(roleTrust(args.machineRoleArn)) }, opts);
}

function assertSize(role: string, what: string, document: string, limit: number): void {
  if (document.length <= limit) {
    return;
  }
  throw new Error(
    `Role ${role}: its ${what} are ${document.length} characters long, IAM allows ${limit}. ` +
      "Give the app fewer statements or split it.",
  );
}
