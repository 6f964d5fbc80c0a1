import type * as pulumi from "@pulumi/pulumi";
import { Grants } from "../grants/grants";
import type { GrantsPlan } from "../grants/plan";
import { createBoundaryPolicy } from "../iam/boundary-policy";
import { createMachineRole } from "../iam/role";
import type { PeopleAccess } from "../okta/people";
import { SharedWorkflow } from "../workflow/shared-workflow";
import type { Creation } from "./creation";
import { groupId } from "./sign-in/people";

interface EnvironmentGrantsArgs extends Creation {
  readonly people: PeopleAccess;
}

/**
 * Grants of an environment, where it has them: their workflow with its role and boundary, and what it works with.
 * Running workflows keep the version that they began with: a deployment publishes another one beside it, and the names
 * of what a version calls do not change.
 */
export function createGrants(
  environment: string,
  { args, plan, shared, people }: EnvironmentGrantsArgs,
  opts: pulumi.CustomResourceOptions,
): { readonly plan: GrantsPlan; readonly workflow: SharedWorkflow } | undefined {
  const { grants, names, tags } = plan;
  if (grants === undefined || args.grants === undefined) {
    return undefined;
  }
  const name = `${environment}-grants`;
  const own = createBoundaryPolicy(
    `${name}-boundary`,
    {
      policy: grants.names.boundary,
      description: `Upper bound of the workflow of grants of ${names.base}`,
      document: grants.boundary,
      tags,
    },
    opts,
  );
  const component = new Grants(
    name,
    {
      plan: grants,
      account: names.scope.account,
      description: `Grants of ${names.base}`,
      orgUrl: args.grants.orgUrl,
      groupIds: Object.fromEntries(grants.onRequest.map((entry) => [entry, groupId(people.groupIds, entry)])),
      roles: Object.fromEntries(grants.onRequest.map((entry) => [entry, names.role(entry).name])),
      keyArn: shared.keyArn,
      boundaryArn: names.boundary.arn,
      retentionDays: args.logRetentionDays,
      keyDeletionDays: args.keyDeletionDays,
      tags,
    },
    { ...opts, dependsOn: [...shared.boundary] },
  );
  const role = createMachineRole(
    `${name}-machine`,
    {
      role: grants.names.machineRole,
      description: `Grants of ${names.base}, from request to cleanup`,
      statements: grants.machineStatements,
      boundaryArn: grants.names.boundary.arn,
      tags,
      account: names.scope.account,
      machineArns: [grants.names.machine.arn],
    },
    { ...opts, dependsOn: [...shared.boundary, ...own] },
  );
  const workflow = new SharedWorkflow(
    name,
    {
      machine: grants.names.machine,
      definition: grants.definition,
      roleArn: grants.names.machineRole.arn,
      logGroupArn: names.logGroup.arn,
      tags,
    },
    { ...opts, dependsOn: [role.policy, ...shared.machinesAfter, ...component.ready] },
  );
  return { plan: grants, workflow };
}
