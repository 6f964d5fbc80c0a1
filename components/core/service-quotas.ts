/** Quotas of an account that more environments and apps use up, and that AWS raises on request. */
export interface Quotas {
  /** Roles of the account. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  readonly roles: number;
  /**
   * State machines of the account and region. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
   */
  readonly machines: number;
}

/** Quotas of an account for which nobody has requested more. */
export const DEFAULT_QUOTAS: Quotas = { roles: 1_000, machines: 100_000 };

/** Highest quotas that AWS grants. */
export const MOST_QUOTAS: Quotas = { roles: 5_000, machines: 150_000 };

/**
 * Trust policy of one role, in characters. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const TRUST_LIMIT = 2048;

/**
 * Source identity of a session, in characters.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const SOURCE_IDENTITY_LIMIT = 64;

/**
 * One managed policy, in characters without blanks.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const MANAGED_POLICY_LIMIT = 6144;

/**
 * Longest Standard execution in seconds, one year; so nothing in a blueprint may take longer.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const LONGEST_SECONDS = 31_536_000;

/** Time-out of a build, in minutes. https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html */
export const CODEBUILD_MINUTES = { least: 5, most: 2_160 } as const;

/**
 * Time-out of a Glue job run, in minutes, 7 days.
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html#aws-glue-api-jobs-runs-StartJobRun
 */
export const GLUE_MINUTES_LIMIT = 10_080;
