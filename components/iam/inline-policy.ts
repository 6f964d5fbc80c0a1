import type { EnvironmentNames } from "../core/names";
import { type PolicyStatement, policyJson } from "../core/policy-document";

/**
 * Inline policies of one role, in characters:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const INLINE_LIMIT = 10_240;

/** End of the name of a machine that rolls back an app; no app's own machine has it, as app names have no `_`. */
const ROLLBACK = "_rollback";

/**
 * Statements that fit the inline policy of a role that reaches a whole environment: the roles of access map entries for
 * all apps, and the rotation function's. Statements that fit are unchanged. Otherwise lists of ARNs are replaced by the
 * pattern that their names share, one kind after another until the policy fits: machines that roll back an app, all
 * machines (where names are so long that they are cut), then the secrets of each app, last those of all apps. No
 * resource outside the environment's names is added. Roles of machines, and of entries for named apps, are never
 * widened: a role that outgrows its policy is refused (`../environment/limits.ts`).
 * @param room characters that are left free
 */
export function fitInline(
  statements: readonly PolicyStatement[],
  names: EnvironmentNames,
  room = 0,
): readonly PolicyStatement[] {
  const { arn } = names.parent;
  const { partition, region, account, blueprint, environment } = names.scope;
  const secrets = `arn:${partition}:secretsmanager:${region}:${account}:secret:${blueprint}/${environment}/`;
  const widenings: readonly (readonly [string, (arn: string) => string])[] = [
    [`${arn}_`, (machine) => (machine.endsWith(ROLLBACK) ? `${arn}_*${ROLLBACK}` : machine)],
    [`${arn}_`, () => `${arn}_*`],
    [secrets, (secret) => `${secret.slice(0, secret.indexOf("/", secrets.length) + 1)}*`],
    [secrets, () => `${secrets}*`],
  ];
  let fitted = statements;
  for (const [prefix, wider] of widenings) {
    if (policyJson(fitted).length <= INLINE_LIMIT - room) {
      break;
    }
    fitted = widen(fitted, prefix, wider);
  }
  return fitted;
}

/** Replaces every ARN that begins with `prefix` by its wider pattern, each pattern once. */
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
