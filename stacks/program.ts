import { SFNClient } from "@aws-sdk/client-sfn";
import * as pulumi from "@pulumi/pulumi";
import { awsClientConfig } from "../cli/aws-client";
import { Environment } from "../components/environment/environment";
import type { EnvironmentOutputs } from "../components/environment/outputs";
import type { RehearsalOutput } from "../components/versions/rehearsal/environment";
import type { MachineControl } from "../components/versions/step-functions-api";
import { sfnControl } from "../components/versions/step-functions-client";
import type { ConfigSource } from "./config";
import { readInputs } from "./inputs";

/** Creates the client that rehearses and prunes versions, from the stack's configuration; undefined for none. */
export type MakeControl = (stack: string, source: ConfigSource) => MachineControl | undefined;

/** Outputs of a stack. */
export interface StackOutputs extends EnvironmentOutputs {
  /**
   * Every app with its role chain, as this `up` proved it; in a preview what `up` will prove. Absent where nothing is
   * rehearsed.
   */
  readonly rehearsal?: readonly RehearsalOutput[];
}

/**
 * A program that reads what the environment is made from, creates it and returns the stack's outputs. It does nothing
 * until it is called, so it also serves as an inline program of the Automation API.
 */
export function programWith(makeControl: MakeControl): () => Promise<StackOutputs> {
  return async () => {
    const config = pulumi.runtime.allConfig();
    const source = { get: (key: string) => config[key], keys: () => Object.keys(config) };
    const stack = pulumi.getStack();
    const args = readInputs(stack, source);
    const control = makeControl(stack, source);
    const name = `${args.scope.blueprint}-${args.scope.environment}`;
    const { outputs, rehearsal } = new Environment(name, { ...args, control });
    // Waited for here and not handed on as an output: a broken app is then told of once, and fails the program.
    return rehearsal === undefined ? outputs : { ...outputs, rehearsal: await rehearsal };
  };
}

/** The program of every stack: rehearses and prunes over Step Functions' API, as whoever the AWS provider is. */
export const program = programWith((stack, source) =>
  sfnControl(new SFNClient(awsClientConfig(stack, source, ["sfn", "stepfunctions"]))),
);
