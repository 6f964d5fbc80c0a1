import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { SFNClient } from "@aws-sdk/client-sfn";
import { openGrants } from "../components/grants/lambda/open-grants";
import type { DeploymentApis } from "../components/versions/deployment";
import {
  type PatientSimulatorOptions,
  patientSimulator,
} from "../components/versions/rehearsal/simulation/patient-simulator";
import { simulatorClient } from "../components/versions/rehearsal/simulation/simulator-client";
import { stepFunctionsClient } from "../components/versions/step-functions-client";
import { awsClientConfig } from "./aws-client";
import type { ConfigSource } from "./config";

/**
 * AWS's APIs for rehearsals, with the configuration of the stack's AWS provider.
 * `newRoles` is for deployments, which make roles and simulate them a moment later.
 * @throws {ProblemsError} for a configuration that cannot be followed
 */
export function deploymentApis(
  stack: string,
  source: ConfigSource,
  options: Pick<PatientSimulatorOptions, "newRoles"> = {},
): DeploymentApis {
  const stepFunctions = new SFNClient(awsClientConfig(stack, source, ["sfn", "stepfunctions"]));
  // The simulator has its own tries, which know what passes by itself.
  const iam = new IAMClient({ ...awsClientConfig(stack, source, ["iam"]), maxAttempts: 1 });
  const dynamodb = new DynamoDBClient(awsClientConfig(stack, source, ["dynamodb"]));
  return {
    openGrants: (table) =>
      openGrants(dynamodb, table).catch((error: unknown) => {
        if (error instanceof Error && error.name === "ResourceNotFoundException") {
          return [];
        }
        throw error;
      }),
    stepFunctions: stepFunctionsClient(stepFunctions),
    simulator: patientSimulator(simulatorClient(iam), options),
  };
}
