import { type EnvironmentNames, LIVE_ALIAS, type MachineNames, VERSIONS_STREAM } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";

/** What an identity may do with an environment. */
export const VERBS = ["start", "observe", "stop", "rollback"] as const;
export type Verb = (typeof VERBS)[number];

/** Machines that verbs are about. */
export interface VerbTargets {
  readonly names: EnvironmentNames;
  /** Rollback machines that there are. */
  readonly rollbacks: readonly MachineNames[];
}

type Grant = (targets: VerbTargets) => readonly PolicyStatement[];

/** Starting goes by the alias only: StartExecution knows the base ARN, and the qualifier as a condition. */
const startLive = (sid: string, machines: readonly MachineNames[]): PolicyStatement => ({
  Sid: sid,
  Effect: "Allow",
  Action: ["states:StartExecution"],
  Resource: machines.map(({ arn }) => arn),
  Condition: { StringEquals: { "states:StateMachineQualifier": LIVE_ALIAS } },
});

/** All machines of an environment by the beginning of their names; a list of each would outgrow an inline policy at some 40 apps. */
const machines = ({ parent }: EnvironmentNames): string[] => [parent.arn, `${parent.arn}_*`];
const executions = ({ parent }: EnvironmentNames): string[] => [
  `${parent.executionPrefix}*`,
  `${parent.executionPrefix.slice(0, -1)}_*:*`,
];

const GRANTS: Readonly<Record<Verb, Grant>> = {
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
  rollback: ({ names, rollbacks }) => [
    ...(rollbacks.length === 0 ? [] : [startLive("RollBackApps", rollbacks)]),
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
};

/**
 * IAM statements for what an identity may do. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
export function verbStatements(verbs: readonly Verb[], targets: VerbTargets): PolicyStatement[] {
  return VERBS.filter((verb) => verbs.includes(verb)).flatMap((verb) => GRANTS[verb](targets));
}
