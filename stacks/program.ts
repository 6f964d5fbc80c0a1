import * as pulumi from "@pulumi/pulumi";
import { clientEntries } from "../components/access/entry";
import { environmentNames } from "../components/core/names";
import { formatWarning, ProblemsError } from "../components/core/problem";
import type { EnvironmentArgs } from "../components/environment/args";
import { Environment } from "../components/environment/environment";
import type { EnvironmentOutputs } from "../components/environment/outputs";
import { removedEntries } from "../components/grants/removed-entries";
import { orgProblems } from "../components/okta/org-prerequisites";
import type { DeploymentApis } from "../components/versions/deployment";
import type { RehearsalOutput } from "../components/versions/rehearsal/environment";
import { deploymentApis } from "./aws/deployment-apis";
import type { ConfigSource } from "./config";
import { readInputs } from "./inputs";
import { isConfigSecret, keepSecret, secretTexts } from "./secret-settings";

/**
 * Makes the APIs that rehearse and prune versions, from the stack's configuration; undefined where nothing is
 * rehearsed.
 */
export type MakeApis = (stack: string, source: ConfigSource) => DeploymentApis | undefined;

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
export function programWith(makeApis: MakeApis): () => Promise<StackOutputs> {
  return async () => {
    const config = pulumi.runtime.allConfig();
    const source = { get: (key: string) => config[key], keys: () => Object.keys(config) };
    const stack = pulumi.getStack();
    const args = readInputs(stack, source);
    const hasClients = clientEntries(args.access).length > 0;
    const problems = await orgProblems(hasClients || args.identityProxy !== undefined);
    if (problems.length > 0) {
      throw new ProblemsError(`Okta org of ${stack}`, problems);
    }
    const apis = makeApis(stack, source);
    await warnOfRemovedEntries(args, apis);
    keepSecret(secretTexts(source, isConfigSecret));
    const name = `${args.scope.blueprint}-${args.scope.environment}`;
    const { outputs, rehearsal } = new Environment(name, { ...args, apis });
    // Waited for here and not handed on as an output: a broken app is then told of once, and fails the program.
    return rehearsal === undefined ? outputs : { ...outputs, rehearsal: await rehearsal };
  };
}

/** Says in preview and `up` which entries on request are removed while they are granted. */
async function warnOfRemovedEntries({ scope, access, grants }: EnvironmentArgs, apis: DeploymentApis | undefined) {
  if (apis?.openGrants === undefined) {
    return;
  }
  const names = environmentNames(scope);
  const warnings = await removedEntries({ names, access, hasGrants: grants !== undefined, read: apis.openGrants });
  for (const warning of warnings) {
    await pulumi.log.warn(formatWarning(warning));
  }
}

/** The program of every stack: rehearses and prunes over AWS's APIs, under the identity of the AWS provider. */
export const program = programWith((stack, source) => deploymentApis(stack, source, { newRoles: true }));
