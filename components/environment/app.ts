import type * as pulumi from "@pulumi/pulumi";
import { knownOutput } from "../core/known-output";
import type { EnvironmentNames } from "../core/names";
import { createMachineRole, createTaskRole } from "../iam/role";
import { AppSecret } from "../secrets/app-secret";
import type { RotationFunction } from "../secrets/rotation-function";
import { roleHooks, type VersionHooks } from "../versions/hooks";
import { rollbackKey } from "../versions/machine-keys";
import type { Traffic } from "../versions/routing";
import { ChildWorkflow } from "../workflow/child-workflow";
import type { AppOutputs } from "./outputs";
import type { AppPlan } from "./plan";

/** Arguments that all apps of an environment share. */
export interface SharedByApps {
  readonly names: EnvironmentNames;
  /** ARN of the environment's key. */
  readonly keyArn: pulumi.Input<string>;
  /** Days in which a deleted secret can be restored. */
  readonly secretRecoveryDays: number;
  /** Absent where no app has a secret. */
  readonly rotation: RotationFunction | undefined;
  /** Resources that must exist before a role. */
  readonly rolesAfter: readonly pulumi.Resource[];
  /** Traffic of the alias of a machine, by the machine's key. */
  readonly trafficOf: (key: string) => Traffic;
  /** Absent where versions are neither rehearsed nor pruned. */
  readonly hooks: VersionHooks | undefined;
  /** Resources that must exist before a machine, in addition to its roles and secrets. */
  readonly machinesAfter: readonly pulumi.Resource[];
}

interface AppArgs {
  /** Name of the app in the blueprint. */
  readonly app: string;
  readonly plan: AppPlan;
  readonly shared: SharedByApps;
}

/** One app as created. */
export interface CreatedApp {
  readonly outputs: AppOutputs;
  /** Aliases of the app's machines: what starts them depends on these. */
  readonly aliases: readonly pulumi.Resource[];
}

/** One app of an environment: the role or roles of its chain, its secrets, and its machines, which are created last. */
export function createApp(
  name: string,
  { app, plan, shared }: AppArgs,
  opts: pulumi.CustomResourceOptions,
): CreatedApp {
  const { names } = shared;
  const { machine, rollback, machineRole, taskRole } = names.app(app);
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
    },
    { ...opts, dependsOn: [...shared.rolesAfter], ...roleHooks(shared.hooks) },
  );
  const task =
    plan.taskStatements.length === 0
      ? undefined
      : createTaskRole(
          `${name}-task`,
          {
            ...common,
            role: taskRole,
            description: `Task of ${app} in ${names.base}`,
            statements: plan.taskStatements,
            machineRoleArn: machineRole.arn,
          },
          { ...opts, dependsOn: [...shared.rolesAfter, machines.role], ...roleHooks(shared.hooks) },
        );
  const secrets = createSecrets(name, { app, plan, shared }, opts);
  const workflow = new ChildWorkflow(
    name,
    {
      machine,
      definition: plan.definition,
      roleArn: machineRole.arn,
      logGroupArn: names.logGroup.arn,
      tags: plan.tags,
      traffic: shared.trafficOf(app),
      hooks: shared.hooks,
      ...(plan.rollbackDefinition === undefined
        ? {}
        : {
            rollback: {
              machine: rollback,
              definition: plan.rollbackDefinition,
              traffic: shared.trafficOf(rollbackKey(app)),
            },
          }),
    },
    {
      ...opts,
      dependsOn: [
        machines.policy,
        ...(task === undefined ? [] : [task.policy]),
        ...shared.machinesAfter,
        ...secrets.map(({ schedule }) => schedule),
      ],
    },
  );
  return {
    outputs: {
      arn: workflow.arn,
      aliasArn: workflow.aliasArn,
      machineRoleArn: knownOutput(machineRole.arn, machines.policy),
      ...(task === undefined ? {} : { taskRoleArn: knownOutput(taskRole.arn, task.policy) }),
      ...(workflow.rollback === undefined ? {} : { rollbackAliasArn: workflow.rollback.aliasArn }),
      secrets: secrets.map(({ secretName }) => secretName),
    },
    aliases: [workflow.release, workflow.rollback].flatMap((created) => created?.alias ?? []),
  };
}

function createSecrets(name: string, { app, plan, shared }: AppArgs, opts: pulumi.CustomResourceOptions): AppSecret[] {
  const { names, keyArn, rotation, secretRecoveryDays } = shared;
  if (rotation === undefined) {
    return [];
  }
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
        opts,
      ),
  );
}
