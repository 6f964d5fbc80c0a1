import assert from "node:assert/strict";
import { DisableRuleCommand, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreatePolicyCommand, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateAliasCommand, CreateKeyCommand } from "@aws-sdk/client-kms";
import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import { CreateSecretCommand, RotateSecretCommand } from "@aws-sdk/client-secrets-manager";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SetTopicAttributesCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import type { StateMachineDefinition } from "../../components/asl/types";
import { parseBlueprint } from "../../components/blueprint/parse";
import { LIVE_ALIAS, type MachineNames, type Named, scopeOf } from "../../components/core/names";
import { type PolicyStatement, policyJson } from "../../components/core/policy-document";
import { type EnvironmentPlan, planEnvironment } from "../../components/environment/plan";
import { roleTrust, serviceTrust } from "../../components/iam/trust/aws";
import { alarmArns } from "../../components/notifications/alarm-names";
import { failureMessage, failurePattern } from "../../components/notifications/failure-rule";
import { topicPolicy } from "../../components/notifications/topic-policy";
import { runsAsMachine, taskPermissions } from "../../components/tasks/index";
import { readInputs } from "../../stacks/inputs";
import { ACCOUNT, ended, eventually, nodeFunction, policy, REGION } from "../helpers/embedded-aws";
import { stackConfig } from "../helpers/stack-config";
import { deployAlarms, executionLog } from "./fault-alarms";
import type { FaultCloud, Told } from "./fault-cloud";

/** The one app of such an environment. */
export const APP = "work";

/** Seconds within which a run of a cell has ended. */
const PATIENCE = 60;

/** How both executions of a run ended. */
export interface Ends {
  readonly child: DescribeExecutionOutput;
  readonly parent: DescribeExecutionOutput;
}

/** What differs from the environment that the program computes. */
export interface FaultEnvironmentOptions {
  /** Changes the app's definition. @default no change */
  readonly app?: ((definition: StateMachineDefinition) => StateMachineDefinition) | undefined;
  /** Changes the parent's definition. @default no change */
  readonly parent?: ((definition: StateMachineDefinition) => StateMachineDefinition) | undefined;
  /** Deploys the log, the alarms and the dead-letter queue, too. @default false */
  readonly alarms?: boolean;
}

/**
 * An environment of one app, deployed by the SDK from what the program computes: definitions, roles with exactly the computed permissions within the computed
 * boundary, key, topic, and the rule for what the machines do not tell themselves; where asked for, the log, the alarms and the dead-letter queue. Not
 * deployed: Okta.
 */
export class FaultEnvironment {
  private constructor(
    private readonly cloud: FaultCloud,
    readonly plan: EnvironmentPlan,
    private readonly withAlarms: boolean,
  ) {}

  static async deploy(
    cloud: FaultCloud,
    name: string,
    app: object,
    { app: ofApp = same, parent: ofParent = same, alarms = false }: FaultEnvironmentOptions = {},
  ): Promise<FaultEnvironment> {
    const environment = new FaultEnvironment(cloud, planOf(name, app), alarms);
    await environment.tell();
    await environment.roles();
    const { apps, parent, names } = environment.plan;
    const { machine, machineRole } = names.app(APP);
    if (Object.keys(apps[APP]?.spec.secrets ?? {}).length > 0) {
      await environment.secret();
    }
    await environment.machine(machine, machineRole, ofApp(apps[APP]?.definition ?? assert.fail()));
    await environment.machine(names.parent, names.parentRole, ofParent(parent.definition));
    return environment;
  }

  /** Execution that {@link run} starts. */
  get parentArn(): string {
    return `${this.plan.names.parent.executionPrefix}run`;
  }

  /** What the failure topic has delivered so far. */
  get told(): Told[] {
    return this.cloud.told.filter(({ topicArn }) => topicArn === this.plan.names.failureTopic.arn);
  }

  /** The first message; fails if there is none within a few seconds. */
  async firstTold(): Promise<Told> {
    return eventually("a message", async () => this.told[0] ?? false, 10);
  }

  /** The role that the task runs as is allowed nothing for the task. */
  async deny(): Promise<void> {
    const { names, apps } = this.plan;
    const { machine, machineRole, taskRole } = names.app(APP);
    const { spec, machineStatements } = apps[APP] ?? assert.fail();
    const implied = taskPermissions(spec.task, names.scope, machine.arn).map((one) => JSON.stringify(one));
    const [role, left] = runsAsMachine(spec.task)
      ? [machineRole, policyJson(machineStatements.filter((one) => !implied.includes(JSON.stringify(one))))]
      : [taskRole, policy({ Action: "sts:GetCallerIdentity", Resource: "*" })];
    await this.cloud.clients.iam.send(
      new PutRolePolicyCommand({ RoleName: role.name, PolicyName: "own", PolicyDocument: left }),
    );
  }

