import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { LIVE_ALIAS, type MachineNames } from "../names";
import type { StateMachineDefinition } from "./asl";
import { mayLogData } from "./execution-data";

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
}

export interface CreatedMachine {
  readonly machine: aws.sfn.StateMachine;
  readonly alias: aws.sfn.Alias;
}

/**
 * A Standard machine that publishes a version whenever its definition or role changes, and its alias `live`, moved to that version in the same
 * update. The version is the machine's own output and no resource, so that deleting one cannot block another. Logs everything (data only where no state
 * can output a secret) and traces.
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
    opts,
  );
  const alias = new aws.sfn.Alias(
    name,
    {
      name: LIVE_ALIAS,
      routingConfigurations: [{ stateMachineVersionArn: machine.stateMachineVersionArn, weight: 100 }],
    },
    opts.parent === undefined ? {} : { parent: opts.parent },
  );
  return { machine, alias };
}
