import * as pulumi from "@pulumi/pulumi";
import { knownOutput } from "../core/known-output";
import { type CreatedMachine, createMachine, type MachineArgs, machineInputs } from "./state-machine";

/** Arguments of `ParentWorkflow`. */
export type ParentWorkflowArgs = MachineArgs;

/**
 * A state machine that starts others, with its alias `live`: the parent, which runs an environment's apps, or the
 * machine that rolls a run back. `dependsOn` names what must exist before an execution can succeed: the role's policy,
 * the log, and the aliases that the machine starts.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * new ParentWorkflow("retail-dev", {
 *   machine: names.parent,
 *   definition: {
 *     Comment: "retail-dev",
 *     QueryLanguage: "JSONata",
 *     TimeoutSeconds: 60,
 *     StartAt: "Done",
 *     States: { Done: { Type: "Succeed" } },
 *   },
 *   roleArn: names.parentRole.arn,
 *   logGroupArn: names.logGroup.arn,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class ParentWorkflow extends pulumi.ComponentResource {
  /** ARN of the machine, known in a preview. */
  readonly arn: pulumi.Output<string>;
  /** ARN of the alias that people and machines start, known in a preview. */
  readonly aliasArn: pulumi.Output<string>;
  /** The machine and its alias. */
  readonly run: CreatedMachine;

  constructor(name: string, args: ParentWorkflowArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("app-of-apps:workflow:ParentWorkflow", name, machineInputs(args), opts);
    const { dependsOn = [] } = opts;
    this.run = createMachine(name, args, { parent: this, dependsOn });
    this.arn = knownOutput(args.machine.arn, this.run.machine);
    this.aliasArn = this.run.aliasArn;
    this.registerOutputs({
      arn: this.arn,
      aliasArn: this.aliasArn,
      versionArn: this.run.machine.stateMachineVersionArn,
    });
  }
}
