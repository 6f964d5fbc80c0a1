import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ProblemsError } from "../core/problem";
import { EnvironmentKey } from "../encryption/environment-key";
import { Federation } from "../iam/identity-providers";
import { ExecutionLog } from "../logging/execution-log";
import { FailureAlarms } from "../notifications/failure-alarms";
import { FailureTopic } from "../notifications/failure-topic";
import { clientNames } from "../okta/client-names";
import { groupName } from "../okta/groups";
import { PeopleAccess } from "../okta/people";
import { MachineAccess } from "../okta/service-client";
import { RotationFunction } from "../secrets/rotation-function";
import { EnvironmentVersions } from "../versions/deployment";
import type { RehearsalOutput } from "../versions/rehearsal/environment";
import type { MachineControl } from "../versions/step-functions-api";
import type { ParentWorkflow } from "../workflow/parent-workflow";
import { type CreatedApp, createApp } from "./app";
import { limitProblems } from "./limit-problems";
import type { AppOutputs, EnvironmentOutputs } from "./outputs";
import { createParent } from "./parent";
import { type EnvironmentArgs, type EnvironmentPlan, planEnvironment } from "./plan";
import { createRoles, type EnvironmentRoles } from "./roles";

export type { EnvironmentOutputs } from "./outputs";
export type { EnvironmentArgs } from "./plan";

/**
 * One environment: who may come in, what runs, what it may do, and who hears when it fails. Everything that apps can share is made once; an app
 * adds two roles and its machines.
 *
 * @example
 * const environment = new Environment("retail-dev", readInputs("dev", source));
 */
export class Environment extends pulumi.ComponentResource {
  readonly outputs: EnvironmentOutputs;
  /** Every app with its role chain, rehearsed through the aliases; rejects where one is broken. Absent without a control. */
  readonly rehearsal: Promise<readonly RehearsalOutput[]> | undefined;
  private readonly plan: EnvironmentPlan;
  private readonly versions: EnvironmentVersions;

  /** @param control calls of the cloud that rehearse and prune versions while they are deployed. @default nothing is rehearsed or pruned */
  constructor(
    private readonly label: string,
    private readonly args: EnvironmentArgs,
    control?: MachineControl,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("app-of-apps:environment:Environment", label, {}, opts);
    this.plan = this.planned();
    this.versions = new EnvironmentVersions({
      names: this.plan.names,
      apps: this.args.blueprint.apps,
      traffic: this.args.traffic,
      control,
    });
    const key = this.createKey();
    const boundary = this.createBoundary();
    const log = this.createLog(key);
    const topic = this.createNotifications(key, log);
    const people = this.createPeopleAccess();
    const machines = this.createMachineAccess();
    const federation = this.createFederation(people, machines);
    const { plan } = this;
    const roles = createRoles(label, { plan, github: args.github, federation, machines, boundary }, this);
    const rotation = this.createRotation(key, boundary);
    const apps = this.createApps(key, boundary, log, topic, rotation);
    const parent = createParent(label, { plan, versions: this.versions, apps, boundary, log, topic }, this);
    this.outputs = this.describe({ people, machines, federation, roles, apps, topic, parent });
    this.rehearsal = this.versions.rehearsal([
      ...Object.values(apps).flatMap(({ aliases }) => aliases),
      parent.run.alias,
    ]);
    this.registerOutputs(this.outputs);
  }

  private planned(): EnvironmentPlan {
    try {
      const plan = planEnvironment(this.args);
      const problems = limitProblems(plan);
      if (problems.length > 0) throw new ProblemsError(plan.names.base, problems);
      return plan;
    } catch (error) {
      throw new pulumi.ResourceError(error instanceof Error ? error.message : String(error), this, true);
    }
  }

  private createKey(): EnvironmentKey {
    const { names, keyPolicy, tags } = this.plan;
    const deletionWindowDays = this.args.keyDeletionDays;
    return new EnvironmentKey(this.label, { names, policy: keyPolicy, deletionWindowDays, tags }, { parent: this });
  }

  private createBoundary(): aws.iam.Policy {
    const { names, boundary, tags } = this.plan;
    return new aws.iam.Policy(
      `${this.label}-boundary`,
      {
        name: names.boundary.name,
        description: `Upper bound of every role of ${names.base}`,
        policy: JSON.stringify(boundary),
        tags,
      },
      { parent: this },
    );
  }

