import type * as pulumi from "@pulumi/pulumi";
import { createMachineRole } from "../iam/role";
import type { ExecutionLog } from "../logging/execution-log";
import type { FailureTopic } from "../notifications/failure-topic";
import type { EnvironmentVersions } from "../versions/deployment";
import { PARENT_KEY } from "../versions/machine-keys";
import { ParentWorkflow } from "../workflow/parent-workflow";
import type { CreatedApp } from "./app";
import { createParts } from "./part";
import type { EnvironmentPlan } from "./plan";

interface EnvironmentParentArgs {
  readonly plan: EnvironmentPlan;
  readonly versions: EnvironmentVersions;
  readonly apps: Readonly<Record<string, CreatedApp>>;
  readonly boundary: pulumi.Resource;
  readonly log: ExecutionLog;
  readonly topic: FailureTopic;
}

/** The parent, its role, and the parts that a large plan is cut into. */
export function createParent(
  name: string,
  { plan, versions, apps, boundary, log, topic }: EnvironmentParentArgs,
  opts: pulumi.CustomResourceOptions,
): ParentWorkflow {
  const { names, parent, tags } = plan;
  const role = createMachineRole(
    `${name}-parent`,
    {
      role: names.parentRole,
      description: `Runs the apps of ${names.base}`,
      statements: parent.statements,
      boundaryArn: names.boundary.arn,
      tags,
      account: names.scope.account,
      machineArns: [names.parent.arn],
    },
    { ...opts, dependsOn: [boundary] },
  );
  const children = Object.values(apps).flatMap(({ aliases }) => aliases);
  const parts = createParts(
    name,
    {
      names,
      parts: plan.parts,
      trafficOf: (key: string) => versions.trafficOf(key),
      hooks: versions.hooks,
      tags,
      aliases: aliasesOf(plan, apps),
      rolesAfter: [boundary],
      machinesAfter: [log.policy, ...topic.ready],
    },
    opts,
  );
  return new ParentWorkflow(
    name,
    {
      machine: names.parent,
      definition: parent.definition,
      roleArn: names.parentRole.arn,
      logGroupArn: names.logGroup.arn,
      tags,
      traffic: versions.trafficOf(PARENT_KEY),
      hooks: versions.hooks,
    },
    { ...opts, dependsOn: [role.policy, log.policy, ...topic.ready, ...children, ...parts] },
  );
}

/** Aliases of all apps' machines by their ARN. */
function aliasesOf(plan: EnvironmentPlan, apps: Readonly<Record<string, CreatedApp>>): Map<string, pulumi.Resource> {
  const { names } = plan;
  const pairs = Object.entries(apps).flatMap(([app, { aliases }]) => {
    const { machine, rollback } = names.app(app);
    const arns = [machine.aliasArn, rollback.aliasArn];
    return aliases.map((alias, index): [string, pulumi.Resource] => [arns[index] ?? "", alias]);
  });
  return new Map(pairs);
}
