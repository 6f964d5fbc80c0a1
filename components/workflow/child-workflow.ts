import * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "../asl/types";
import type { EnvironmentNames } from "../core/names";
import type { VersionHooks } from "../versions/hooks";
import type { Traffic } from "../versions/routing";
import { type CreatedMachine, createMachine, type MachineArgs } from "./state-machine";

export interface ChildWorkflowArgs {
  readonly names: EnvironmentNames;
  /** Name of the app in the blueprint. */
  readonly app: string;
  /** From `childDefinition`. */
  readonly definition: StateMachineDefinition;
  /** From `rollbackDefinition`. @default no second machine */
  readonly rollbackDefinition?: StateMachineDefinition | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Where the aliases lead. @default the newest versions */
  readonly traffic?: { readonly release?: Traffic | undefined; readonly rollback?: Traffic | undefined };
  /** What happens before the aliases move and after the machines have changed. @default nothing */
  readonly hooks?: VersionHooks | undefined;
  /** What must exist before a machine can run: the machine role's policy, the task role, the log. @default nothing */
  readonly dependsOn?: readonly pulumi.Resource[];
}

/**
 * The machine of one app and, if the app can be undone, the machine that undoes it, each with its alias `live`. Both run under the app's machine role.
 *
 * @example
 * const definition = childDefinition({ names, app: "orders", spec });
 * new ChildWorkflow("orders", { names, app: "orders", definition, tags, dependsOn: [machineRole.policy] });
 */
export class ChildWorkflow extends pulumi.ComponentResource {
  /** Base ARN, known at preview. */
  readonly arn: string;
  /** What the parent starts, known at preview. */
  readonly aliasArn: string;
  readonly release: CreatedMachine;
  /** Absent for an app without a rollback. */
  readonly rollback?: CreatedMachine;

  constructor(name: string, args: ChildWorkflowArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:workflow:ChildWorkflow", name, {}, opts);
    const { machine, rollback, machineRole } = args.names.app(args.app);
    const shared: Omit<MachineArgs, "machine" | "definition" | "traffic"> = {
      roleArn: machineRole.arn,
      logGroupArn: args.names.logGroup.arn,
      tags: args.tags,
      hooks: args.hooks,
    };
    const child = { parent: this, dependsOn: [...(args.dependsOn ?? [])] };
    this.arn = machine.arn;
    this.aliasArn = machine.aliasArn;
    this.release = createMachine(
      name,
      { ...shared, machine, definition: args.definition, traffic: args.traffic?.release },
      child,
    );
    if (args.rollbackDefinition !== undefined) {
      this.rollback = createMachine(
        `${name}_rollback`,
        { ...shared, machine: rollback, definition: args.rollbackDefinition, traffic: args.traffic?.rollback },
        child,
      );
    }
    this.registerOutputs({
      arn: this.arn,
      aliasArn: this.aliasArn,
      versionArn: this.release.machine.stateMachineVersionArn,
      ...(this.rollback === undefined ? {} : { rollbackAliasArn: rollback.aliasArn }),
    });
  }
}