  private createLog(key: EnvironmentKey): ExecutionLog {
    const { names, tags } = this.plan;
    return new ExecutionLog(
      this.label,
      { names, keyArn: key.arn, retentionDays: this.args.logRetentionDays, tags },
      { parent: this },
    );
  }

  private createNotifications(key: EnvironmentKey, log: ExecutionLog): FailureTopic {
    const { names, tags, rotationStatements } = this.plan;
    const rotation = rotationStatements !== undefined;
    const topic = new FailureTopic(
      this.label,
      { names, keyArn: key.arn, subscriptions: this.args.subscriptions, tags },
      { parent: this },
    );
    new FailureAlarms(this.label, { names, tags, logGroupName: log.group.name, rotation }, { parent: this });
    return topic;
  }

  private createPeopleAccess(): PeopleAccess {
    const { operator, viewer } = this.args.identities.people;
    const members = { operator: operator.members, viewer: viewer.members };
    return new PeopleAccess(this.label, { names: this.plan.names, members }, { parent: this });
  }

  private createMachineAccess(): MachineAccess {
    return new MachineAccess(
      this.label,
      { names: this.plan.names, publicKey: this.args.runnerPublicKey },
      { parent: this },
    );
  }

  private createFederation(people: PeopleAccess, machines: MachineAccess): Federation {
    const { names, tags } = this.plan;
    const { audience } = clientNames(names);
    return new Federation(
      this.label,
      { names, samlMetadata: people.federationApp.metadata, issuer: machines.issuer, audience, tags },
      { parent: this },
    );
  }

  private createRotation(key: EnvironmentKey, boundary: aws.iam.Policy): RotationFunction | undefined {
    const { names, tags, rotationStatements } = this.plan;
    if (rotationStatements === undefined) return undefined;
    return new RotationFunction(
      `${this.label}-rotation`,
      {
        names,
        statements: rotationStatements,
        boundaryArn: names.boundary.arn,
        keyArn: key.arn,
        retentionDays: this.args.logRetentionDays,
        tags,
        dependsOn: [boundary, key.alias],
      },
      { parent: this },
    );
  }

  private createApps(
    key: EnvironmentKey,
    boundary: aws.iam.Policy,
    log: ExecutionLog,
    topic: FailureTopic,
    rotation: RotationFunction | undefined,
  ): Record<string, CreatedApp> {
    const { names, apps } = this.plan;
    const shared = {
      names,
      keyArn: key.arn,
      secretRecoveryDays: this.args.secretRecoveryDays,
      rotation,
      trafficOf: (key: string) => this.versions.trafficOf(key),
      hooks: this.versions.hooks,
      rolesAfter: [boundary],
      machinesAfter: [log.policy, key.alias, ...topic.ready],
    };
    return Object.fromEntries(
      Object.entries(apps).map(([app, plan]) => [app, createApp(this.label, app, plan, shared, this)]),
    );
  }

  private describe(made: {
    readonly people: PeopleAccess;
    readonly machines: MachineAccess;
    readonly federation: Federation;
    readonly roles: EnvironmentRoles;
    readonly apps: Readonly<Record<string, CreatedApp>>;
    readonly topic: FailureTopic;
    readonly parent: ParentWorkflow;
  }): EnvironmentOutputs {
    const { names } = this.plan;
    const { audience, scope, runner, native } = clientNames(names);
    const apps = Object.entries(made.apps).map(([app, { outputs }]): [string, AppOutputs] => [app, outputs]);
    return {
      parent: { name: names.parent.name, arn: made.parent.arn, aliasArn: made.parent.aliasArn },
      apps: Object.fromEntries(apps),
      failureTopicArn: made.topic.arn,
      logGroupName: names.logGroup.name,
      roles: { operator: made.roles.operator.arn, viewer: made.roles.viewer.arn, runner: made.roles.runner.arn },
      okta: {
        issuer: made.machines.issuer,
        audience,
        scope,
        runnerClientId: runner,
        nativeClientId: native,
        federationAppId: made.people.federationApp.id,
        groups: { operator: groupName(names, names.operatorRole), viewer: groupName(names, names.viewerRole) },
      },
      samlProviderArn: made.federation.saml.arn,
      oidcProviderArn: made.federation.oidc.arn,
    };
  }
}
