import assert from "node:assert/strict";
import type { AccessEntry } from "../../../components/access/entry";
import { parseAccessMap } from "../../../components/access/map-file";
import { mapProblems } from "../../../components/access/map-problems";
import { resolveAccess } from "../../../components/access/resolve";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { type EnvironmentNames, environmentNames } from "../../../components/core/names";
import { type EnvironmentPlan, planEnvironment } from "../../../components/environment/plan";
import { alarmNames } from "../../../components/notifications/alarm-names";
import { readInputs } from "../../../stacks/inputs";
import { stackConfig } from "../../helpers/stack-config";
import { APPS, MACHINE_TEAM } from "./random-maps";

const config = stackConfig("dev");
const inputs = readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) });

const WITH_ROLLBACK: readonly string[] = ["orders", "ui"];
/** Owner of each app; one is that of what apps share. */
const OWNERS: Readonly<Record<string, string>> = { orders: MACHINE_TEAM, "orders-db": "data", ui: inputs.owner };
/** Teams of sessions; the last session has no team. */
export const TEAMS = [...Object.values(OWNERS), undefined];
const parsed = parseBlueprint({
  name: "retail",
  apps: Object.fromEntries(
    APPS.map((app) => [
      app,
      {
        task: { kind: "lambda", function: app },
        owner: OWNERS[app],
        ...(WITH_ROLLBACK.includes(app) ? { rollback: { task: { kind: "lambda", function: app } } } : {}),
      },
    ]),
  ),
});
assert.ok("blueprint" in parsed);
const { blueprint } = parsed;

