import { IAMClient } from "@aws-sdk/client-iam";
import type { DeploymentApis } from "../../components/versions/deployment";
import {
  type PatientSimulatorOptions,
  patientSimulator,
} from "../../components/versions/rehearsal/simulation/patient-simulator";
import { simulatorClient } from "../../components/versions/rehearsal/simulation/simulator-client";
import { stepFunctionsClient } from "../../components/versions/step-functions-client";
import type { ConfigSource } from "../config";
import { awsClientConfig } from "./client-config";
import { evidenceWriter } from "./evidence-writer";
import { sfnClient } from "./sfn-client";

/**
 * AWS's APIs for rehearsals and evidence, with the configuration of the stack's AWS provider.
 * `newRoles` is for deployments, which make roles and simulate them a moment later.
 * @throws {ProblemsError} for a configuration that cannot be followed
 */
export function deploymentApis(
  stack: string,
  source: ConfigSource,
  options: Pick<PatientSimulatorOptions, "newRoles"> = {},
): DeploymentApis {
  // The simulator has its own tries, which know what passes by itself.
  const iam = new IAMClient({ ...awsClientConfig(stack, source, ["iam"]), maxAttempts: 1 });
  return {
    async openGrants(table) {
      // A rehearsal reads no grants, and the client takes long to load.
      const { openGrantsReader } = require("./open-grants") as typeof import("./open-grants");
      return await openGrantsReader(stack, source)(table);
    },
    stepFunctions: stepFunctionsClient(sfnClient(stack, source)),
    simulator: patientSimulator(simulatorClient(iam), options),
    evidence: evidenceWriter(stack, source),
    reason: reasonOf(process.env),
  };
}

/**
 * The commit and the workflow run of a deployment by GitHub Actions; undefined elsewhere.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function reasonOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { GITHUB_SHA: sha, GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return sha === undefined ? undefined : `commit ${sha}, ${server}/${repository}/actions/runs/${run}`;
}
