import type { EnvironmentNames } from "../names";
import { type PolicyStatement, policyJson } from "../policy-document";

/** Inline policies of one role, in characters: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const INLINE_LIMIT = 10_240;

/**
 * Statements that fit a role's inline policy. As they are where they do; else the lists that name each thing of the environment give way, one
 * after another, to the beginning of the names that its things have in common: executions (which are only looked at or stopped), then machines
 * and secrets. Nothing outside the environment's names is opened.
 */
export function fitInline(statements: readonly PolicyStatement[], names: EnvironmentNames): readonly PolicyStatement[] {
  const { arn, executionPrefix } = names.parent;
  const { partition, region, account, blueprint, environment } = names.scope;
  const secrets = `arn:${partition}:secretsmanager:${region}:${account}:secret:${blueprint}/${environment}/`;
  const widenings = [
    [`${executionPrefix.slice(0, -1)}_`, "*:*"],
    [`${arn}_`, "*"],
    [secrets, "*"],
  ] as const;
  let fitted = statements;
  for (const [prefix, ending] of widenings) {
    if (policyJson(fitted).length <= INLINE_LIMIT) break;
    fitted = widen(fitted, prefix, ending);
  }
  return fitted;
}

/** Replaces ARNs that begin with `prefix` by one that stands for them all. */
function widen(statements: readonly PolicyStatement[], prefix: string, ending: string): PolicyStatement[] {
  return statements.map((statement) => {
    const resources = statement.Resource?.map((arn) => (arn.startsWith(prefix) ? `${prefix}${ending}` : arn));
    return resources === undefined ? statement : { ...statement, Resource: [...new Set(resources)] };
  });
}
