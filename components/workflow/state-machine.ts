import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { mayLogData } from "../asl/log-data";
import type { StateMachineDefinition } from "../asl/types";
import { LIVE_ALIAS, type MachineNames } from "../core/names";
import type { VersionHooks } from "../versions/hooks";
import { type Route, routesOf, type Traffic } from "../versions/routing";

/** Largest definition in bytes. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const DEFINITION_LIMIT = 1_048_576;

/** What every machine of an environment is made of; all plain, so a preview shows it. */
export interface MachineArgs {
  readonly machine: MachineNames;
  readonly definition: StateMachineDefinition;
  /** ARN of the role that the machine runs under; the role and its policy exist before (`dependsOn`). */
  readonly roleArn: string;
  /** ARN of the log group that all machines share. */
  readonly logGroupArn: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Where the alias leads. @default the newest version */
  readonly traffic?: Traffic | undefined;
  /** What happens before the alias moves and after the machine has changed. @default nothing */
  readonly hooks?: VersionHooks | undefined;
}

export interface CreatedMachine {
  readonly machine: aws.sfn.StateMachine;
  readonly alias: aws.sfn.Alias;
}

/**
 * A Standard machine that publishes a version whenever its definition or role changes, and its alias `live`, moved to that version in the same
 * update unless a pin or a canary says otherwise, and only if the hook lets it. The version is the machine's own output and no resource, so that deleting
 * one cannot block another. Logs everything (data only where no state can output a secret) and traces.
 * @throws Error if the definition is larger than AWS takes
 */
export function createMachine(name: string, args: MachineArgs, opts: pulumi.CustomResourceOptions): CreatedMachine {
  const definition = JSON.stringify(args.definition);
  const bytes = Buffer.byteLength(definition);
  if (bytes > DEFINITION_LIMIT) {
    throw new Error(
      `State machine ${args.machine.name}: its definition takes ${bytes} bytes, Step Functions allows ${DEFINITION_LIMIT}. Split the blueprint.`,
    );
  }
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
    {
      name: LIVE_ALIAS,
      routingConfigurations: routes(args, machine),
    },
    withHooks(
      { ...(opts.parent === undefined ? {} : { parent: opts.parent }), dependsOn: [machine] },
      args.hooks === undefined ? {} : { beforeCreate: [args.hooks.rehearse], beforeUpdate: [args.hooks.rehearse] },
    ),
  );
  return { machine, alias };
}

/** Plain for a pin, so that a preview shows where the alias is held. */
function routes({ machine: { arn }, traffic = {} }: MachineArgs, machine: aws.sfn.StateMachine): pulumi.Input<Route[]> {
  if (traffic.pin !== undefined) return routesOf(arn, "", traffic);
  return pulumi.output(machine.stateMachineVersionArn).apply((newest) => routesOf(arn, newest, traffic));
}

function withHooks(
  opts: pulumi.CustomResourceOptions,
  hooks: pulumi.ResourceHookBinding,
): pulumi.CustomResourceOptions {
  return Object.keys(hooks).length === 0 ? opts : { ...opts, hooks };
}
