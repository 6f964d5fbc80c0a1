import { type AccessEntry, entriesOf, hasApprovals, roleGrants } from "../access/entry";
import type { Machine } from "../asl/step";
import type { StateMachineDefinition } from "../asl/types";
import type { App, Blueprint } from "../blueprint/blueprint";
import { type AppNames, type EnvironmentNames, environmentNames, type Named } from "../core/names";
import type { PolicyDocument, PolicyStatement } from "../core/policy-document";
import { DEFAULT_QUOTAS, type Quotas } from "../core/service-quotas";
import { type EnvironmentMachines, environmentMachines } from "../definitions/index";
import { keyPolicy } from "../encryption/key-policy";
import { evidenceRoles } from "../evidence/roles";
import { LEAST_ROOM } from "../grants/denials";
import { observeGrantsStatements } from "../grants/permissions";
import { type GrantsPlan, planGrants } from "../grants/plan";
import { agentBoundary } from "../iam/agent-boundary";
import { boundaryDocument } from "../iam/boundary";
import { evidenceStatements } from "../iam/evidence-statements";
import { grantStatements } from "../iam/grants";
import { fitInline } from "../iam/inline-policy";
import { machineStatements } from "../iam/machine-permissions";
import { alarmArns } from "../notifications/alarm-names";
import { type ProxyPlan, planProxy } from "../proxy/plan";
import { runsApiNames } from "../runs-api/names";
import { runsApiStatements } from "../runs-api/permissions";
import { planSchedule, type Schedule } from "../schedule/index";
import { rotationLogGroupArn, rotationStatements } from "../secrets/rotation-permissions";
import { runsAsMachine, taskPermissions } from "../tasks/index";
import type { EnvironmentArgs } from "./args";

/** Tags that everything carries which can carry tags. */
export type Tags = Readonly<Record<"environment" | "app" | "owner", string> & Record<string, string>>;

/** Everything about one app, computed. */
export interface AppPlan {
  readonly spec: App;
  readonly tags: Tags;
  readonly definition: StateMachineDefinition;
  readonly rollbackDefinition?: StateMachineDefinition;
  /** What its machines are allowed to do. */
  readonly machineStatements: readonly PolicyStatement[];
  /**
   * What its task role is allowed to do: what its tasks imply and what the access rule adds. Empty where every task
   * runs as the machine's role, which then has all of that: there is no task role.
   */
  readonly taskStatements: readonly PolicyStatement[];
}

/** A machine that is no app's, and what its role is allowed to do. */
export interface MachinePlan {
  readonly definition: StateMachineDefinition;
  readonly statements: readonly PolicyStatement[];
}

/** Everything about an environment, computed: what a reviewer reads in a preview is decided here. */
export interface EnvironmentPlan {
  readonly names: EnvironmentNames;
  /** Tags of what apps share. */
  readonly tags: Tags;
  readonly apps: Readonly<Record<string, AppPlan>>;
  /** The order of the apps. */
  readonly schedule: Schedule;
  readonly parent: MachinePlan;
  /** The machine that rolls back a run; absent where no app has a rollback. */
  readonly runRollback?: MachinePlan;
  /** The machine that writes the records of runs; absent where no evidence is kept. */
  readonly evidence?: MachinePlan;
  /** Entries of the access map. */
  readonly access: readonly AccessEntry[];
  /** What each entry's role may do, by the entry's name. */
  readonly identities: Readonly<Record<string, readonly PolicyStatement[]>>;
  /** What the rotation function may do; absent where no app has a secret. */
  readonly rotationStatements?: readonly PolicyStatement[];
  /** What the function of the runs API may do; absent without one. */
  readonly runsApiStatements?: readonly PolicyStatement[];
  /** The workflow of grants and what it works with; absent where nothing is granted. */
  readonly grants?: GrantsPlan;
  /** Names and permissions of the identity-aware proxy; absent where there is none. */
  readonly proxy?: ProxyPlan;
  /** Permissions boundary of each agent, JSON, by its entry; none where the organisation has one. */
  readonly agentBoundaries: Readonly<Record<string, string>>;
  /** The environment's own permissions boundary; absent where the organisation has one. */
  readonly boundary?: PolicyDocument;
  readonly keyPolicy: PolicyDocument;
  /** Role for jobs that preview pull requests; absent unless they are let in. */
  readonly previewerRole?: Named;
  /** What the account allows. */
  readonly quotas: Quotas;
}

