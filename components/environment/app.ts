import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";
import { createMachineRole } from "../iam/machine-role";
import { createTaskRole } from "../iam/task-role";
import { AppSecret } from "../secrets/app-secret";
import type { RotationFunction } from "../secrets/rotation-function";
import type { VersionHooks } from "../versions/hooks";
import { rollbackKey } from "../versions/machine-keys";
import type { Traffic } from "../versions/routing";
import { ChildWorkflow } from "../workflow/child-workflow";
import type { AppOutputs } from "./outputs";
import type { AppPlan } from "./plan";

/** What all apps of an environment share. */
export interface SharedByApps {
  readonly names: EnvironmentNames;
  readonly keyArn: pulumi.Input<string>;
  readonly secretRecoveryDays: number;
  /** Absent where no app has a secret. */
  readonly rotation: RotationFunction | undefined;
  /** What roles wait for. */
  readonly rolesAfter: readonly pulumi.Resource[];
  /** Where the alias of a machine leads, by its key. */
  readonly trafficOf: (key: string) => Traffic;
  /** Absent where nothing is done with versions. */
  readonly hooks: VersionHooks | undefined;
  /** What machines wait for, beside their own roles and secrets. */
  readonly machinesAfter: readonly pulumi.Resource[];
}

/** One app as created. */
export interface CreatedApp {
  readonly outputs: AppOutputs;
  /** What the parent waits for. */
  readonly aliases: readonly pulumi.Resource[];
}

/** One app of an environment: the two roles of its chain, its secrets, and its machines, which come last. */
export function createApp(
  label: string,
  app: string,
  plan: AppPlan,
  shared: SharedByApps,
  parent: pulumi.Resource,
): CreatedApp {
  const { names } = shared;
  const { machine, rollback, machineRole, taskRole } = names.app(app);
  const name = `${label}-${app}`;
  const common = { boundaryArn: names.boundary.arn, tags: plan.tags };
  const machines = createMachineRole(
    `${name}-machine`,
    {
      ...common,
      role: machineRole,
      description: `Machines of ${app} in ${names.base}`,
      statements: plan.machineStatements,
      account: names.scope.account,
      machineArns: plan.rollbackDefinition === undefined ? [machine.arn] : [machine.arn, rollback.arn],
      dependsOn: shared.rolesAfter,
    },
    parent,
  );
  const task = createTaskRole(
    `${name}-task`,
    {
      ...common,
      role: taskRole,
      description: `Task of ${app} in ${names.base}`,
      statements: plan.taskStatements,
      machineRoleArn: machineRole.arn,
      dependsOn: [...shared.rolesAfter, machines.role],
    },
    parent,
  );
  const secrets = createSecrets(name, app, plan, shared, parent);
  const workflow = new ChildWorkflow(
    name,
    {
      names,
      app,
      definition: plan.definition,
      rollbackDefinition: plan.rollbackDefinition,
      tags: plan.tags,
      traffic: { release: shared.trafficOf(app), rollback: shared.trafficOf(rollbackKey(app)) },
      hooks: shared.hooks,
      dependsOn: [machines.policy, task.policy, ...shared.machinesAfter, ...secrets.map(({ schedule }) => schedule)],
    },
    { parent },
  );
  return {
    outputs: {
      arn: machine.arn,
      aliasArn: machine.aliasArn,
      machineRoleArn: machineRole.arn,
      taskRoleArn: taskRole.arn,
      ...(plan.rollbackDefinition === undefined ? {} : { rollbackAliasArn: rollback.aliasArn }),
      secrets: Object.keys(plan.spec.secrets).map((secret) => names.app(app).secret(secret).name),
    },
    aliases: [workflow.release, ...(workflow.rollback === undefined ? [] : [workflow.rollback])].map(
      ({ alias }) => alias,
    ),
  };
}

function createSecrets(
  name: string,
  app: string,
  plan: AppPlan,
  { names, keyArn, rotation, secretRecoveryDays }: SharedByApps,
  parent: pulumi.Resource,
): AppSecret[] {
  if (rotation === undefined) return [];
  return Object.entries(plan.spec.secrets).map(
    ([secret, { maxAgeDays }]) =>
      new AppSecret(
        `${name}-${secret}`,
        {
          secretName: names.app(app).secret(secret).name,
          app,
          maxAgeDays,
          keyArn,
          rotation,
          recoveryWindowDays: secretRecoveryDays,
          tags: plan.tags,
        },
        { parent },
      ),
  );
}
