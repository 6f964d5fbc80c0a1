import * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "../asl/types";
import type { EnvironmentNames } from "../core/names";
import type { VersionHooks } from "../versions/hooks";
import type { Traffic } from "../versions/routing";
import { type CreatedMachine, createMachine } from "./state-machine";

export interface ParentWorkflowArgs {
  readonly names: EnvironmentNames;
  /** From `parentDefinition`. */
  readonly definition: StateMachineDefinition;
  readonly tags: Readonly<Record<string, string>>;
  /** Where the alias leads. @default the newest version */
  readonly traffic?: Traffic | undefined;
  /** What happens before the alias moves and after the machine has changed. @default nothing */
  readonly hooks?: VersionHooks | undefined;
  /** What must exist before a run can succeed: the parent role's policy, the log, the children's aliases. @default nothing */
  readonly dependsOn?: readonly pulumi.Resource[];
}

/**
 * The machine that runs an environment's apps, with its alias `live`.
 *
 * @example
 * const definition = parentDefinition({ names, blueprint, callerRoles: [names.operatorRole.name] });
 * new ParentWorkflow("retail", { names, definition, tags, dependsOn: [parentRole.policy, ...children] });
 */
export class ParentWorkflow extends pulumi.ComponentResource {
  /** Base ARN, known at preview. */
  readonly arn: string;
  /** What people and machines start, known at preview. */
  readonly aliasArn: string;
  readonly run: CreatedMachine;

  constructor(name: string, args: ParentWorkflowArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:workflow:ParentWorkflow", name, {}, opts);
    const { parent, parentRole, logGroup } = args.names;
    this.arn = parent.arn;
    this.aliasArn = parent.aliasArn;
    this.run = createMachine(
      name,
      {
        machine: parent,
        definition: args.definition,
        roleArn: parentRole.arn,
        logGroupArn: logGroup.arn,
        tags: args.tags,
        traffic: args.traffic,
        hooks: args.hooks,
      },
      { parent: this, dependsOn: [...(args.dependsOn ?? [])] },
    );
    this.registerOutputs({
      arn: this.arn,
      aliasArn: this.aliasArn,
      versionArn: this.run.machine.stateMachineVersionArn,
    });
  }
}