/**
 * Computes an environment from its inputs, without Pulumi: definitions, permissions, trust, names. The same inputs give
 * the same plan.
 * @throws where something would pass a limit of AWS, saying what.
 */
export function planEnvironment(args: EnvironmentArgs): EnvironmentPlan {
  const names = environmentNames(args.scope);
  const tags = { ...args.tags, environment: args.scope.environment, app: args.blueprint.name, owner: args.owner };
  const schedule = planSchedule(args.blueprint);
  const approvals = args.runsApi !== undefined && hasApprovals(args.access);
  const machines = environmentMachines(
    names,
    args.blueprint,
    schedule.plan,
    identitySeconds(args),
    approvals,
    args.evidence !== undefined,
  );
  const apps = planApps(args, names, tags, machines.apps);
  const parent = machinePlan(machines.parent);
  const runRollback = machines.runRollback === undefined ? undefined : machinePlan(machines.runRollback);
  const evidence = machines.evidence === undefined ? undefined : machinePlan(machines.evidence);
  const identities = planIdentities(args, names);
  const secretArns = secretArnsOf(args.blueprint, names);
  const rotation = secretArns.length === 0 ? undefined : fitInline(rotationStatements(names, secretArns), names);
  const grants =
    args.grants === undefined
      ? undefined
      : planGrants(names, args.access, { evidence: args.evidence !== undefined, identities });
  const runsApi =
    args.runsApi === undefined ? undefined : [...runsApiStatements(names, approvals), ...(grants?.apiStatements ?? [])];
  const proxy = args.identityProxy === undefined ? undefined : planProxy(names);
  const granted = [
    ...Object.values(apps).flatMap((app) => [...app.machineStatements, ...app.taskStatements]),
    ...parent.statements,
    ...(runRollback?.statements ?? []),
    ...evidenceRoles({ names, evidence }).flatMap(({ statements }) => statements),
    ...Object.values(identities).flat(),
    ...(rotation ?? []),
    ...(runsApi ?? []),
    ...(grants === undefined ? [] : [...grants.membershipStatements, grants.signingStatement]),
    ...(proxy === undefined ? [] : [...proxy.rotationStatements, proxy.signingStatement]),
  ];
  const logGroupArns = [
    names.logGroup.arn,
    ...(rotation === undefined ? [] : [rotationLogGroupArn(names)]),
    ...(runsApi === undefined ? [] : [runsApiNames(names).logGroup.arn]),
    ...(grants === undefined ? [] : [grants.names.logGroup.arn]),
    ...(proxy === undefined ? [] : [proxy.names.logGroup.arn, rotationLogGroupArn(proxy.names.rotation)]),
  ];
  return {
    names,
    tags,
    apps,
    schedule,
    parent,
    ...(runRollback === undefined ? {} : { runRollback }),
    ...(evidence === undefined ? {} : { evidence }),
    access: args.access,
    identities,
    ...(rotation === undefined ? {} : { rotationStatements: rotation }),
    ...(runsApi === undefined ? {} : { runsApiStatements: runsApi }),
    ...(grants === undefined ? {} : { grants }),
    ...(proxy === undefined ? {} : { proxy }),
    agentBoundaries: args.scope.boundaryArn === undefined ? agentBoundaries(args.access, identities) : {},
    ...(args.scope.boundaryArn === undefined ? { boundary: boundaryDocument(names, granted) } : {}),
    keyPolicy: keyPolicy({ names, logGroupArns, alarmArns: alarmArns(names, grants !== undefined) }),
    ...(args.github?.preview === undefined ? {} : { previewerRole: names.previewerRole }),
    quotas: { ...DEFAULT_QUOTAS, ...args.quotas },
  };
}

/** Undefined without a runs API: runs then have no identity. */
function identitySeconds({ runsApi }: EnvironmentArgs): number | undefined {
  return runsApi === undefined ? undefined : runsApi.identityHours * 3600;
}

function machinePlan({ definition, needs }: Machine): MachinePlan {
  return { definition, statements: machineStatements(needs) };
}

