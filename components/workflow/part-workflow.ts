import * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "../asl/types";
import type { EnvironmentNames, RunRollbackNames } from "../core/names";
import type { VersionHooks } from "../versions/hooks";
import type { Traffic } from "../versions/routing";
import { type CreatedMachine, createMachine } from "./state-machine";

export interface PartWorkflowArgs {
  readonly names: EnvironmentNames;
  readonly part: RunRollbackNames;
  /** From `runMachines`. */
  readonly definition: StateMachineDefinition;
  readonly tags: Readonly<Record<string, string>>;
  /** Where the alias leads. @default the newest version */
  readonly traffic?: Traffic | undefined;
  /** What happens before the alias moves and after the machine has changed. @default nothing */
  readonly hooks?: VersionHooks | undefined;
  /** What must exist before a run can succeed: the part's role's policy, the log, the aliases of what it starts. @default nothing */
  readonly dependsOn?: readonly pulumi.Resource[];
}

/**
 * A part of an environment's run that is a machine of its own, with its alias `live`; the parent starts it.
 *
 * @example
 * const [{ names: part, definition }] = runMachines({ names, blueprint, callerRoles }).parts;
 * new PartWorkflow("retail-part_1", { names, part, definition, tags, dependsOn: [role.policy, ...children] });
 */
export class PartWorkflow extends pulumi.ComponentResource {
  readonly run: CreatedMachine;

  constructor(name: string, args: PartWorkflowArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:workflow:PartWorkflow", name, {}, opts);
    const { machine, machineRole } = args.part;
    this.run = createMachine(
      name,
      {
        machine,
        definition: args.definition,
        roleArn: machineRole.arn,
        logGroupArn: args.names.logGroup.arn,
        tags: args.tags,
        traffic: args.traffic,
        hooks: args.hooks,
      },
      { parent: this, dependsOn: [...(args.dependsOn ?? [])] },
    );
    this.registerOutputs({
      arn: machine.arn,
      aliasArn: machine.aliasArn,
      versionArn: this.run.machine.stateMachineVersionArn,
    });
  }
}
