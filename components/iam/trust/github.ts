import { type PolicyDocument, policyDocument } from "../../core/policy-document";
import type { Problem } from "../../core/problem";

/**
 * GitHub Actions jobs that may assume a role: of one repository, in one GitHub environment (whose reviewers guard it).
 */
export interface GithubTrust {
  /** `owner/name`; IAM refuses a GitHub trust that leaves the subject open. */
  readonly repository: string;
  /** Numeric id: stable after a rename, and different for a new repository of the same name. */
  readonly repositoryId: string;
  /** Name of the GitHub environment. */
  readonly environment: string;
}

export const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
/** Audience of the tokens that `aws-actions/configure-aws-credentials` requests. */
export const GITHUB_AUDIENCE = "sts.amazonaws.com";

const KEY = "token.actions.githubusercontent.com";

/**
 * Trust in the OIDC tokens of GitHub Actions, by subject, `repository_id` and `environment`.
 * https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect
 */
export function githubTrust(providerArn: string, trust: GithubTrust): PolicyDocument {
  const problems = githubTrustProblems(trust);
  if (problems.length > 0) {
    throw new Error(problems.map((p) => `GitHub trust, ${p.place}: ${p.message} ${p.fix}`).join("\n"));
  }
  return policyDocument([
    {
      Effect: "Allow",
      Principal: { Federated: providerArn },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: {
        StringEquals: {
          [`${KEY}:aud`]: GITHUB_AUDIENCE,
          [`${KEY}:environment`]: trust.environment,
          [`${KEY}:repository_id`]: trust.repositoryId,
          [`${KEY}:sub`]: `repo:${trust.repository}:environment:${trust.environment}`,
        },
      },
    },
  ]);
}

/** Problems of a GitHub trust. */
export function githubTrustProblems({ repository, repositoryId, environment }: GithubTrust): Problem[] {
  const problems: Problem[] = [];
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    problems.push({
      place: "repository",
      message: `"${repository}" is not one exact repository.`,
      fix: "Write it as owner/name.",
    });
  }
  if (!/^[1-9]\d*$/.test(repositoryId)) {
    problems.push({
      place: "repositoryId",
      message: `"${repositoryId}" is not a repository's number.`,
      fix: "Write the `id` of `gh api repos/OWNER/NAME`.",
    });
  }
  if (!/^[\w.-]+$/.test(environment)) {
    problems.push({
      place: "environment",
      message: `"${environment}" is not one exact environment.`,
      fix: "Name the GitHub environment that the deploying job declares.",
    });
  }
  return problems;
}
