import type * as pulumi from "@pulumi/pulumi";
import { knownOutput } from "../core/known-output";
import { createMachineRole, createTaskRole } from "../iam/role";
import { AppSecret } from "../secrets/app-secret";
import { roleHooks } from "../versions/hooks";
import { rollbackKey } from "../versions/machine-keys";
import { ChildWorkflow } from "../workflow/child-workflow";
import type { Creation } from "./creation";
import type { AppOutputs } from "./outputs";
import type { AppPlan } from "./plan";

interface AppArgs {
  /** Name of the app in the blueprint. */
  readonly app: string;
  readonly plan: AppPlan;
  readonly creation: Creation;
}

/** One app as created. */
export interface CreatedApp {
  readonly outputs: AppOutputs;
  /** Aliases of the app's machines: what starts them depends on these. */
  readonly aliases: readonly pulumi.Resource[];
}

/** Every app of an environment, by its name. */
export function createApps(
  name: string,
  creation: Creation,
  opts: pulumi.CustomResourceOptions,
): Record<string, CreatedApp> {
  const create = ([app, plan]: [string, AppPlan]): [string, CreatedApp] => [
    app,
    createApp(`${name}-${app}`, { app, plan, creation }, opts),
  ];
  return Object.fromEntries(Object.entries(creation.plan.apps).map(create));
}

/** One app of an environment: the role or roles of its chain, its secrets, and its machines, which are created last. */
function createApp(name: string, { app, plan, creation }: AppArgs, opts: pulumi.CustomResourceOptions): CreatedApp {
  const { versions, shared } = creation;
  const { names } = creation.plan;
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
    { ...opts, dependsOn: [...shared.boundary], ...roleHooks(versions.hooks) },
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
          { ...opts, dependsOn: [...shared.boundary, machines.role], ...roleHooks(versions.hooks) },
        );
  const secrets = createSecrets(name, { app, plan, creation }, opts);
  const workflow = new ChildWorkflow(
    name,
    {
      machine,
      definition: plan.definition,
      roleArn: machineRole.arn,
      logGroupArn: names.logGroup.arn,
      tags: plan.tags,
      traffic: versions.trafficOf(app),
      hooks: versions.hooks,
      ...(plan.rollbackDefinition === undefined
        ? {}
        : {
            rollback: {
              machine: rollback,
              definition: plan.rollbackDefinition,
              traffic: versions.trafficOf(rollbackKey(app)),
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

function createSecrets(
  name: string,
  { app, plan, creation }: AppArgs,
  opts: pulumi.CustomResourceOptions,
): AppSecret[] {
  const { names } = creation.plan;
  const { keyArn, rotation } = creation.shared;
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
          recoveryWindowDays: creation.args.secretRecoveryDays,
          tags: plan.tags,
        },
        opts,
      ),
  );
}
