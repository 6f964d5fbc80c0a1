import assert from "node:assert/strict";
import { parseBlueprint } from "../../../components/blueprint/parse";
import type { EnvironmentNames } from "../../../components/core/names";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "../../../components/core/policy-document";
import { childMachine, rollbackMachine } from "../../../components/definitions/child/definition";
import { type EnvironmentPlan, planEnvironment } from "../../../components/environment/plan";
import { machineStatements } from "../../../components/iam/machine-permissions";
import { taskPermissions } from "../../../components/tasks/index";
import { evaluate } from "../../../policies/evaluator/evaluate";
import type { KeyValue } from "../../../policies/evaluator/request";
import { Text } from "../../../policies/evaluator/text";
import { readInputs } from "../../../stacks/inputs";
import { stackConfig } from "../../helpers/stack-config";
import { blueprintOf, lambda, names } from "../definitions/samples";
import { USAGES } from "../tasks/every-kind";
import { changesOf } from "./ask-changes";
import { type Ask, asksOf, type Declared, keyOf, type Machine } from "./asks";

/** Condition keys that a request of a machine may carry; one that it does not carry is not there. */
const KEYS = [
  "ecs:cluster",
  "iam:PassedToService",
  "kms:EncryptionContext:aws:sns:topicArn",
  "kms:ViaService",
  "states:HTTPEndpoint",
  "states:HTTPMethod",
  "states:StateMachineQualifier",
];

/** One role: what its policy says, and what the states under it ask. */
interface Holder {
  readonly role: string;
  readonly document: PolicyDocument;
  readonly asks: readonly Ask[];
  /** ARN of the parent of the environment whose other machines the role starts, follows and stops; undefined where it names each. */
  readonly parent?: string;
}

/** Whether a role that covers its environment is meant to be allowed this, whatever its states ask today. */
function isCovered({ parent }: Holder, { action, resource, context }: Ask): boolean {
  const arn = resource.join("");
  if (parent === undefined) {
    return false;
  }
  if (action === "states:StartExecution") {
    return arn.startsWith(`${parent}_`) && context["states:StateMachineQualifier"] === "live";
  }
  const follows = action === "states:DescribeExecution" || action === "states:StopExecution";
  return follows && arn.startsWith(`${parent.replace(":stateMachine:", ":execution:")}_`);
}

/** Whether IAM lets a role do what is asked; the boundary is judged elsewhere. */
function allowed({ role, document }: Holder, { action, resource, context }: Ask): boolean {
  const given = KEYS.map((key): [string, KeyValue] => {
    const value = context[key];
    if (value === undefined) {
      return [key.toLowerCase(), "absent"];
    }
    return [key.toLowerCase(), typeof value === "string" ? new Text(value) : value.map((one) => new Text(one))];
  });
  const account = /:(\d{12}):/.exec(role)?.[1];
  const verdict = evaluate(
    {
      caller: { kind: "role", arn: new Text(role), account, tags: new Map() },
      action,
      resource: new Text(resource.join("")),
      context: new Map(given),
    },
    { identity: { policies: [{ label: role, document: JSON.parse(JSON.stringify(document)) }] } },
  );
  assert.notEqual(verdict.kind, "unknown", JSON.stringify(verdict));
  return verdict.kind === "allowed";
}

const shown = ({ action, resource, context }: Ask) => `${action} on ${resource.join("")} ${JSON.stringify(context)}`;
const asked = ({ asks }: Holder) => new Set(asks.map((one) => keyOf({ ...one, role: "" })));

/**
 * Everything that is asked is allowed, and of what differs in one thing only what is asked as well.
 * @param every changes are made of one ask in so many
 * @returns how many changes were denied
 */
function checkSet(holder: Holder, every = 1): number {
  const known = asked(holder);
  let denied = 0;
  for (const [index, ask] of holder.asks.entries()) {
    assert.ok(allowed(holder, ask), `${holder.role} may not ${shown(ask)}`);
    if (index % every !== 0) {
      continue;
    }
    for (const [what, changed] of changesOf(ask)) {
      if (known.has(keyOf({ ...changed, role: "" })) || isCovered(holder, changed)) {
        continue;
      }
      assert.ok(!allowed(holder, changed), `${holder.role} may, for ${what}: ${shown(changed)}`);
      denied += 1;
    }
  }
  return denied;
}

