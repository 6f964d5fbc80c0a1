import { type EnvironmentNames, LIVE_ALIAS, type MachineNames, ownedExecutions, VERSIONS_STREAM } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { ownTeamStatements, rollbackPatterns } from "./own-apps";
import { startByAlias, writeLog } from "./statements";
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
   * Apps that the grants are for: a list, and `rollbacks` are then theirs alone, or `own` for those of the caller's
   * team. What apps share is left out: the parent, the machine that rolls back a run, and the log, which IAM cannot
   * divide by app. @default the whole environment
   */
  readonly apps?: readonly string[] | "own" | undefined;
}

type Statements = (targets: GrantTargets) => readonly PolicyStatement[];

/** Sid of the statement on the stream that records rollbacks. */
const RECORD = "RecordRollbacks";

const arns = (machines: readonly MachineNames[]): string[] => machines.map(({ arn }) => arn);

const appMachines = (names: EnvironmentNames, apps: readonly string[]): MachineNames[] =>
  apps.map((app) => names.app(app).machine);

/** All machines of an environment by name prefix; a list would exceed the inline policy limit at some 40 apps. */
const machines = (targets: GrantTargets): string[] => {
  const { names, apps, rollbacks } = targets;
  if (apps === "own") {
    return [`${names.parent.arn}_*`];
  }
  return apps === undefined
    ? [names.parent.arn, `${names.parent.arn}_*`]
    : arns([...appMachines(names, apps), ...rollbacks]);
};

/** Versions and aliases of the machines whose ARNs no wildcard of {@link machines} covers. */
const qualified = (targets: GrantTargets): string[] => {
  const { names, apps } = targets;
  const listed = apps === undefined ? [names.parent.arn] : apps === "own" ? [] : machines(targets);
  return listed.map((arn) => `${arn}:*`);
};

const executions = (targets: GrantTargets): string[] => {
  const { names, apps, rollbacks } = targets;
  if (apps === "own") {
    return [ownedExecutions(names)];
  }
  return apps === undefined
    ? [`${names.parent.executionPrefix}*`, ownedExecutions(names)]
    : [...appMachines(names, apps), ...rollbacks].map(({ executionPrefix }) => `${executionPrefix}*`);
};

/** Machines that the right to start is for. */
const started = ({ names, apps }: GrantTargets): string[] => {
  if (apps === "own") {
    return [`${names.parent.arn}_*`];
  }
  return arns(apps === undefined ? [names.parent] : appMachines(names, apps));
};

/** Machines that roll back apps, and a run where the grants are for everything. */
const rollingBack = ({ names, apps, rollbacks }: GrantTargets): string[] => {
  if (apps === "own") {
    return rollbackPatterns(names, rollbacks);
  }
  return arns(apps === undefined ? [...rollbacks, names.runRollback.machine] : rollbacks);
};

const STATEMENTS: Readonly<Record<Grant, Statements>> = {
  start: (targets) => [startByAlias("Start", started(targets))],
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
    const { names, rollbacks } = targets;
    return [
      ...(rollbacks.length === 0 ? [] : [startByAlias("RollBackApps", rollingBack(targets))]),
      {
        Sid: "RollBackDefinitions",
        Effect: "Allow",
        Action: ["states:UpdateStateMachineAlias"],
        Resource: machines(targets),
        // Calls about an alias are authorized on the machine's own ARN; the alias is the condition.
        Condition: { StringEquals: { "states:StateMachineQualifier": LIVE_ALIAS } },
      },
      writeLog(names.logGroup.arn, VERSIONS_STREAM, RECORD),
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
        apps === undefined || apps === "own"
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
  const statements = GRANTS.filter((grant) => grants.includes(grant)).flatMap((grant) => STATEMENTS[grant](targets));
  if (targets.apps !== "own") {
    return statements;
  }
  const { names, rollbacks } = targets;
  const startsOnly = grants.includes("start") && !grants.includes("rollback") && rollbacks.length > 0;
  return [
    ...ownTeamStatements(statements, names, RECORD),
    // No pattern has an app's machine and not the one that rolls it back.
    ...(startsOnly ? [noStart(rollbackPatterns(names, rollbacks))] : []),
  ];
}

function noStart(machines: readonly string[]): PolicyStatement {
  return { Sid: "NoRollbacks", Effect: "Deny", Action: ["states:StartExecution"], Resource: machines };
}