function planApps(
  args: EnvironmentArgs,
  names: EnvironmentNames,
  tags: Tags,
  machines: EnvironmentMachines["apps"],
): Record<string, AppPlan> {
  const plan = ([app, { release, rollback }]: [string, EnvironmentMachines["apps"][string]]): [string, AppPlan] => {
    const spec = args.blueprint.apps[app];
    if (spec === undefined) {
      throw new Error(`${app} has a machine and is not in the blueprint`);
    }
    return [
      app,
      {
        spec,
        tags: { ...tags, app, owner: spec.owner ?? tags.owner },
        definition: release.definition,
        ...(rollback === undefined ? {} : { rollbackDefinition: rollback.definition }),
        machineStatements: [
          ...machineStatements([...release.needs, ...(rollback?.needs ?? [])]),
          ...machineAccess(args, names.app(app), app, spec),
        ],
        taskStatements: taskStatements(args, names.app(app), app, spec),
      },
    ];
  };
  return Object.fromEntries(Object.entries(machines).map(plan));
}

/** An app's tasks by the machine that runs them. */
function tasksOf({ task, rollback }: App, names: AppNames) {
  return [
    { task, machine: names.machine },
    ...(rollback === undefined ? [] : [{ ...rollback, machine: names.rollback }]),
  ];
}

/** The access rule counts for the role that a task runs as. Its statement ids may be those of the machine's own. */
function machineAccess({ accessRules }: EnvironmentArgs, names: AppNames, app: string, spec: App): PolicyStatement[] {
  const own = tasksOf(spec, names).some(({ task }) => runsAsMachine(task));
  return own ? (accessRules[app]?.Statement ?? []).map(({ Sid: _, ...statement }) => statement) : [];
}

/** What the app's tasks imply, said once where release and rollback need the same, and what its access rule adds. */
function taskStatements(args: EnvironmentArgs, names: AppNames, app: string, spec: App): PolicyStatement[] {
  const chained = tasksOf(spec, names).filter(({ task }) => !runsAsMachine(task));
  if (chained.length === 0) {
    return [];
  }
  const implied = chained.flatMap(({ task, machine }) => taskPermissions(task, args.scope, machine.arn));
  // A policy cannot have a statement id twice, and release and rollback may need the same with other resources.
  const once = new Map(implied.map(({ Sid: _, ...statement }) => [JSON.stringify(statement), statement]));
  return [...once.values(), ...(args.accessRules[app]?.Statement ?? [])];
}

function planIdentities(
  { access, blueprint, runsApi, evidence, grants: open }: EnvironmentArgs,
  names: EnvironmentNames,
): Record<string, readonly PolicyStatement[]> {
  const rollbacksOf = (apps: readonly string[]) =>
    apps.filter((app) => blueprint.apps[app]?.rollback !== undefined).map((app) => names.app(app).rollback);
  const statements = (entry: AccessEntry) => {
    const { apps } = entry;
    const room = entry.kind === "people" && "onRequest" in entry.source ? LEAST_ROOM : 0;
    const grants = roleGrants(entry, runsApi !== undefined);
    const all = rollbacksOf(Object.keys(blueprint.apps));
    const observesAll = apps === "all" && grants.includes("observe");
    const records = [
      ...(evidence === undefined ? [] : evidenceStatements(grants, names, apps === "all")),
      ...(open !== undefined && observesAll ? observeGrantsStatements(names) : []),
    ];
    if (apps === "own") {
      return [...grantStatements(grants, { names, rollbacks: all, apps }), ...records];
    }
    return apps === "all"
      ? fitInline([...grantStatements(grants, { names, rollbacks: all }), ...records], names, room)
      : // Nothing is widened to other apps: a list that outgrows the role's policy is refused.
        [...grantStatements(grants, { names, rollbacks: rollbacksOf(apps), apps }), ...records];
  };
  return Object.fromEntries(access.map((entry) => [entry.name, statements(entry)]));
}

function agentBoundaries(
  access: readonly AccessEntry[],
  identities: EnvironmentPlan["identities"],
): Record<string, string> {
  const agents = entriesOf(access, "agents").map(({ name }) => [name, agentBoundary(name, identities[name] ?? [])]);
  return Object.fromEntries(agents);
}

function secretArnsOf(blueprint: Blueprint, names: EnvironmentNames): string[] {
  return Object.entries(blueprint.apps).flatMap(([app, { secrets }]) =>
    Object.keys(secrets).map((secret) => names.app(app).secret(secret).iamArn),
  );
}
