import type { EnvironmentNames } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { startByAlias, writeLog } from "../iam/statements";
import { tableKey, tableNeeds } from "./definition/table";
import { grantsNames } from "./names";

/** What both functions do with workflows: start one, read those that are there, answer what they wait for. */
function workflowStatements(names: EnvironmentNames): PolicyStatement[] {
  const { machine } = grantsNames(names);
  return [
    startByAlias("StartGrants", [machine.arn]),
    {
      Sid: "FollowGrants",
      Effect: "Allow",
      Action: ["states:DescribeExecution", "states:GetExecutionHistory"],
      Resource: [`${machine.executionPrefix}*`],
    },
    {
      // The token alone names the Task; it is read from a workflow's history.
      Sid: "GrantAnswersHaveNoResourceLevel",
      Effect: "Allow",
      Action: ["states:SendTaskSuccess"],
      Resource: ["*"],
    },
    ...tableNeeds(names, ["dynamodb:Scan"]),
  ];
}

/** What grants add to the permissions of the runs API's function. */
export function grantsApiStatements(names: EnvironmentNames): PolicyStatement[] {
  return workflowStatements(names);
}

/**
 * What the right `observe` for all apps adds where there are grants: who has one, which role, why and until when. The
 * table has no token, and reading its rows is all.
 */
export function observeGrantsStatements(names: EnvironmentNames): PolicyStatement[] {
  return [
    { Sid: "ObserveGrants", Effect: "Allow", Action: ["dynamodb:Scan"], Resource: [grantsNames(names).table.arn] },
    { ...tableKey(names, "ReadGrants"), Action: ["kms:Decrypt"] },
  ];
}

/** Permissions of the function that changes groups; what it may at Okta is its administrator role there. */
export function membershipStatements(names: EnvironmentNames): PolicyStatement[] {
  return [...workflowStatements(names), writeLog(grantsNames(names).logGroup.arn)];
}
