import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Named } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { policyJson } from "../core/policy-document";
import { TRUST_LIMIT } from "../core/service-quotas";
import { INLINE_LIMIT } from "./inline-policy";

/** Longest session of every role: one hour, which is also the most that a chained session can have. */
export const MAX_SESSION_SECONDS = 3600;

/** What every role of an environment is made of. */
export interface RoleArgs {
  readonly role: Named;
  readonly description: string;
  /** Exact permissions; at least one statement. */
  readonly statements: readonly PolicyStatement[];
  /** ARN of the permissions boundary, which exists before the role. */
  readonly boundaryArn: string;
  readonly tags: Readonly<Record<string, string>>;
  /** What must exist before the role: the boundary, and whoever its trust names. @default nothing */
  readonly dependsOn?: readonly pulumi.Resource[];
}

export interface CreatedRole {
  readonly role: aws.iam.Role;
  /** Whatever acts under the role waits for this: the role exists before it may do anything. */
  readonly policy: aws.iam.RolePolicy;
}

/** What a role's own options may say beside its parent. */
type RoleOptions = Pick<pulumi.CustomResourceOptions, "aliases">;

/**
 * Roles of machines and of tasks were children of a component of their own, which cost a third of the resources of an app. A stack that has them so keeps its
 * roles: they are known by their former URNs, too.
 */
export function formerlyIn(component: string, name: string, parent: pulumi.Resource): RoleOptions {
  return { aliases: [{ parent: pulumi.createUrn(name, component, parent) }] };
}

/**
 * A role with its one inline policy, the boundary and the session limit. `aws.iam.RolePolicy` is the only way permissions are attached, for
 * mixed ways undo each other.
 * @throws where a document passes IAM's limits.
 */
export function createRole(
  name: string,
  { role, description, statements, boundaryArn, tags, dependsOn }: RoleArgs,
  trust: pulumi.Input<string>,
  parent: pulumi.Resource,
  options: RoleOptions = {},
): CreatedRole {
  const document = policyJson(statements);
  assertSize(role.name, "permissions", document, INLINE_LIMIT);
  if (typeof trust === "string") assertSize(role.name, "trust", trust, TRUST_LIMIT);
  const created = new aws.iam.Role(
    name,
    {
      name: role.name,
      description,
      assumeRolePolicy: trust,
      permissionsBoundary: boundaryArn,
      maxSessionDuration: MAX_SESSION_SECONDS,
      tags,
    },
    { ...options, parent, dependsOn: [...(dependsOn ?? [])] },
  );
  const policy = new aws.iam.RolePolicy(
    name,
    { name: "permissions", role: created.name, policy: document },
    { ...options, parent },
  );
  return { role: created, policy };
}

function assertSize(role: string, what: string, document: string, limit: number): void {
  if (document.length <= limit) return;
  throw new Error(
    `Role ${role}: its ${what} take ${document.length} characters, IAM allows ${limit}. Give the app fewer statements or split it.`,
  );
}
