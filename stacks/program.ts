import * as pulumi from "@pulumi/pulumi";
import { Environment, type EnvironmentOutputs } from "../components/environment";
import { readInputs } from "./inputs";

/**
 * The program of every stack: reads what the environment is made from, creates it and returns the stack's outputs. It does nothing until it is
 * called, so it also serves as an inline program of the Automation API.
 */
export async function program(): Promise<EnvironmentOutputs> {
  const config = pulumi.runtime.allConfig();
  const args = readInputs(pulumi.getStack(), { get: (key) => config[key], keys: () => Object.keys(config) });
  return new Environment(`${args.scope.blueprint}-${args.scope.environment}`, args).outputs;
}
