import * as pulumi from "@pulumi/pulumi";
import { knownOutput } from "../core/known-output";
import { type CreatedMachine, createMachine, type MachineArgs, machineInputs } from "./state-machine";

/** Arguments of `ChildWorkflow`. */
export interface ChildWorkflowArgs extends MachineArgs {
  /**
   * The machine that rolls the app back, from `rollbackDefinition`. Removing it deletes that machine. @default no
   * second machine
   */
  readonly rollback?: Pick<MachineArgs, "machine" | "definition" | "traffic"> | undefined;
}

/**
 * The state machine of one app and, if the app has a rollback, the machine that rolls it back, each with its alias
 * `live`. Both run under the app's machine role. `dependsOn` names what must exist before an execution can succeed: the
 * machine role's policy, the task role, the log and the secrets.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * const { machine, machineRole } = names.app("orders");
 * new ChildWorkflow("retail-dev-orders", {
 *   machine,
 *   definition: {
 *     Comment: "orders of retail-dev",
 *     QueryLanguage: "JSONata",
 *     TimeoutSeconds: 60,
 *     StartAt: "Done",
 *     States: { Done: { Type: "Succeed" } },
 *   },
 *   roleArn: machineRole.arn,
 *   logGroupArn: names.logGroup.arn,
 *   tags: { environment: "dev", app: "orders", owner: "shop" },
 * });
 */
export class ChildWorkflow extends pulumi.ComponentResource {
  /** ARN of the machine, known in a preview. */
  readonly arn: pulumi.Output<string>;
  /** ARN of the alias that the parent starts, known in a preview. */
  readonly aliasArn: pulumi.Output<string>;
  /** The app's machine. */
  readonly release: CreatedMachine;
  /** The machine that rolls the app back; absent for an app without a rollback. */
  readonly rollback?: CreatedMachine;

  constructor(name: string, args: ChildWorkflowArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const { rollback, ...release } = args;
    const inputs = {
      ...machineInputs(release),
      ...(rollback === undefined ? {} : { rollback: machineInputs({ ...release, ...rollback }) }),
    };
    super("app-of-apps:workflow:ChildWorkflow", name, inputs, opts);
    const { dependsOn = [] } = opts;
    const child = { parent: this, dependsOn };
    this.release = createMachine(name, release, child);
    this.arn = knownOutput(args.machine.arn, this.release.machine);
    this.aliasArn = this.release.aliasArn;
    if (rollback !== undefined) {
      this.rollback = createMachine(`${name}_rollback`, { ...release, traffic: undefined, ...rollback }, child);
    }
    this.registerOutputs({
      arn: this.arn,
      aliasArn: this.aliasArn,
      versionArn: this.release.machine.stateMachineVersionArn,
      ...(this.rollback === undefined ? {} : { rollbackAliasArn: this.rollback.aliasArn }),
    });
  }
}
