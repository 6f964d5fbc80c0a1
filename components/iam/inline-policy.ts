import type { EnvironmentNames } from "../core/names";
import { type PolicyStatement, policyJson } from "../core/policy-document";

/** Inline policies of one role, in characters: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const INLINE_LIMIT = 10_240;

/**
 * Statements that fit the inline policy of a role that has to reach all of an environment: those of people and of the runner, and the rotation function's.
 * As they are where they do; else the lists that name each thing of the environment give way, one after another, to the beginning of the names that its
 * things have in common: machines, then the secrets of each app and last those of all apps. Nothing outside the environment's names is opened.
 * The roles of machines are never shortened: one that outgrows a policy is refused (`../workflow/limits.ts`).
 */
export function fitInline(statements: readonly PolicyStatement[], names: EnvironmentNames): readonly PolicyStatement[] {
  const { arn } = names.parent;
  const { partition, region, account, blueprint, environment } = names.scope;
  const secrets = `arn:${partition}:secretsmanager:${region}:${account}:secret:${blueprint}/${environment}/`;
  const widenings: readonly (readonly [string, (arn: string) => string])[] = [
    [`${arn}_`, () => `${arn}_*`],
    [secrets, (secret) => `${secret.slice(0, secret.indexOf("/", secrets.length) + 1)}*`],
    [secrets, () => `${secrets}*`],
  ];
  let fitted = statements;
  for (const [prefix, wider] of widenings) {
    if (policyJson(fitted).length <= INLINE_LIMIT) break;
    fitted = widen(fitted, prefix, wider);
  }
  return fitted;
}

/** Replaces ARNs that begin with `prefix` by those that stand for several of them. */
function widen(
  statements: readonly PolicyStatement[],
  prefix: string,
  wider: (arn: string) => string,
): PolicyStatement[] {
  return statements.map((statement) => {
    const resources = statement.Resource?.map((arn) => (arn.startsWith(prefix) ? wider(arn) : arn));
    return resources === undefined ? statement : { ...statement, Resource: [...new Set(resources)] };
  });
}