/** What a request needs of a role: a right for something; none where no right is for it. */
export interface Ask {
  readonly action: string;
  readonly resource: string;
  /** Alias that the request names. */
  readonly alias?: string;
  readonly right?: string;
  /** An app, or `shared` for what belongs to none. */
  readonly of?: string;
  /** Tags of the resource. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

const tagsOf = (of: string) =>
  of === "shared" ? { app: "retail", owner: inputs.owner } : { app: of, owner: OWNERS[of] ?? "" };

/** Requests about one environment, read from what each right is meant for; of another environment nobody may do any. */
function asksOf(names: EnvironmentNames, isOwn: boolean): Ask[] {
  const machines = [
    { ...names.parent, of: "shared", starts: "start" },
    { ...names.runRollback.machine, of: "shared", starts: "rollback" },
    ...APPS.flatMap((app) => [
      { ...names.app(app).machine, of: app, starts: "start of one app" },
      ...(WITH_ROLLBACK.includes(app) ? [{ ...names.app(app).rollback, of: app, starts: "rollback" }] : []),
    ]),
  ];
  const asks = machines.flatMap(({ arn, aliasArn, executionPrefix, of, starts }): Ask[] => {
    const tags = tagsOf(of);
    const run = `${executionPrefix}run-1`;
    const on = (right: string, resource: string, ...actions: readonly string[]) =>
      actions.map((action) => ({ action: `states:${action}`, resource, right, of }));
    const all: Ask[] = [
      { action: "states:StartExecution", resource: arn, alias: "live", right: starts, of },
      { action: "states:StartExecution", resource: arn, alias: "canary" },
      { action: "states:StartExecution", resource: arn },
      { action: "states:UpdateStateMachineAlias", resource: arn, alias: "live", right: "rollback", of },
      { action: "states:UpdateStateMachineAlias", resource: arn, alias: "canary" },
      ...on("observe", run, "DescribeExecution", "GetExecutionHistory"),
      ...on("observe", arn, "DescribeStateMachine", "ListExecutions", "ListStateMachineVersions"),
      ...on("observe", aliasArn, "DescribeStateMachineAlias", "ListExecutions"),
      ...on("stop", run, "StopExecution"),
      ...on("redrive", run, "RedriveExecution"),
      { action: "states:UpdateStateMachine", resource: arn },
      { action: "states:DeleteStateMachine", resource: arn },
      { action: "states:TagResource", resource: arn },
    ];
    return all.map((ask) => ({ ...ask, tags }));
  });
  const simulated = (role: { arn: string }, of: string): Ask => ({
    action: "iam:SimulatePrincipalPolicy",
    resource: role.arn,
    right: "simulate",
    of,
    tags: tagsOf(of),
  });
  const roles = APPS.flatMap((app) =>
    [names.app(app).machineRole, names.app(app).taskRole].map((r) => simulated(r, app)),
  );
  const stream = `${names.logGroup.arn}:log-stream:`;
  const all: Ask[] = [
    ...asks,
    ...roles,
    simulated(names.parentRole, "shared"),
    { action: "logs:FilterLogEvents", resource: `${names.logGroup.arn}:*`, right: "observe", of: "shared" },
    ...APPS.map((app): Ask => {
      const resource = names.app(app).secret("password").iamArn.replace("??????", "AbCdEf");
      return { action: "secretsmanager:DescribeSecret", resource, right: "observe", of: app, tags: tagsOf(app) };
    }),
    { action: "secretsmanager:GetSecretValue", resource: names.app("ui").secret("password").iamArn },
    { action: "cloudwatch:DescribeAlarms", resource: alarmNames(names).unnotified.arn, right: "observe", of: "shared" },
    { action: "cloudwatch:DescribeAlarms", resource: "*" },
    { action: "sqs:GetQueueAttributes", resource: names.failureQueue.arn, right: "observe", of: "shared" },
    { action: "sqs:ReceiveMessage", resource: names.failureQueue.arn },
    // Who rolls anything back records it in the one stream of the environment.
    { action: "logs:PutLogEvents", resource: `${stream}versions`, right: "rollback", of: "any" },
    { action: "logs:PutLogEvents", resource: `${stream}other` },
    { action: "sts:AssumeRole", resource: names.app("ui").taskRole.arn },
    { action: "iam:PutRolePolicy", resource: names.parentRole.arn },
  ];
  return isOwn ? all : all.map(({ right: _, ...ask }) => ask);
}

export const ASKS = [
  ...asksOf(environmentNames({ ...inputs.scope, blueprint: "retail" }), true),
  ...asksOf(environmentNames({ ...inputs.scope, blueprint: "retail", environment: "dev-eu" }), false),
];

/** Whether the map says that a role with these rights for these apps may do this in a session of that team. */
export function isMeant(
  { kind, grants, apps }: AccessEntry,
  team: string | undefined,
  { right, of = "" }: Ask,
): boolean {
  // An agent stops its own runs, which only the runs API knows.
  if (kind === "agents" && right === "stop") {
    return false;
  }
  const may: readonly string[] = grants;
  if (right === undefined) {
    return false;
  }
  const reached = apps === "own" ? APPS.filter((app) => OWNERS[app] === team) : apps;
  if (right === "start of one app") {
    // Who starts everything starts the parent, which starts the apps in their order.
    return reached !== "all" && reached.some((app) => app === of) && may.includes("start");
  }
  return may.includes(right) && (reached === "all" || of === "any" || reached.some((app) => app === of));
}

/** The entries of a random map and the environment that they are in. */
export function planOf(written: object): { readonly access: readonly AccessEntry[]; readonly plan: EnvironmentPlan } {
  const read = parseAccessMap(written);
  assert.ok("map" in read, JSON.stringify(read));
  assert.deepEqual(mapProblems(read.map, { environments: ["dev"], apps: APPS }), []);
  const runnerPublicKey = { kty: "RSA" as const, kid: "k", n: "", e: "" };
  const access = resolveAccess(read.map, { environment: "dev", machineAccess: true, runnerPublicKey });
  assert.equal(access.length, 5);
  return { access, plan: planEnvironment({ ...inputs, blueprint, accessRules: {}, access }) };
}
