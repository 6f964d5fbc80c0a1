import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { mayLogData } from "../asl/log-data";
import type { StateMachineDefinition } from "../asl/types";
import { knownOutput } from "../core/known-output";
import { LIVE_ALIAS, type MachineNames } from "../core/names";
import type { VersionHooks } from "../versions/hooks";
import { type Route, routesOf, type Traffic } from "../versions/routing";

/** Largest definition in bytes. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const DEFINITION_LIMIT = 1_048_576;

/** Arguments of a state machine; all plain, so that a preview shows every change. */
export interface MachineArgs {
  /** Name, up to 80 characters, and ARNs of the machine. A change of the name replaces machine and alias. */
  readonly machine: MachineNames;
  /** Definition of the machine, up to 1 MiB as JSON. A change publishes a version. */
  readonly definition: StateMachineDefinition;
  /**
   * ARN of the role that the machine runs under; role and policy must exist before (`dependsOn`). A change publishes a
   * version.
   */
  readonly roleArn: string;
  /** ARN of the log group that all machines share. A change updates the machine in place. */
  readonly logGroupArn: string;
  /** Tags by key, up to 50. A change updates the machine in place. */
  readonly tags: Readonly<Record<string, string>>;
  /** Versions that the alias routes to. A change updates the alias in place. @default the newest version */
  readonly traffic?: Traffic | undefined;
  /**
   * Hooks that run before and after the alias moves, and after the machine has changed; a change alone changes nothing.
   * @default none
   */
  readonly hooks?: VersionHooks | undefined;
}

/** A state machine and its alias. */
export interface CreatedMachine {
  readonly machine: aws.sfn.StateMachine;
  /** Name this in `dependsOn` of what starts the machine. */
  readonly alias: aws.sfn.Alias;
  /** ARN of the alias, known in a preview; what uses it depends on the alias. */
  readonly aliasArn: pulumi.Output<string>;
}

/**
 * A Standard machine that publishes a version when its definition or role changes, and its alias `live`. The alias
 * moves to that version in the same update, unless a pin or a canary says otherwise, and only if the hook succeeds. The
 * version is an output of the machine and not a resource, so that deleting one version cannot block another. The
 * machine logs everything (data only if no state can output a secret) and traces.
 * @throws Error if the definition is larger than AWS allows
 */
export function createMachine(name: string, args: MachineArgs, opts: pulumi.CustomResourceOptions): CreatedMachine {
  const definition = JSON.stringify(args.definition);
  const bytes = Buffer.byteLength(definition);
  if (bytes > DEFINITION_LIMIT) {
    throw new Error(
      `State machine ${args.machine.name}: its definition has ${bytes} bytes, ` +
        `Step Functions allows ${DEFINITION_LIMIT}. Split the blueprint.`,
    );
  }
  const { dependsOn: _, ...shared } = opts;
  const machine = new aws.sfn.StateMachine(
    name,
    {
      name: args.machine.name,
      type: "STANDARD",
      definition,
      roleArn: args.roleArn,
      publish: true,
      loggingConfiguration: {
        level: "ALL",
        includeExecutionData: mayLogData(args.definition),
        logDestination: `${args.logGroupArn}:*`,
      },
      tracingConfiguration: { enabled: true },
      tags: args.tags,
    },
    withHooks(opts, args.hooks === undefined ? {} : { afterUpdate: [args.hooks.prune] }),
  );
  const alias = new aws.sfn.Alias(
    name,
    { name: LIVE_ALIAS, routingConfigurations: routes(args, machine) },
    withHooks({ ...shared, dependsOn: [machine] }, args.hooks?.alias(args.machine.aliasArn) ?? {}),
  );
  return { machine, alias, aliasArn: knownOutput(args.machine.aliasArn, alias) };
}

/** Plain for a pin, so that a preview shows the version. */
function routes(
  { machine: { arn }, traffic = {}, hooks, definition, roleArn }: MachineArgs,
  machine: aws.sfn.StateMachine,
): pulumi.Input<Route[]> {
  if (traffic.pin !== undefined) {
    return routesOf(arn, "", traffic);
  }
  const listed = pulumi.output(machine.stateMachineVersionArn);
  const newest =
    hooks === undefined
      ? listed
      : listed.apply((one) =>
          hooks.newestVersion({ machineArn: arn, definition: JSON.stringify(definition), roleArn, listed: one }),
        );
  return newest.apply((version) => routesOf(arn, version, traffic));
}

function withHooks(
  opts: pulumi.CustomResourceOptions,
  hooks: pulumi.ResourceHookBinding,
): pulumi.CustomResourceOptions {
  return Object.keys(hooks).length === 0 ? opts : { ...opts, hooks };
}

/**
 * Inputs of a component around a machine: its name and settings. The definition is left out: it is an input of the
 * machine already, up to 1 MiB, and a second copy would double the state.
 */
export function machineInputs({ machine, roleArn, tags, traffic }: MachineArgs): Record<string, unknown> {
  return { machine: machine.name, roleArn, tags, ...(traffic === undefined ? {} : { traffic }) };
}
