import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { clientEntries, entriesOf, hasApprovals } from "../access/entry";
import { evidenceNames } from "../core/evidence-names";
import { knownOutput } from "../core/known-output";
import { formatWarning, ProblemsError } from "../core/problem";
import { EnvironmentKey } from "../encryption/environment-key";
import { Federation } from "../iam/identity-providers";
import { MAX_SESSION_SECONDS } from "../iam/max-session";

import { ExecutionLog } from "../logging/execution-log";
import { alarmArns, alarmNames } from "../notifications/alarm-names";
import { alarmDescriptions } from "../notifications/alarm-text";
import { FailureAlarms } from "../notifications/failure-alarms";
import { failureRule, unnotifiedFilter } from "../notifications/failure-rule";
import { FailureTopic } from "../notifications/failure-topic";
import { clientNames } from "../okta/client-names";
import { federationSettings } from "../okta/federation-app";
import { GRANTS_SCOPE } from "../okta/grants-scope";
import { type PeopleGroup, peopleGroups } from "../okta/groups";
import { PeopleAccess } from "../okta/people";
import { runScopes } from "../okta/run-scopes";
import { MachineAccess } from "../okta/service-client";
import type { ProxyOutputs } from "../proxy/identity-proxy";
import type { RunsApi } from "../runs-api/runs-api";
import { RotationFunction } from "../secrets/rotation-function";
import { rotationLogGroup } from "../secrets/rotation-permissions";
import { EnvironmentVersions } from "../versions/deployment";
import type { RehearsalOutput } from "../versions/rehearsal/environment";
import { rolesOf } from "../versions/rehearsal/permissions";
import type { ParentWorkflow } from "../workflow/parent-workflow";
import { planWarnings } from "./action-warnings";
import { type CreatedApp, createApp } from "./app";
import type { EnvironmentArgs } from "./args";
import { type CreatedEvidence, createEvidence } from "./evidence";
import { createGrants } from "./grants";
import { limitProblems } from "./limit-problems";
import type { AppOutputs, EnvironmentOutputs } from "./outputs";
import { createParent } from "./parent";
import { type EnvironmentPlan, planEnvironment } from "./plan";
import { createProxy } from "./proxy";
import { createRunsApi } from "./runs-api";
import { createRoles, type EnvironmentRoles } from "./sign-in/roles";
import { oktaClient, statesSourceIdentity, teamAttribute } from "./sign-in/sessions";

type KeyArn = pulumi.Output<string>;

/** Resources that {@link EnvironmentOutputs} describe. */
interface CreatedEnvironment {
  readonly people: PeopleAccess;
  readonly machines: MachineAccess | undefined;
  readonly federation: Federation;
  readonly roles: EnvironmentRoles;
  readonly apps: Readonly<Record<string, CreatedApp>>;
  readonly topic: FailureTopic;
  readonly log: ExecutionLog;
  readonly parent: ParentWorkflow;
  readonly runsApi: RunsApi | undefined;
  readonly proxy: ProxyOutputs | undefined;
  readonly evidence: CreatedEvidence | undefined;
}

/**
 * One environment: who is allowed to sign in, what runs, what it is allowed to do, and who is notified when it fails.
 * Shared resources are created once; an app adds two roles and its machines.
 *
 * @example
 * const parsed = parseBlueprint({
 *   name: "retail",
 *   apps: { orders: { task: { kind: "lambda", function: "retail-orders-release" } } },
 * });
 * if ("problems" in parsed) {
 *   throw new ProblemsError("blueprint", parsed.problems);
 * }
 * const environment = new Environment("retail-dev", {
 *   scope: scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 *   blueprint: parsed.blueprint,
 *   accessRules: {},
 *   access: [
 *     {
 *       kind: "people",
 *       name: "operator",
 *       role: "operator",
 *       grants: ["start", "stop", "observe"],
 *       apps: "all",
 *       sessionSeconds: 3600,
 *       source: { members: 'user.department=="platform"' },
 *     },
 *   ],
 *   owner: "platform",
 *   subscriptions: [{ protocol: "email", endpoint: "on-call@example.com" }],
 *   logRetentionDays: 365,
 *   secretRecoveryDays: 30,
 *   keyDeletionDays: 30,
 * });
 * export const parentAliasArn = environment.outputs.parent.aliasArn;
 */
