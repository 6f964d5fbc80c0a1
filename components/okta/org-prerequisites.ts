import * as okta from "@pulumi/okta";
import type { Problem } from "../core/problem";

/** How Okta refuses a feature that an org does not have. https://developer.okta.com/docs/reference/error-codes/ */
const NO_FEATURE = /E0000015|permission to access the feature/;

/**
 * Features that an environment needs and that the org says it does not have, each with its fix. To be awaited before
 * resources are made: Okta refuses them in the middle of an `up` otherwise, without naming the feature. What the org
 * does not say (no permission to ask, a server that is not there) is not a problem.
 *
 * @param machineAccess whether the environment has an authorization server
 */
export async function orgProblems(machineAccess: boolean): Promise<Problem[]> {
  const problems = await Promise.all([identityEngineProblem(), machineAccess ? accessManagementProblem() : undefined]);
  return problems.filter((problem) => problem !== undefined);
}

/** The device flow, by which people sign in on a terminal, is part of Identity Engine. */
async function identityEngineProblem(): Promise<Problem | undefined> {
  const pipeline = await okta.getOrgMetadata().then(
    (org) => org.pipeline,
    () => undefined,
  );
  return pipeline === undefined || pipeline === "idx"
    ? undefined
    : {
        place: "okta:orgName",
        message: `the org runs Okta Classic Engine (pipeline "${pipeline}"), which has no device flow for people on a terminal`,
        fix: "have Okta upgrade the org to Identity Engine, or name an org that runs it",
      };
}

/** Custom authorization servers, which issue the tokens of machines, are part of API Access Management. */
async function accessManagementProblem(): Promise<Problem | undefined> {
  const refusal = await okta.auth.getServer({ name: "default" }).then(
    () => "",
    (error: unknown) => String(error),
  );
  return NO_FEATURE.test(refusal)
    ? {
        place: "okta:orgName",
        message: "the org does not have API Access Management: it refuses custom authorization servers (E0000015)",
        fix: "have Okta add API Access Management to the org, or set app-of-apps:machineAccess to false and remove app-of-apps:runnerPublicKey",
      }
    : undefined;
}
