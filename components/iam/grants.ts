import { type EnvironmentNames, LIVE_ALIAS, type MachineNames, ownedExecutions, VERSIONS_STREAM } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";

/** Rights that the access map can grant to a person or a machine. */
export const GRANTS = ["start", "observe", "stop", "rollback", "simulate"] as const;
export type Grant = (typeof GRANTS)[number];

/** Environment and machines that a grant applies to. */
export interface GrantTargets {
  readonly names: EnvironmentNames;
  /** Rollback machines of the apps that have one; with any, the environment has a machine that rolls back a run. */
  readonly rollbacks: readonly MachineNames[];
}

type Statements = (targets: GrantTargets) => readonly PolicyStatement[];

/** Allows starting through the alias only. StartExecution is authorized on the base ARN; the alias is the condition. */
const startLive = (sid: string, machines: readonly MachineNames[]): PolicyStatement => ({
  Sid: sid,
  Effect: "Allow",
  Action: ["states:StartExecution"],
  Resource: machines.map(({ arn }) => arn),
  Condition: { StringEquals: { "states:StateMachineQualifier": LIVE_ALIAS } },
});

/** All machines of an environment by name prefix; a list would exceed the inline policy limit at some 40 apps. */
const machines = ({ parent }: EnvironmentNames): string[] => [parent.arn, `${parent.arn}_*`];
const executions = (names: EnvironmentNames): string[] => [`${names.parent.executionPrefix}*`, ownedExecutions(names)];

const STATEMENTS: Readonly<Record<Grant, Statements>> = {
  start: ({ names }) => [startLive("Start", [names.parent])],
  observe: ({ names }) => [
    {
      Sid: "ObserveExecutions",
      Effect: "Allow",
      Action: ["states:DescribeExecution", "states:GetExecutionHistory"],
      Resource: executions(names),
    },
    {
      Sid: "ObserveMachines",
      Effect: "Allow",
      Action: [
        "states:DescribeStateMachine",
        "states:DescribeStateMachineAlias",
        "states:ListExecutions",
        "states:ListStateMachineAliases",
        "states:ListStateMachineVersions",
      ],
      Resource: [...machines(names), `${names.parent.arn}:*`],
    },
    { Sid: "ObserveLog", Effect: "Allow", Action: ["logs:FilterLogEvents"], Resource: [`${names.logGroup.arn}:*`] },
  ],
  stop: ({ names }) => [
    { Sid: "Stop", Effect: "Allow", Action: ["states:StopExecution"], Resource: executions(names) },
  ],
  // Reading versions and executions, as `npm run -s rollback` does first, is in `observe`.
  rollback: ({ names, rollbacks }) => [
    ...(rollbacks.length === 0 ? [] : [startLive("RollBackApps", [...rollbacks, names.runRollback.machine])]),
    {
      Sid: "RollBackDefinitions",
      Effect: "Allow",
      Action: ["states:UpdateStateMachineAlias"],
      Resource: machines(names),
      // Calls about an alias are authorized on the machine's own ARN; the alias is the condition.
      Condition: { StringEquals: { "states:StateMachineQualifier": LIVE_ALIAS } },
    },
    {
      Sid: "RecordRollbacks",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [`${names.logGroup.arn}:log-stream:${VERSIONS_STREAM}`],
    },
  ],
  // Who deploys or rehearses simulates what the environment's own roles are allowed, and nobody else's. The answer
  // discloses their permissions: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
  simulate: ({ names: { roleArnPrefix } }) => [
    {
      Sid: "SimulateRoles",
      Effect: "Allow",
      Action: ["iam:SimulatePrincipalPolicy"],
      Resource: [`${roleArnPrefix}*`],
    },
  ],
};

/**
 * IAM statements of the grants, in the order of {@link GRANTS}.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
export function grantStatements(grants: readonly Grant[], targets: GrantTargets): PolicyStatement[] {
  return GRANTS.filter((grant) => grants.includes(grant)).flatMap((grant) => STATEMENTS[grant](targets));
}