  /** The task role trusts nobody who would assume it. */
  async cutTrust(): Promise<void> {
    const { taskRole } = this.plan.names.app(APP);
    await this.cloud.clients.iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: taskRole.name,
        PolicyDocument: policy({ Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
      }),
    );
  }

  /** Runs the parent to its end; `meanwhile` gets the app's execution once its task has been started. */
  async run(meanwhile?: (childArn: string) => Promise<void>): Promise<Ends> {
    const { sfn } = this.cloud.clients;
    const { names } = this.plan;
    const { executionArn = "" } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: names.parent.aliasArn, name: "run", input: "{}" }),
    );
    const childArn = `${names.app(APP).machine.executionPrefix}run`;
    if (meanwhile !== undefined) {
      await eventually("the task has started", async () => (await this.started(childArn)) || false, PATIENCE);
      await meanwhile(childArn);
    }
    const parent = await endedWithin(() => ended(this.cloud.clients, executionArn));
    return { parent, child: await sfn.send(new DescribeExecutionCommand({ executionArn: childArn })) };
  }

  /** Runs the app's machine by itself, as somebody who repeats one step does. */
  async runAlone(meanwhile?: (childArn: string) => Promise<void>): Promise<DescribeExecutionOutput> {
    const { sfn } = this.cloud.clients;
    const { machine } = this.plan.names.app(APP);
    await sfn.send(new StartExecutionCommand({ stateMachineArn: machine.aliasArn, name: "run", input: "{}" }));
    const childArn = `${machine.executionPrefix}run`;
    if (meanwhile !== undefined) {
      await eventually("the task has started", async () => (await this.started(childArn)) || false, PATIENCE);
      await meanwhile(childArn);
    }
    return endedWithin(() => ended(this.cloud.clients, childArn));
  }

  /** The rule loses its events, as EventBridge delivers them on a best-effort basis. */
  async loseEvents(): Promise<void> {
    await this.cloud.clients.events.send(new DisableRuleCommand({ Name: this.plan.names.failureRule.name }));
  }

  /** The topic allows its alarms to publish, and nothing else. */
  async refuseRule(): Promise<void> {
    const { names } = this.plan;
    const { scope, failureTopic } = names;
    const policy = topicPolicy({
      account: scope.account,
      topicArn: failureTopic.arn,
      ruleArn: `${names.failureRule.arn}-another`,
      alarmArns: alarmArns(names),
    });
    await this.cloud.clients.sns.send(
      new SetTopicAttributesCommand({
        TopicArn: failureTopic.arn,
        AttributeName: "Policy",
        AttributeValue: JSON.stringify(policy),
      }),
    );
  }

  async stop(executionArn: string): Promise<void> {
    await this.cloud.clients.sfn.send(
      new StopExecutionCommand({ executionArn, error: "StoppedByHand", cause: "an operator stopped it" }),
    );
  }

  /** Executions of the environment's machines that have not ended. */
  async running(): Promise<string[]> {
    const { parent } = this.plan.names;
    const machines = [parent.arn, this.plan.names.app(APP).machine.arn];
    const lists = machines.map((stateMachineArn) =>
      this.cloud.clients.sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING" })),
    );
    return (await Promise.all(lists)).flatMap(({ executions = [] }) => executions.map((one) => one.executionArn ?? ""));
  }

  private async started(executionArn: string): Promise<boolean> {
    try {
      const { events = [] } = await this.cloud.clients.sfn.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      const entered = events.find(({ stateEnteredEventDetails: details }) => details?.name === "Run task");
      return events.some(({ type, id = 0 }) => type === "TaskStarted" && entered?.id !== undefined && id > entered.id);
    } catch {
      return false;
    }
  }

  private async tell(): Promise<void> {
    const { kms, sns, events } = this.cloud.clients;
    const { names, keyPolicy } = this.plan;
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: JSON.stringify(keyPolicy) }));
    await kms.send(new CreateAliasCommand({ AliasName: names.keyAlias.name, TargetKeyId: KeyMetadata?.KeyId }));
    const { TopicArn } = await sns.send(
      new CreateTopicCommand({
        Name: names.failureTopic.name,
        Attributes: {
          KmsMasterKeyId: KeyMetadata?.Arn ?? assert.fail(),
          Policy: JSON.stringify(
            topicPolicy({
              account: names.scope.account,
              topicArn: names.failureTopic.arn,
              ruleArn: names.failureRule.arn,
              alarmArns: alarmArns(names),
            }),
          ),
        },
      }),
    );
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: this.cloud.inboxArn }));
    const deadLetters = this.withAlarms ? await deployAlarms(this.cloud.clients, names, KeyMetadata?.Arn) : undefined;
    const { inputPaths, inputTemplate } = failureMessage(names);
    await events.send(new PutRuleCommand({ Name: names.failureRule.name, EventPattern: failurePattern(names) }));
    await events.send(
      new PutTargetsCommand({
        Rule: names.failureRule.name,
        Targets: [
          {
            Id: "topic",
            Arn: TopicArn,
            ...(deadLetters === undefined ? {} : { DeadLetterConfig: { Arn: deadLetters } }),
            InputTransformer: { InputPathsMap: { ...inputPaths }, InputTemplate: inputTemplate },
          },
        ],
      }),
    );
  }

  private async roles(): Promise<void> {
    const { names, apps, parent, boundary } = this.plan;
    const { machine, machineRole, taskRole } = names.app(APP);
    const { machineStatements, taskStatements } = apps[APP] ?? assert.fail();
    await this.cloud.clients.iam.send(
      new CreatePolicyCommand({ PolicyName: names.boundary.name, PolicyDocument: JSON.stringify(boundary) }),
    );
    const role = (one: Named, trust: object, statements: readonly PolicyStatement[]) =>
      this.cloud.role(one.name, JSON.stringify(trust), policyJson(statements), names.boundary.arn);
    const states = (arn: string) =>
      serviceTrust({ service: "states.amazonaws.com", account: ACCOUNT, sourceArns: [arn] });
    await role(machineRole, states(machine.arn), machineStatements);
    if (taskStatements.length > 0) {
      await role(taskRole, roleTrust(machineRole.arn), taskStatements);
    }
    await role(names.parentRole, states(names.parent.arn), parent.statements);
  }

  private async machine(machine: MachineNames, role: Named, definition: StateMachineDefinition): Promise<void> {
    const { sfn } = this.cloud.clients;
    const { stateMachineVersionArn } = await sfn.send(
      new CreateStateMachineCommand({
        name: machine.name,
        roleArn: role.arn,
        definition: JSON.stringify(definition),
        ...(this.withAlarms ? { loggingConfiguration: executionLog(this.plan.names) } : {}),
        publish: true,
      }),
    );
    await sfn.send(
      new CreateStateMachineAliasCommand({
        name: LIVE_ALIAS,
        routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
      }),
    );
  }

  /** A secret whose rotation function answers every step and does nothing. */
  private async secret(): Promise<void> {
    const { clients } = this.cloud;
    const { names } = this.plan;
    const trust = policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
    const role = await this.cloud.role(names.rotationRole.name, trust, undefined);
    const source = "exports.handler = async () => {};";
    const RotationLambdaARN = await nodeFunction(clients, names.rotationFunction.name, role, source);
    await clients.lambda.send(
      new AddPermissionCommand({
        FunctionName: names.rotationFunction.name,
        StatementId: "SecretsManager",
        Action: "lambda:InvokeFunction",
        Principal: "secretsmanager.amazonaws.com",
        SourceAccount: ACCOUNT,
      }),
    );
    const SecretId = names.app(APP).secret("db").name;
    await clients.secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString: "v1" }));
    await clients.secrets.send(
      new RotateSecretCommand({
        SecretId,
        RotationLambdaARN,
        RotationRules: { AutomaticallyAfterDays: 30 },
        RotateImmediately: false,
      }),
    );
  }
}

function same(definition: StateMachineDefinition): StateMachineDefinition {
  return definition;
}

async function endedWithin(ask: () => Promise<DescribeExecutionOutput>): Promise<DescribeExecutionOutput> {
  return eventually("the run has ended", () => ask().catch(() => false as const), PATIENCE);
}

/** The environment `test` of a blueprint of one app; everything else as the stack `dev` has it. */
function planOf(name: string, app: object): EnvironmentPlan {
  const parsed = parseBlueprint({ name, apps: { [APP]: app } });
  assert.ok("blueprint" in parsed, JSON.stringify(parsed));
  const config = stackConfig("dev");
  const inputs = readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) });
  const { github, ...rest } = inputs;
  const scope = scopeOf({ blueprint: name, environment: "test", account: ACCOUNT, region: REGION });
  return planEnvironment({ ...rest, scope, blueprint: parsed.blueprint, accessRules: {} });
}
