import type { EnvironmentNames, MachineNames } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";

/** Key of the session tag that says which team a caller belongs to. */
export const TEAM_TAG = "team";

/**
 * The owner of what is called is the caller's team, and it is an app's: what apps share carries the blueprint's name as
 * `app`. A session without the tag matches nothing. Executions carry the tags of their machine.
 * https://docs.aws.amazon.com/step-functions/latest/dg/tag-based-policies.html
 */
function ofOwnTeam({ Condition, ...statement }: PolicyStatement, names: EnvironmentNames): PolicyStatement {
  return {
    ...statement,
    Condition: {
      ...Condition,
      // What a variable without a value matches is not documented for every operator.
      Null: { [`aws:PrincipalTag/${TEAM_TAG}`]: "false" },
      StringEquals: { ...Condition?.StringEquals, "aws:ResourceTag/owner": `\${aws:PrincipalTag/${TEAM_TAG}}` },
      StringNotEquals: { "aws:ResourceTag/app": names.scope.blueprint },
    },
  };
}

/**
 * Statements about an environment's resources by name, held to the apps that the caller's team owns. The stream that
 * records rollbacks has no tags and is shared with every role that rolls back.
 */
export function ownTeamStatements(
  statements: readonly PolicyStatement[],
  names: EnvironmentNames,
  recordSid: string,
): PolicyStatement[] {
  return statements.map((statement) => (statement.Sid === recordSid ? statement : ofOwnTeam(statement, names)));
}

/** Machines that roll back an app, by the end of their names; those whose names were cut, by their ARNs. */
export function rollbackPatterns({ parent }: EnvironmentNames, rollbacks: readonly MachineNames[]): string[] {
  const cut = rollbacks.filter(({ name }) => !name.endsWith("_rollback")).map(({ arn }) => arn);
  return [`${parent.arn}_*_rollback`, ...cut];
}
