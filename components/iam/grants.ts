import { type EnvironmentNames, LIVE_ALIAS, type MachineNames, ownedExecutions, VERSIONS_STREAM } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { statusStatements } from "./status-statements";

/** Rights that the access map can grant and that are IAM actions. */
export const GRANTS = ["start", "observe", "stop", "rollback", "redrive", "simulate"] as const;
export type Grant = (typeof GRANTS)[number];

/** Environment and machines that a grant applies to. */
export interface GrantTargets {
  readonly names: EnvironmentNames;
  /** Rollback machines of the apps that have one; with any, the environment has a machine that rolls back a run. */
  readonly rollbacks: readonly MachineNames[];
  /**
   * Apps that the grants are for; `rollbacks` are then theirs alone. What apps share is left out: the parent, the
   * machine that rolls back a run, and the log, which IAM cannot divide by app. @default the whole environment
   */
  readonly apps?: readonly string[] | undefined;
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

const appMachines = ({ names, apps = [] }: GrantTargets): MachineNames[] => apps.map((app) => names.app(app).machine);

/** All machines of an environment by name prefix; a list would exceed the inline policy limit at some 40 apps. */
const machines = (targets: GrantTargets): string[] => {
  const { parent } = targets.names;
  return targets.apps === undefined
    ? [parent.arn, `${parent.arn}_*`]
    : [...appMachines(targets), ...targets.rollbacks].map(({ arn }) => arn);
};

/** Versions and aliases of the machines whose ARNs no wildcard of {@link machines} covers. */
const qualified = (targets: GrantTargets): string[] =>
  targets.apps === undefined ? [`${targets.names.parent.arn}:*`] : machines(targets).map((arn) => `${arn}:*`);

const executions = (targets: GrantTargets): string[] => {
  const { names, apps, rollbacks } = targets;
  return apps === undefined
    ? [`${names.parent.executionPrefix}*`, ownedExecutions(names)]
    : [...appMachines(targets), ...rollbacks].map(({ executionPrefix }) => `${executionPrefix}*`);
};

const STATEMENTS: Readonly<Record<Grant, Statements>> = {
  start: (targets) => [startLive("Start", targets.apps === undefined ? [targets.names.parent] : appMachines(targets))],
  observe: (targets) => [
    {
      Sid: "ObserveExecutions",
      Effect: "Allow",
      Action: ["states:DescribeExecution", "states:GetExecutionHistory"],
      Resource: executions(targets),
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
      Resource: [...machines(targets), ...qualified(targets)],
    },
    ...(targets.apps === undefined
      ? [
          {
            Sid: "ObserveLog",
            Effect: "Allow" as const,
            Action: ["logs:FilterLogEvents"],
            Resource: [`${targets.names.logGroup.arn}:*`],
          },
        ]
      : []),
    ...statusStatements(targets.names, targets.apps),
  ],
  stop: (targets) => [
    { Sid: "Stop", Effect: "Allow", Action: ["states:StopExecution"], Resource: executions(targets) },
  ],
  // Reading versions and executions, as `npm run -s rollback` does first, is in `observe`.
  rollback: (targets) => {
    const { names, rollbacks, apps } = targets;
    const shared = apps === undefined ? [names.runRollback.machine] : [];
    return [
      ...(rollbacks.length === 0 ? [] : [startLive("RollBackApps", [...rollbacks, ...shared])]),
      {
        Sid: "RollBackDefinitions",
        Effect: "Allow",
        Action: ["states:UpdateStateMachineAlias"],
        Resource: machines(targets),
        // Calls about an alias are authorized on the machine's own ARN; the alias is the condition.
        Condition: { StringEquals: { "states:StateMachineQualifier": LIVE_ALIAS } },
      },
      {
        Sid: "RecordRollbacks",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${names.logGroup.arn}:log-stream:${VERSIONS_STREAM}`],
      },
    ];
  },
  // https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
  redrive: (targets) => [
    { Sid: "Redrive", Effect: "Allow", Action: ["states:RedriveExecution"], Resource: executions(targets) },
  ],
  // Who deploys or rehearses simulates what the environment's own roles are allowed, and nobody else's. The answer
  // discloses their permissions: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
  simulate: ({ names, apps }) => [
    {
      Sid: "SimulateRoles",
      Effect: "Allow",
      Action: ["iam:SimulatePrincipalPolicy"],
      Resource:
        apps === undefined
          ? [`${names.roleArnPrefix}*`]
          : apps.flatMap((app) => [names.app(app).machineRole.arn, names.app(app).taskRole.arn]),
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
