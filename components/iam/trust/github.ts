import { z } from "zod";
import { type PolicyDocument, policyDocument } from "../../core/policy-document";
import type { Problem } from "../../core/problem";
import { schemaProblems } from "../../core/schema-problem";

/**
 * GitHub Actions jobs that may assume a role: of one repository, in one GitHub environment (whose reviewers guard it).
 */
export interface GithubTrust {
  /** `owner/name`, or `owner@id/name@id` as immutable subjects write it. */
  readonly repository: string;
  /** Numeric id: stable after a rename, and different for a new repository of the same name. */
  readonly repositoryId: string;
  /**
   * Numeric id of the owner, for the immutable subject that GitHub sends for every repository made, renamed or
   * transferred since 15 July 2026. @default the id in `repository`; without it only the classic subject is trusted
   */
  readonly ownerId?: string;
  /** Name of the GitHub environment. */
  readonly environment: string;
  /**
   * Exact subjects of an organisation with a subject template of its own. They replace GitHub's default subjects; the
   * repository's id and the environment are tested all the same. @default GitHub's classic and immutable subject
   */
  readonly subjects?: readonly string[];
}

export const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
/** Audience of the tokens that `aws-actions/configure-aws-credentials` requests. */
export const GITHUB_AUDIENCE = "sts.amazonaws.com";

const KEY = "token.actions.githubusercontent.com";
const ID = /^[1-9]\d*$/;
const REPOSITORY = /^(?<owner>[\w.-]+)(?:@(?<ownerId>[1-9]\d*))?\/(?<name>[\w.-]+)(?:@(?<id>[1-9]\d*))?$/;
/** Most subjects of one role, so that its trust stays below 2,048 characters. */
const MOST_SUBJECTS = 5;

/** Name of a GitHub environment. */
export const githubEnvironmentSchema = z.string().regex(/^[\w.-]+$/, "is not the name of a GitHub environment");

/**
 * Subjects of a custom template: `key:value` pairs, compared for equality. `*` and `?` would be read as the wildcards
 * that equality does not have, and `$` as the beginning of a policy variable.
 * https://docs.github.com/en/actions/reference/security/oidc
 */
export const githubSubjectsSchema = z
  .array(
    z
      .string()
      .max(255, "is not a subject of at most 255 characters")
      .regex(
        /^[^\s:*?$"]+:[^*?$"\r\n]*[^\s:*?$"]$/,
        "is not one complete, exact subject, e.g. repo:owner/name:environment:prod",
      ),
  )
  .min(1, "is not a list of at least one exact subject")
  .max(MOST_SUBJECTS, `is not a list of at most ${MOST_SUBJECTS} subjects`)
  .readonly();

/** What a person writes about the jobs; {@link checkGithubTrust} compares its members with each other. */
export const githubTrustShape = {
  repository: z.string().regex(REPOSITORY, "is not owner/name"),
  repositoryId: z.string().regex(ID, "is not the repository's number in quotes (gh api repos/OWNER/NAME --jq .id)"),
  ownerId: z
    .string()
    .regex(ID, "is not the owner's number in quotes (gh api repos/OWNER/NAME --jq .owner.id)")
    .exactOptional(),
  environment: githubEnvironmentSchema,
  subjects: githubSubjectsSchema.exactOptional(),
};

/** Reports ids and subjects that contradict each other. */
export function checkGithubTrust(trust: GithubTrust, context: z.core.$RefinementCtx): void {
  const report = (path: PropertyKey[], message: string) => {
    context.addIssue({ code: "custom", path, message });
  };
  const { ownerId, id } = REPOSITORY.exec(trust.repository)?.groups ?? {};
  if ((ownerId === undefined) !== (id === undefined)) {
    report(["repository"], "is not owner/name, or owner@id/name@id with both ids");
  }
  if (id !== undefined && id !== trust.repositoryId) {
    report(["repositoryId"], `is not the id in the repository, ${id}`);
  }
  if (ownerId !== undefined && trust.ownerId !== undefined && ownerId !== trust.ownerId) {
    report(["ownerId"], `is not the owner's id in the repository, ${ownerId}`);
  }
  checkSubjects(trust, trust.subjects, ["subjects"], report);
}

/** Reports subjects that name another repository than the trust's. */
export function checkSubjects(
  trust: GithubTrust,
  subjects: readonly string[] | undefined,
  path: readonly PropertyKey[],
  report: (path: PropertyKey[], message: string) => void,
): void {
  const names = repositoryNames(trust);
  for (const [index, subject] of (subjects ?? []).entries()) {
    const named = /^repo:([^:]*)/.exec(subject)?.[1];
    if (named !== undefined && !names.includes(named)) {
      report([...path, index], `is not a subject of ${names.join(" or ")}`);
    }
  }
}

const githubTrustSchema = z.strictObject(githubTrustShape).superRefine(checkGithubTrust);

/** Whether the trust can be used by a repository that sends immutable subjects. */
export function trustsImmutableSubject(trust: GithubTrust): boolean {
  return trust.subjects !== undefined || repositoryNames(trust).length > 1;
}

/**
 * Trust in the OIDC tokens of GitHub Actions, by subject, `repository_id` and `environment`.
 * https://docs.github.com/en/actions/reference/security/oidc
 */
export function githubTrust(providerArn: string, trust: GithubTrust): PolicyDocument {
  const problems = githubTrustProblems(trust);
  if (problems.length > 0) {
    throw new Error(problems.map((p) => `GitHub trust, ${p.place}: ${p.message}; fix: ${p.fix}`).join("\n"));
  }
  const subjects =
    trust.subjects ?? repositoryNames(trust).map((name) => `repo:${name}:environment:${trust.environment}`);
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
          [`${KEY}:sub`]: subjects.length === 1 && subjects[0] !== undefined ? subjects[0] : subjects,
        },
      },
    },
  ]);
}

/** Problems of a GitHub trust. */
export function githubTrustProblems(trust: GithubTrust): Problem[] {
  return schemaProblems(githubTrustSchema.safeParse(trust).error?.issues ?? [], trust);
}

/** The repository as subjects name it: `owner/name`, and `owner@id/name@id` where the owner's id is known. */
function repositoryNames({ repository, repositoryId, ownerId }: GithubTrust): string[] {
  const parts = REPOSITORY.exec(repository)?.groups;
  if (parts === undefined) {
    return [repository];
  }
  const owner = ownerId ?? parts.ownerId;
  const classic = `${parts.owner}/${parts.name}`;
  return owner === undefined ? [classic] : [classic, `${parts.owner}@${owner}/${parts.name}@${repositoryId}`];
}