/** Of what others ask, a role may do exactly what it asks itself. */
function checkOthers(holders: readonly Holder[], universe: readonly Ask[]): void {
  for (const holder of holders) {
    const known = asked(holder);
    for (const ask of universe) {
      const may = allowed(holder, ask);
      assert.equal(
        may,
        known.has(keyOf({ ...ask, role: "" })) || isCovered(holder, ask),
        `${holder.role} ${may ? "may" : "may not"} ${shown(ask)}`,
      );
    }
  }
}

const once = (asks: readonly Ask[]): Ask[] => [
  ...new Map(asks.map((one) => [keyOf({ ...one, role: "" }), one])).values(),
];

/** The machine's own role and, where its tasks run under another, that one. */
function holdersOf(
  machines: readonly Machine[],
  own: { readonly arn: string },
  statements: readonly PolicyStatement[],
  task?: { readonly arn: string; readonly statements: readonly PolicyStatement[] },
  declared?: Declared,
  of: EnvironmentNames = names,
): Holder[] {
  const asks = asksOf(machines, of, declared);
  const holder = {
    role: own.arn,
    document: policyDocument(statements),
    asks: asks.filter(({ role }) => role === undefined),
  };
  if (task === undefined) {
    return [holder];
  }
  const under = asks.filter(({ role }) => role === task.arn);
  assert.equal(holder.asks.length + under.length, asks.length, "a task runs under a third role");
  return [holder, { role: task.arn, document: policyDocument(task.statements), asks: under }];
}

describe("permissions as sets, of every way of using a kind", () => {
  for (const { what, task, rights } of USAGES) {
    it(`are exactly what the states ask: ${what}`, () => {
      const spec = blueprintOf({ one: { task, timeoutSeconds: 400, secrets: { db: {} }, rollback: { task } } }).apps
        .one;
      assert.ok(spec);
      const { machine, rollback, machineRole, taskRole } = names.app("one");
      const release = childMachine({ names, app: "one", spec });
      const undo = rollbackMachine({ names, app: "one", spec }) ?? assert.fail();
      const declared = rights.map((line) => {
        const [action = "", resource = ""] = line.replaceAll("ACCOUNT", "eu-central-1:123456789012").split(" ");
        return { action, resource };
      });
      const statements = [machine, rollback].flatMap(({ arn }) => taskPermissions(task, names.scope, arn));
      const holders = holdersOf(
        [
          { names: machine, definition: release.definition },
          { names: rollback, definition: undo.definition },
        ],
        machineRole,
        machineStatements([...release.needs, ...undo.needs]),
        task.kind === "http" ? undefined : { arn: taskRole.arn, statements },
        task.kind === "sdk" ? declared : undefined,
      );
      const denied = holders.map((holder) => checkSet(holder));
      for (const count of denied) {
        assert.ok(count > 3, String(count));
      }
      checkOthers(holders, once(holders.flatMap(({ asks }) => asks)));
    });
  }
});

const config = stackConfig("dev");
const inputs = readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) });

/** Roles of what runs apps: the parent's and that of the machine that rolls back a run. */
function runHolders({ names: of, parent, runRollback }: EnvironmentPlan): Holder[] {
  const { machine, machineRole } = of.runRollback;
  const holders = [
    ...holdersOf(
      [{ names: of.parent, definition: parent.definition }],
      of.parentRole,
      parent.statements,
      undefined,
      undefined,
      of,
    ),
    ...(runRollback === undefined
      ? []
      : holdersOf(
          [{ names: machine, definition: runRollback.definition }],
          machineRole,
          runRollback.statements,
          undefined,
          undefined,
          of,
        )),
  ];
  return holders.map((holder) => ({ ...holder, parent: of.parent.arn }));
}

