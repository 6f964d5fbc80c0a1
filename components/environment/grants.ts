import type * as pulumi from "@pulumi/pulumi";
import { Grants } from "../grants/grants";
import type { GrantsPlan } from "../grants/plan";
import { createBoundaryPolicy } from "../iam/boundary-policy";
import type { PeopleAccess } from "../okta/people";
import type { SharedWorkflow } from "../workflow/shared-workflow";
import type { Creation } from "./creation";
import { createSharedMachine } from "./shared-machine";
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
  { people, ...creation }: EnvironmentGrantsArgs,
  opts: pulumi.CustomResourceOptions,
): { readonly plan: GrantsPlan; readonly workflow: SharedWorkflow } | undefined {
  const { args, plan, versions, shared } = creation;
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
      queueArn: names.failureQueue.arn,
      boundaryArn: names.boundary.arn,
      retentionDays: args.logRetentionDays,
      keyDeletionDays: args.keyDeletionDays,
      tags,
    },
    { ...opts, dependsOn: [...shared.boundary] },
  );
  const workflow = createSharedMachine(
    name,
    {
      creation,
      machine: grants.names.machine,
      plan: { definition: grants.definition, statements: grants.machineStatements },
      role: {
        name: `${name}-machine`,
        role: grants.names.machineRole,
        description: `Grants of ${names.base}, from request to cleanup`,
        boundaryArn: grants.names.boundary.arn,
        after: own,
      },
      hooks: versions.hooks,
      after: component.ready,
    },
    opts,
  );
  return { plan: grants, workflow };
}