export class Environment extends pulumi.ComponentResource {
  /** Names and ARNs by which people, machines and tools reach the environment. */
  readonly outputs: EnvironmentOutputs;
  /**
   * Verdict on the role chain of every app, after all aliases exist; rejects if a chain is broken. A program awaits it,
   * so that a broken chain fails the update once. Absent without `apis`.
   */
  readonly rehearsal: Promise<readonly RehearsalOutput[]> | undefined;
  private readonly plan: EnvironmentPlan;
  private readonly versions: EnvironmentVersions;

  constructor(
    private readonly name: string,
    private readonly args: EnvironmentArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("app-of-apps:environment:Environment", name, environmentInputs(args), opts);
    this.plan = this.createPlan();
    const { plan } = this;
    for (const warning of planWarnings(plan)) {
      void pulumi.log.warn(formatWarning(warning), this);
    }
    this.versions = new EnvironmentVersions({
      names: plan.names,
      apps: args.blueprint.apps,
      roles: rolesOf(plan),
      traffic: args.traffic,
      apis: args.apis,
    });
    const child = { parent: this };
    const key = this.createKey();
    const boundary = this.createBoundary();
    const log = this.createLog(key);
    const topic = this.createNotifications(key, log);
    const people = this.createPeopleAccess();
    const machines = this.createMachineAccess();
    const federation = this.createFederation(people, machines);
    const access = { plan, github: args.github, federation, issuer: machines?.issuer, boundary };
    const roles = createRoles(name, access, child);
    const rotation = this.createRotation(key, boundary);
    const apps = this.createApps(key, boundary, log, topic, rotation);
    const recording = { plan, settings: args.evidence, versions: this.versions, keyArn: key, boundary, log, topic };
    const evidence = createEvidence(name, recording, child);
    const started = { plan, versions: this.versions, apps, boundary, log, topic, evidence: evidence?.alias };
    const parent = createParent(name, started, child);
    const grants = createGrants(
      name,
      { args, plan, groupIds: people.groupIds, keyArn: key, boundary, log, topic },
      child,
    );
    const before = [parent.run.alias, ...(grants === undefined ? [] : [grants.workflow.run.alias])];
    const runsApi = this.createRunsApi(key, boundary, { people, machines }, log, before);
    const proxy = createProxy(
      name,
      { args, plan, groups: this.groups(), groupIds: people.groupIds, keyArn: key, boundary },
      child,
    );
    this.outputs = this.describe({
      people,
      machines,
      federation,
      roles,
      apps,
      topic,
      log,
      parent,
      runsApi,
      proxy,
      evidence,
    });
    const aliases = [...Object.values(apps).flatMap((app) => app.aliases), parent.run.alias];
    this.rehearsal = this.versions.rehearsal(aliases);
    this.registerOutputs(this.outputs);
  }

  private createPlan(): EnvironmentPlan {
    try {
      const plan = planEnvironment(this.args);
      const problems = limitProblems(plan);
      if (problems.length > 0) {
        throw new ProblemsError(plan.names.base, problems);
      }
      return plan;
    } catch (error) {
      throw new pulumi.ResourceError(error instanceof Error ? error.message : String(error), this, true);
    }
  }

  /** ARN of the organisation's key, or of the environment's own. */
  private createKey(): KeyArn {
    const { names, keyPolicy, tags } = this.plan;
    if (this.args.keyArn !== undefined) {
      return pulumi.output(this.args.keyArn);
    }
    const key = new EnvironmentKey(
      this.name,
      {
        alias: names.keyAlias,
        description: `Everything that ${names.base} keeps: secrets, messages and logs`,
        policy: keyPolicy,
        deletionWindowDays: this.args.keyDeletionDays,
        // Without its key nobody could read a record that is locked.
        isKept: this.args.evidence?.retentionDays !== undefined,
        tags,
      },
      { parent: this },
    );
    return key.arn;
  }

