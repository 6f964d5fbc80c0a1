import type * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "../asl/types";
import type { EnvironmentNames, PartNames } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { createMachineRole } from "../iam/machine-role";
import type { VersionHooks } from "../versions/hooks";
import type { Traffic } from "../versions/routing";
import { PartWorkflow } from "../workflow/part-workflow";
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

/** Key of a part by its names: what its machine is called beyond the environment's name. */
function partKey({ machine }: PartNames): string {
  return machine.name.slice(machine.name.lastIndexOf("_", machine.name.lastIndexOf("_") - 1) + 1);
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
export function createParts(label: string, args: PartsArgs, parent: pulumi.Resource): pulumi.Resource[] {
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
        dependsOn: args.rolesAfter,
      },
      parent,
    );
    const started = part.starts.flatMap((alias) => aliases.get(alias) ?? []);
    const workflow = new PartWorkflow(
      name,
      {
        names,
        part: part.names,
        definition: part.definition,
        tags,
        traffic: args.trafficOf(key),
        hooks: args.hooks,
        dependsOn: [role.policy, ...args.machinesAfter, ...started],
      },
      { parent },
    );
    aliases.set(machine.aliasArn, workflow.run.alias);
    return workflow.run.alias;
  });
}
