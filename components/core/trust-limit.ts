/** Trust of one role, in characters: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const TRUST_LIMIT = 2048;
