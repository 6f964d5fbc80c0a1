import type { EnvironmentNames } from "../names";
import { type PolicyStatement, policyJson } from "../policy-document";

/** Inline policies of one role, in characters: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const INLINE_LIMIT = 10_240;

/**
 * Statements that fit a role's inline policy. As they are where they do; else the lists that name each machine of the environment give
 * way to the beginning of the names that its machines have in common: executions (which are only looked at or stopped) first, and
 * machines (which are started) only where that is not enough. Nothing outside the environment's names is opened.
 */
export function fitInline(statements: readonly PolicyStatement[], names: EnvironmentNames): readonly PolicyStatement[] {
  const { arn, executionPrefix } = names.parent;
  const executions = widen(statements, executionPrefix.slice(0, -1), "-*:*");
  const steps = [statements, executions, widen(executions, arn, "-*")];
  return steps.find((step) => policyJson(step).length <= INLINE_LIMIT) ?? executions;
}

/** Replaces ARNs that continue `prefix` with `-...` by `prefix` and `ending`. */
function widen(statements: readonly PolicyStatement[], prefix: string, ending: string): PolicyStatement[] {
  return statements.map((statement) => {
    const resources = statement.Resource?.map((arn) => (arn.startsWith(`${prefix}-`) ? `${prefix}${ending}` : arn));
    return resources === undefined ? statement : { ...statement, Resource: [...new Set(resources)] };
  });
}
