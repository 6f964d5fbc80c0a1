import * as pulumi from "@pulumi/pulumi";
import { knownOutput } from "../core/known-output";
import { type CreatedMachine, createMachine, type MachineArgs, machineInputs } from "./state-machine";

/** Arguments of `SharedWorkflow`. */
export type SharedWorkflowArgs = MachineArgs;

/**
 * A state machine that is no app's, with its alias `live`: the parent, which runs an environment's apps, and the
 * machines that roll a run back, write its record or grant a role. `dependsOn` names what must exist before an
 * execution can succeed: the role's policy, the log, and the aliases that the machine starts.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * new SharedWorkflow("retail-dev", {
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
export class SharedWorkflow extends pulumi.ComponentResource {
  /** ARN of the machine, known in a preview. */
  readonly arn: pulumi.Output<string>;
  /** ARN of the alias that people and machines start, known in a preview. */
  readonly aliasArn: pulumi.Output<string>;
  /** The machine and its alias. */
  readonly run: CreatedMachine;

  constructor(name: string, args: SharedWorkflowArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // The token is older than the name: it is part of the URNs of stacks that exist.
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
