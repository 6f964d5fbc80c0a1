import { clientEntries } from "../access/entry";
import type { StateMachineDefinition } from "../asl/types";
import { evidenceNames } from "../core/evidence-names";
import { NAME_LIMITS } from "../core/names";
import { type PolicyStatement, policyJson } from "../core/policy-document";
import { MANAGED_POLICY_LIMIT, SOURCE_IDENTITY_LIMIT, TRUST_LIMIT } from "../core/service-quotas";
import { healthyEvents, longestEvents } from "../definitions/execution-size";
import { evidenceRoles } from "../evidence/roles";
import { LEAST_ROOM } from "../grants/denials";
import { INLINE_LIMIT } from "../iam/inline-policy";
import { machineTrust, roleTrust } from "../iam/trust/aws";
import { clientNames } from "../okta/client-names";
import { runsApiNames } from "../runs-api/names";
import type { Plan } from "../schedule/plan";
import { KEPT_VERSIONS } from "../versions/prune";
import type { EnvironmentPlan } from "./plan";
import { statesSourceIdentity } from "./sign-in/sessions";

/** How much of one of AWS's limits an environment uses. */
export interface Limit {
  readonly name: string;
  readonly used: number;
  readonly limit: number;
}

/** A limit with what uses most of it and what to do where it is passed. */
export interface MeasuredLimit extends Limit {
  /** The machine, role or document that was measured; absent for what is counted. */
  readonly of?: string;
  readonly fix: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const STATES_LIMITS = {
  /** Bytes. */
  definition: 1_048_576,
  /** Events of one execution. */
  history: 25_000,
  /** Versions of one machine. */
  versions: 1000,
} as const;

/** Something with a name and a size. */
type Sized = readonly [name: string, size: number];

/**
 * The limits that a growing blueprint meets, measured on the definitions, documents and names that would be deployed.
 * Names are counted as they are: those that would be longer are cut (see `shorten`), so they meet the limit and never
 * pass it.
 */
export function limitsOf(environment: EnvironmentPlan): MeasuredLimit[] {
  const { names, parent, runRollback, evidence, grants, boundary, quotas } = environment;
  const runs: [string, StateMachineDefinition][] = [
    [names.parent.name, parent.definition],
    ...(runRollback === undefined
      ? []
      : [[names.runRollback.machine.name, runRollback.definition] as [string, StateMachineDefinition]]),
    ...(evidence === undefined
      ? []
      : [[evidenceNames(names).machine.name, evidence.definition] as [string, StateMachineDefinition]]),
  ];
  const machines = [
    ...runs,
    ...(grants === undefined ? [] : [[grants.names.machine.name, grants.definition] as const]),
    ...appMachines(environment),
  ];
  const { parentRole, others } = policiesOf(environment);
  const roles = rolesOf(environment);
  const sizes = (
    all: readonly (readonly [string, StateMachineDefinition])[],
    size: (d: StateMachineDefinition) => number,
  ) => all.map(([name, definition]): Sized => [name, size(definition)]);
  const lengths = (all: readonly string[]) => all.map((name): Sized => [name, name.length]);
  const fewer =
    `move some of the ${Object.keys(environment.apps).length} apps to another blueprint and compose the two: ` +
    "an app of kind stateMachine starts the other blueprint's parent by its alias";
  const raise = (what: string, key: keyof typeof quotas, count: number) =>
    `ask AWS for more (Service Quotas, "${what}"; other stacks of the account need some, too) and say what you have: ` +
    `pulumi config set --path app-of-apps:quotas.${key} ${count}`;
  const definition = largest(
    "bytes of the largest definition",
    sizes(machines, (one) => Buffer.byteLength(JSON.stringify(one))),
    STATES_LIMITS.definition,
    "give the app's task shorter arguments",
  );
  return [
    { ...definition, fix: runs.some(([name]) => name === definition.of) ? fewer : definition.fix },
    largest("history events of a run that goes well", sizes(runs, healthyEvents), STATES_LIMITS.history, fewer),
    largest(
      "history events of a run that rolls everything back",
      sizes(runs, (definition) => longestEvents(definition, widthOf(environment.schedule.plan))),
      STATES_LIMITS.history,
      fewer,
    ),
    largest("characters of the parent role's policy", [parentRole], INLINE_LIMIT, fewer),
    largest(
      "characters of the largest policy of another role",
      others,
      INLINE_LIMIT,
      "name fewer actions and resources in the access rule, or fewer apps in a role of the access map, give the app " +
        "fewer secrets, or move some to an app of its own",
    ),
    ...(boundary === undefined
      ? []
      : [
          largest(
            "characters of the permissions boundary",
            [[names.boundary.name, JSON.stringify(boundary).length]],
            MANAGED_POLICY_LIMIT,
            "name fewer actions, and fewer resources without an account (S3) or of IAM, in the access rules",
          ),
        ]),
    largest(
      "characters of the longest trust of a machine's or a task's role",
      trustsOf(environment),
      TRUST_LIMIT,
      "give the blueprint, the environment or the app a shorter name",
    ),
    largest(
      "characters of the longest machine name",
      lengths(machines.map(([name]) => name)),
      NAME_LIMITS.machine,
      "give the blueprint, the environment or the app a shorter name",
    ),
    largest(
      "characters of the longest role name",
      lengths(roles),
      NAME_LIMITS.role,
      "give the blueprint, the environment or the app a shorter name",
    ),
    ...(statesSourceIdentity(environment.access)
      ? [
          largest(
            "characters of the longest client id, which is a source identity",
            lengths(clientEntries(environment.access).map(({ name }) => clientNames(names).machine(name))),
            SOURCE_IDENTITY_LIMIT,
            "give the blueprint, the environment, or the machine or agent of the access map a shorter name",
          ),
        ]
      : []),
    counted(
      "state machines of the account",
      machines.length,
      quotas.machines,
      raise("Registered state machines", "machines", machines.length),
    ),
    counted(
      "versions that are kept of a machine",
      KEPT_VERSIONS,
      STATES_LIMITS.versions,
      "keep fewer (`components/versions/prune.ts`)",
    ),
    counted("roles of the account", roles.length, quotas.roles, raise("Roles per account", "roles", roles.length)),
  ];
}

/** Apps that a plan runs side by side at most. */
function widthOf(plan: Plan): number {
  if ("app" in plan) {
    return 1;
  }
  return "sequence" in plan
    ? Math.max(...plan.sequence.map(widthOf))
    : plan.parallel.reduce((sum, branch) => sum + widthOf(branch), 0);
}

/** Machines of all apps, by name. */
function appMachines({ names, apps }: EnvironmentPlan): [string, StateMachineDefinition][] {
  return Object.entries(apps).flatMap(([app, { definition, rollbackDefinition }]) => {
    const { machine, rollback } = names.app(app);
    const undo: [string, StateMachineDefinition][] =
      rollbackDefinition === undefined ? [] : [[rollback.name, rollbackDefinition]];
    return [[machine.name, definition] as [string, StateMachineDefinition], ...undo];
  });
}

/** Names of every role that is created. */
function rolesOf(plan: EnvironmentPlan): string[] {
  const { names, apps, access, runRollback, grants, previewerRole, rotationStatements, runsApiStatements } = plan;
  return [
    names.parentRole,
    ...access.map(({ name }) => names.role(name)),
    ...(previewerRole === undefined ? [] : [previewerRole]),
    ...(rotationStatements === undefined ? [] : [names.rotationRole]),
    ...(runsApiStatements === undefined ? [] : [runsApiNames(names).role]),
    ...(runRollback === undefined ? [] : [names.runRollback.machineRole]),
    ...evidenceRoles(plan).map(({ role }) => role),
    ...(grants === undefined ? [] : [grants.names.machineRole, grants.names.membershipRole]),
    ...Object.entries(apps).flatMap(([app, { taskStatements }]) => [
      names.app(app).machineRole,
      ...(taskStatements.length === 0 ? [] : [names.app(app).taskRole]),
    ]),
  ].map(({ name }) => name);
}

/**
 * Sizes of the trusts of chains. Those of people, machines and jobs name one identity provider each and do not grow.
 */
function trustsOf({ names, apps, runRollback, evidence }: EnvironmentPlan): Sized[] {
  const { account } = names.scope;
  const { machine: recording, machineRole: recorder } = evidenceNames(names);
  return [
    [names.parentRole.name, machineTrust(account, [names.parent.arn]).length],
    ...(runRollback === undefined
      ? []
      : [[names.runRollback.machineRole.name, machineTrust(account, [names.runRollback.machine.arn]).length] as Sized]),
    ...(evidence === undefined ? [] : [[recorder.name, machineTrust(account, [recording.arn]).length] as Sized]),
    ...Object.entries(apps).flatMap(([app, { rollbackDefinition, taskStatements }]): Sized[] => {
      const { machine, rollback, machineRole, taskRole } = names.app(app);
      const machines = rollbackDefinition === undefined ? [machine.arn] : [machine.arn, rollback.arn];
      return [
        [machineRole.name, machineTrust(account, machines).length],
        ...(taskStatements.length === 0
          ? []
          : [[taskRole.name, JSON.stringify(roleTrust(machineRole.arn)).length] as Sized]),
      ];
    }),
  ];
}

/** Sizes of the inline policies by role. */
function policiesOf(plan: EnvironmentPlan) {
  const { names, apps, parent, runRollback, grants, identities, rotationStatements, runsApiStatements } = plan;
  const sized = (name: string, statements: readonly PolicyStatement[]): Sized => [name, policyJson(statements).length];
  return {
    parentRole: sized(names.parentRole.name, parent.statements),
    others: [
      ...(runRollback === undefined ? [] : [sized(names.runRollback.machineRole.name, runRollback.statements)]),
      ...evidenceRoles(plan).map(({ role, statements }) => sized(role.name, statements)),
      ...(grants === undefined
        ? []
        : [
            sized(grants.names.machineRole.name, grants.machineStatements),
            sized(grants.names.membershipRole.name, grants.membershipStatements),
          ]),
      ...Object.entries(apps).flatMap(([app, { machineStatements, taskStatements }]) => [
        sized(names.app(app).machineRole.name, machineStatements),
        sized(names.app(app).taskRole.name, taskStatements),
      ]),
      ...Object.entries(identities).map(([entry, statements]): Sized => {
        const [name, size] = sized(names.role(entry).name, statements);
        return [name, size + (grants?.onRequest.includes(entry) ? LEAST_ROOM : 0)];
      }),
      sized(names.rotationRole.name, rotationStatements ?? []),
      sized(runsApiNames(names).role.name, runsApiStatements ?? []),
    ],
  };
}

function largest(name: string, all: readonly Sized[], limit: number, fix: string): MeasuredLimit {
  const [of, used] = all.reduce((most, one) => (one[1] > most[1] ? one : most), ["", 0] as Sized);
  return { name, used, limit, of, fix };
}

function counted(name: string, used: number, limit: number, fix: string): MeasuredLimit {
  return { name, used, limit, fix };
}
