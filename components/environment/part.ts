import type * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "../asl/types";
import type { EnvironmentNames, PartNames } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { createMachineRole } from "../iam/role";
import type { VersionHooks } from "../versions/hooks";
import { partKey } from "../versions/machine-keys";
import type { Traffic } from "../versions/routing";
import { ParentWorkflow } from "../workflow/parent-workflow";
import type { Tags } from "./plan";

/** A machine that the parent, or another such machine, starts, and its permissions; computed. */
export interface PartPlan {
  readonly names: PartNames;
  readonly definition: StateMachineDefinition;
  readonly statements: readonly PolicyStatement[];
  /** What it is about, for its role's description. */
  readonly about: string;
  /** ARNs of the aliases that it starts. */
  readonly starts: readonly string[];
}

export interface PartsArgs {
  readonly names: EnvironmentNames;
  readonly parts: readonly PartPlan[];
  readonly tags: Tags;
  /** Where the alias of a machine leads, by its key. */
  readonly trafficOf: (key: string) => Traffic;
  /** Absent where nothing is done with versions. */
  readonly hooks: VersionHooks | undefined;
  /** Aliases of the apps' machines by their ARN. */
  readonly aliases: ReadonlyMap<string, pulumi.Resource>;
  readonly rolesAfter: readonly pulumi.Resource[];
  readonly machinesAfter: readonly pulumi.Resource[];
}

/** The parts of an environment's run, each after what it starts; the aliases of all. */
export function createParts(label: string, args: PartsArgs, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
  const { names, tags } = args;
  const aliases = new Map(args.aliases);
  return args.parts.map((part): pulumi.Resource => {
    const { machine, machineRole } = part.names;
    const key = partKey(part.names);
    const name = `${label}-${key}`;
    const role = createMachineRole(
      `${name}-machine`,
      {
        role: machineRole,
        description: `Runs ${part.about} in ${names.base}`,
        statements: part.statements,
        boundaryArn: names.boundary.arn,
        tags,
        account: names.scope.account,
        machineArns: [machine.arn],
      },
      { ...opts, dependsOn: [...args.rolesAfter] },
    );
    const started = part.starts.flatMap((alias) => aliases.get(alias) ?? []);
    const workflow = new ParentWorkflow(
      name,
      {
        machine,
        definition: part.definition,
        roleArn: machineRole.arn,
        logGroupArn: names.logGroup.arn,
        tags,
        traffic: args.trafficOf(key),
        hooks: args.hooks,
      },
      { ...opts, dependsOn: [role.policy, ...args.machinesAfter, ...started] },
    );
    aliases.set(machine.aliasArn, workflow.run.alias);
    return workflow.run.alias;
  });
}