  /** What roles wait for: the environment's own boundary, where the organisation has none. */
  private createBoundary(): aws.iam.Policy[] {
    const { names, boundary, tags } = this.plan;
    if (boundary === undefined) {
      return [];
    }
    const policy = new aws.iam.Policy(
      `${this.name}-boundary`,
      {
        name: names.boundary.name,
        path: names.boundary.path,
        description: `Upper bound of every role of ${names.base}`,
        policy: JSON.stringify(boundary),
        tags,
      },
      { parent: this },
    );
    return [policy];
  }

  private createLog(key: KeyArn): ExecutionLog {
    const { names, tags } = this.plan;
    return new ExecutionLog(
      this.name,
      {
        logGroup: names.logGroup,
        deliveryPolicyName: names.base,
        location: names.scope,
        keyArn: key,
        retentionDays: this.args.logRetentionDays,
        tags,
      },
      { parent: this },
    );
  }

  private createNotifications(key: KeyArn, log: ExecutionLog): FailureTopic {
    const { names, tags, rotationStatements } = this.plan;
    const topic = new FailureTopic(
      this.name,
      {
        topic: names.failureTopic,
        queue: names.failureQueue,
        rule: failureRule(names),
        displayName: `${names.base} failures`,
        account: names.scope.account,
        alarmArns: alarmArns(names),
        keyArn: key,
        subscriptions: this.args.subscriptions,
        topicExists: names.scope.failureTopicArn !== undefined,
        ...(this.args.evidence === undefined ? {} : { otherRuleArns: [evidenceNames(names).rule.arn] }),
        tags,
      },
      { parent: this },
    );
    new FailureAlarms(
      this.name,
      {
        alarms: alarmNames(names),
        descriptions: alarmDescriptions(names),
        metricName: `${names.base}-unnotified-failures`,
        filterPattern: unnotifiedFilter(names),
        logGroupName: log.group.name,
        topicArn: names.failureTopic.arn,
        topicName: names.failureTopic.name,
        queueName: names.failureQueue.name,
        ...(rotationStatements === undefined ? {} : { rotationFunctionName: names.rotationFunction.name }),
        tags,
      },
      { parent: this },
    );
    return topic;
  }

  private createPeopleAccess(): PeopleAccess {
    const { names, access } = this.plan;
    const { native } = clientNames(names);
    const groups = this.groups();
    return new PeopleAccess(
      this.name,
      {
        label: names.base,
        groups,
        nativeClientId: native,
        federationSettings: federationSettings(names, groups, MAX_SESSION_SECONDS, native),
        teamAttribute: teamAttribute(access),
      },
      { parent: this },
    );
  }

  /** Okta groups by entry of people. */
  private groups(): Record<string, PeopleGroup> {
    const { names, access } = this.plan;
    const people = entriesOf(access, "people");
    return peopleGroups(names, Object.fromEntries(people.map(({ name, source }) => [name, source])));
  }

  private createMachineAccess(): MachineAccess | undefined {
    const { names, access } = this.plan;
    const { audience, scope } = clientNames(names);
    const machines = clientEntries(access).map((entry) => oktaClient(names, entry));
    if (machines.length === 0) {
      return undefined;
    }
    return new MachineAccess(
      this.name,
      {
        serverName: names.base,
        description: `Tokens that start ${names.parent.name}`,
        machines,
        audience,
        scope,
        sourceIdentity: statesSourceIdentity(access),
      },
      { parent: this },
    );
  }

  private createFederation(people: PeopleAccess, machines: MachineAccess | undefined): Federation {
    const { names, tags } = this.plan;
    return new Federation(
      this.name,
      {
        samlProvider: names.samlProvider,
        samlMetadata: people.federationApp.metadata,
        ...(machines === undefined
          ? {}
          : { tokens: { issuer: machines.issuer, audience: clientNames(names).audience } }),
        tags,
      },
      { parent: this },
    );
  }

  private createRotation(key: KeyArn, boundary: readonly aws.iam.Policy[]): RotationFunction | undefined {
    const { names, tags, rotationStatements } = this.plan;
    if (rotationStatements === undefined) {
      return undefined;
    }
    return new RotationFunction(
      `${this.name}-rotation`,
      {
        function: names.rotationFunction,
        role: names.rotationRole,
        logGroupName: rotationLogGroup(names),
        description: `Rotates the secrets of ${names.base}`,
        account: names.scope.account,
        statements: rotationStatements,
        boundaryArn: names.boundary.arn,
        keyArn: key,
        retentionDays: this.args.logRetentionDays,
        tags,
      },
      { parent: this, dependsOn: [...boundary] },
    );
  }