/** Roles of an app: its machines' and its tasks'. What its access rule adds is asked by the work itself. */
function appHolders({ names: of, apps }: EnvironmentPlan, rules: Readonly<Record<string, PolicyDocument>>): Holder[] {
  return Object.entries(apps).flatMap(([app, plan]) => {
    const { machine, rollback, machineRole, taskRole } = of.app(app);
    const { definition, rollbackDefinition: undo } = plan;
    const machines = [
      { names: machine, definition },
      ...(undo === undefined ? [] : [{ names: rollback, definition: undo }]),
    ];
    const task = plan.taskStatements.length === 0 ? undefined : { arn: taskRole.arn, statements: plan.taskStatements };
    const holders = holdersOf(machines, machineRole, plan.machineStatements, task, undefined, of);
    const added = (rules[app]?.Statement ?? []).flatMap(({ Action, Resource = [] }) =>
      Action.flatMap((action) =>
        Resource.map((resource): Ask => {
          const [fixed = "", free] = resource.split("*");
          return { role: taskRole.arn, action, resource: [fixed, free === undefined ? "" : "run-1"], context: {} };
        }),
      ),
    );
    return holders.map((one) => (one.role === taskRole.arn ? { ...one, asks: [...one.asks, ...added] } : one));
  });
}

describe("permissions as sets, of the retail blueprint", () => {
  const plan = planEnvironment(inputs);
  const holders = [...runHolders(plan), ...appHolders(plan, inputs.accessRules)];
  const changed = (change: (one: PolicyStatement) => PolicyStatement | undefined) =>
    holders.map((holder) => {
      const statements = holder.document.Statement.flatMap((one) => change(one) ?? []);
      return { ...holder, document: policyDocument(statements) };
    });

  for (const [what, change, message] of [
    ["a star for a name", { Resource: ["*"] }, / may, for /],
    ["an action more", { Action: ["states:*"] }, / may, for another action: /],
    ["no condition", { Condition: {} }, / may, for \S+ is (?:missing|another): /],
  ] as const) {
    it(`would show ${what}`, () => {
      const [parent] = changed((one) => (one.Sid === "StartMachine" ? { ...one, ...change } : one));
      assert.throws(() => checkSet(parent ?? assert.fail()), message);
    });
  }

  it("would show what is missing", () => {
    for (const Sid of ["StartMachine", "FollowExecution", "Publish", "JobEvents", "TracingHasNoResourceLevel"]) {
      const [parent] = changed((one) => (one.Sid === Sid ? undefined : one));
      assert.throws(() => checkSet(parent ?? assert.fail()), / may not /, Sid);
    }
  });

  it("are exactly what the states of each role ask", () => {
    assert.equal(holders.length, 2 + 2 * Object.keys(inputs.blueprint.apps).length);
    const denied = holders.map((holder) => checkSet(holder)).reduce((a, b) => a + b, 0);
    assert.ok(denied > 1000, String(denied));
  }).timeout(60_000);

  it("hold, of all that any role asks, nothing that another asks", () => {
    checkOthers(holders, once(holders.flatMap(({ asks }) => asks)));
  }).timeout(120_000);
});

describe("permissions as sets, of 200 apps", () => {
  const apps = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [
      `app-${index}`,
      {
        task: lambda(`f-${index}`),
        rollback: { task: lambda(`u-${index}`) },
        after: index < 20 ? [] : [`app-${index - 20}`],
        ...(index % 10 === 0 ? { onFailure: "continue" } : {}),
      },
    ]),
  );
  const parsed = parseBlueprint({ name: "shop", siblings: "finish", apps });
  assert.ok("blueprint" in parsed);
  const { blueprint } = parsed;
  const plan = planEnvironment({
    ...inputs,
    scope: { ...inputs.scope, blueprint: "shop" },
    blueprint,
    accessRules: {},
  });
  const runs = runHolders(plan);

  it("are exactly what the parent and the machine that rolls back ask, within the environment's names", () => {
    for (const holder of runs) {
      checkSet(holder, 7);
    }
  }).timeout(300_000);

  it("of any app's machines are theirs alone", () => {
    const some = appHolders(plan, {}).filter((_, index) => index % 40 < 2);
    checkOthers([...runs, ...some], once(some.flatMap(({ asks }) => asks)));
  }).timeout(300_000);
});
