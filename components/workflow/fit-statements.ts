import type { EnvironmentNames } from "../names";
import { type PolicyStatement, policyJson } from "../policy-document";

/** A role's inline policies together, in characters without blanks. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const INLINE_LIMIT = 10_240;

/**
 * The statements as they are, or, where naming each of a large environment's machines would outgrow a role, with the machines of the environment named by the
 * beginning that they share (`<base>_*`): still this environment's machines only, and still only by the alias where the statement says so.
 */
export function fitStatements(statements: readonly PolicyStatement[], { parent }: EnvironmentNames): PolicyStatement[] {
  if (policyJson(statements).length <= INLINE_LIMIT) return [...statements];
  const machines = `${parent.arn}_`;
  const executions = `${parent.executionPrefix.slice(0, -1)}_`;
  const shared = (resource: string): string => {
    if (resource.startsWith(machines)) return `${machines}*`;
    return resource.startsWith(executions) ? `${executions}*:*` : resource;
  };
  return statements.map((statement) => ({
    ...statement,
    ...(statement.Resource === undefined ? {} : { Resource: [...new Set(statement.Resource.map(shared))].sort() }),
  }));
}
