/** Quotas of an account that a growing number of environments and apps meets, and that AWS raises when asked. */
export interface Quotas {
  /** Roles of the account. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  readonly roles: number;
  /** State machines of the account and region. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
  readonly machines: number;
}

/** What an account has unless somebody asked for more. */
export const DEFAULT_QUOTAS: Quotas = { roles: 1_000, machines: 100_000 };

/** As far as AWS raises them. */
export const MOST_QUOTAS: Quotas = { roles: 5_000, machines: 150_000 };