  /** Created last: nobody starts a run before the parent's alias exists. */
  private createRunsApi(
    key: KeyArn,
    boundary: readonly aws.iam.Policy[],
    { people, machines }: { readonly people: PeopleAccess; readonly machines: MachineAccess | undefined },
    log: ExecutionLog,
    before: readonly pulumi.Resource[],
  ): RunsApi | undefined {
    const { runsApiStatements: statements } = this.plan;
    if (statements === undefined || machines === undefined) {
      return undefined;
    }
    return createRunsApi(
      this.name,
      { plan: this.plan, statements, machines, people, keyArn: key, retentionDays: this.args.logRetentionDays },
      { parent: this, dependsOn: [...boundary, log.policy, ...before] },
    );
  }

  private createApps(
    key: KeyArn,
    boundary: readonly aws.iam.Policy[],
    log: ExecutionLog,
    topic: FailureTopic,
    rotation: RotationFunction | undefined,
  ): Record<string, CreatedApp> {
    const { names, apps } = this.plan;
    const shared = {
      names,
      keyArn: key,
      secretRecoveryDays: this.args.secretRecoveryDays,
      rotation,
      trafficOf: (machine: string) => this.versions.trafficOf(machine),
      hooks: this.versions.hooks,
      rolesAfter: boundary,
      machinesAfter: [log.policy, ...topic.ready],
    };
    const create = ([app, plan]: [string, EnvironmentPlan["apps"][string]]): [string, CreatedApp] => [
      app,
      createApp(`${this.name}-${app}`, { app, plan, shared }, { parent: this }),
    ];
    return Object.fromEntries(Object.entries(apps).map(create));
  }

  private describe(created: CreatedEnvironment): EnvironmentOutputs {
    const { names, access } = this.plan;
    const { people, machines, federation, roles, topic, log, parent, runsApi, proxy, evidence } = created;
    const { audience, scope, machine, native } = clientNames(names);
    const clientIds = clientEntries(access).map(({ name }) => [`${name}ClientId`, machine(name)]);
    const apps = Object.entries(created.apps).map(([app, { outputs }]): [string, AppOutputs] => [app, outputs]);
    return {
      ...(this.plan.grants === undefined ? {} : { grants: { scope: GRANTS_SCOPE, table: this.plan.grants.api.table } }),
      parent: { name: names.parent.name, arn: parent.arn, aliasArn: parent.aliasArn },
      apps: Object.fromEntries(apps),
      failureTopicArn: topic.arn,
      logGroupName: knownOutput(names.logGroup.name, log.group),
      roles: Object.fromEntries(Object.entries(roles).map(([entry, { arn }]) => [entry, arn])),
      okta: {
        ...(machines === undefined ? {} : { issuer: machines.issuer, audience, scope }),
        ...Object.fromEntries(clientIds),
        nativeClientId: native,
        federationAppId: people.federationApp.id,
        groups: Object.fromEntries(Object.entries(this.groups()).map(([entry, { name }]) => [entry, name])),
      },
      ...(runsApi === undefined
        ? {}
        : { runsApi: { endpoint: runsApi.endpoint, scopes: runScopes(hasApprovals(access)) } }),
      ...(proxy === undefined ? {} : { proxy }),
      ...(evidence === undefined ? {} : { evidence: { bucketName: evidence.bucketName } }),
      samlProviderArn: federation.saml.arn,
      ...(federation.oidc === undefined ? {} : { oidcProviderArn: federation.oidc.arn }),
    };
  }
}

/**
 * Inputs that the engine records for an environment: its settings. The blueprint, access rules and grants are left out,
 * because the children's definitions and policies contain them; so are endpoints, which may contain a key, and
 * `apis`, which is not a value.
 */
function environmentInputs(args: EnvironmentArgs): pulumi.Inputs {
  const { scope, owner, tags, keyArn, logRetentionDays, secretRecoveryDays, keyDeletionDays, traffic, quotas, github } =
    args;
  return { scope, owner, tags, keyArn, logRetentionDays, secretRecoveryDays, keyDeletionDays, traffic, quotas, github };
}
