import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Grants } from "../grants/grants";
import type { GrantsPlan } from "../grants/plan";
import { createMachineRole } from "../iam/role";
import type { ExecutionLog } from "../logging/execution-log";
import type { FailureTopic } from "../notifications/failure-topic";
import { ParentWorkflow } from "../workflow/parent-workflow";
import type { EnvironmentArgs } from "./args";
import type { EnvironmentPlan } from "./plan";

interface EnvironmentGrantsArgs {
  readonly args: EnvironmentArgs;
  readonly plan: EnvironmentPlan;
  readonly groupIds: ReadonlyMap<string, pulumi.Output<string>>;
  readonly keyArn: pulumi.Output<string>;
  /** The environment's own boundary policy, which must exist before the roles. */
  readonly boundary: readonly pulumi.Resource[];
  readonly log: ExecutionLog;
  readonly topic: FailureTopic;
}

/**
 * Grants of an environment, where it has them: their workflow with its role and boundary, and what it works with.
 * Running workflows keep the version that they began with: a deployment publishes another one beside it, and the names
 * of what a version calls do not change.
 */
export function createGrants(
  environment: string,
  { args, plan, groupIds, keyArn, boundary, log, topic }: EnvironmentGrantsArgs,
  opts: pulumi.CustomResourceOptions,
): { readonly plan: GrantsPlan; readonly workflow: ParentWorkflow } | undefined {
  const { grants, names, tags } = plan;
  if (grants === undefined || args.grants === undefined) {
    return undefined;
  }
  const name = `${environment}-grants`;
  const own = createBoundary(name, grants, plan, opts);
  const component = new Grants(
    name,
    {
      plan: grants,
      account: names.scope.account,
      description: `Grants of ${names.base}`,
      orgUrl: args.grants.orgUrl,
      groupIds: Object.fromEntries(grants.onRequest.map((entry) => [entry, idOf(groupIds, entry)])),
      roles: Object.fromEntries(grants.onRequest.map((entry) => [entry, names.role(entry).name])),
      keyArn,
      boundaryArn: names.boundary.arn,
      retentionDays: args.logRetentionDays,
      keyDeletionDays: args.keyDeletionDays,
      tags,
    },
    { ...opts, dependsOn: [...boundary] },
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
    { ...opts, dependsOn: [...boundary, ...own] },
  );
  const workflow = new ParentWorkflow(
    name,
    {
      machine: grants.names.machine,
      definition: grants.definition,
      roleArn: grants.names.machineRole.arn,
      logGroupArn: names.logGroup.arn,
      tags,
    },
    { ...opts, dependsOn: [role.policy, log.policy, ...topic.ready, ...component.ready] },
  );
  return { plan: grants, workflow };
}

function createBoundary(
  name: string,
  { names: own, boundary }: GrantsPlan,
  { names, tags }: EnvironmentPlan,
  opts: pulumi.CustomResourceOptions,
): aws.iam.Policy[] {
  return boundary === undefined
    ? []
    : [
        new aws.iam.Policy(
          `${name}-boundary`,
          {
            name: own.boundary.name,
            path: own.boundary.path,
            description: `Upper bound of the workflow of grants of ${names.base}`,
            policy: JSON.stringify(boundary),
            tags,
          },
          opts,
        ),
      ];
}

/** Id of the Okta group of an entry of people. */
export function idOf(groupIds: ReadonlyMap<string, pulumi.Output<string>>, entry: string): pulumi.Output<string> {
  const id = groupIds.get(entry);
  if (id === undefined) {
    throw new Error(`"${entry}" is not an entry of people in this environment`);
  }
  return id;
}
