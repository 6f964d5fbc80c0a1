import assert from "node:assert/strict";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { scopeOf } from "../../../components/core/names";
import { ProblemsError } from "../../../components/core/problem";
import { limitProblems } from "../../../components/environment/limit-problems";
import { limitsOf } from "../../../components/environment/limits";
import { planEnvironment } from "../../../components/environment/plan";
import { ACCESS } from "../access/sample-entries";
import { lambda } from "../definitions/samples";

interface Size {
  readonly count: number;
  /** One app in so many has a rollback. @default 3 */
  readonly rollbackEvery?: number;
  /** Members of every app. */
  readonly more?: object;
  readonly quotas?: object;
  /** Whether the names of blueprint, environment and apps are as long as they may be. @default false */
  readonly longNames?: boolean;
}

/** The plan of an environment of so many apps in 50 chains next to each other. */
function environmentOf({ count, rollbackEvery = 3, more = {}, quotas = {}, longNames = false }: Size) {
  const nameOf = (index: number) => (longNames ? `app-${index}-`.padEnd(40, "x") : `app-${index}`);
  const apps = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      nameOf(index),
      {
        task: lambda(`function-${index}`),
        after: index < 50 ? [] : [nameOf(index - 50)],
        ...(index % rollbackEvery === 0 ? { rollback: { task: lambda(`function-${index}`) } } : {}),
        ...more,
      },
    ]),
  );
  const name = longNames ? "b".repeat(40) : "large";
  const parsed = parseBlueprint({ name, apps });
  assert.ok("blueprint" in parsed, JSON.stringify(parsed));
  const environment = longNames ? "e".repeat(20) : "dev";
  return planEnvironment({
    scope: scopeOf({ blueprint: name, environment, account: "111111111111", region: "eu-central-1" }),
    blueprint: parsed.blueprint,
    accessRules: {},
    access: ACCESS,
    owner: "platform",
    subscriptions: [],
    logRetentionDays: 365,
    secretRecoveryDays: 30,
    keyDeletionDays: 30,
    quotas,
  });
}

const RAISED = { roles: 5000 };

describe("limits", () => {
  it("of 1,000 apps are all kept but the account's roles, which can be raised", () => {
    const problems = limitProblems(environmentOf({ count: 1000 }));
    assert.deepEqual(
      problems.map(({ place, message }) => `${place}: ${message.replace(/^\d+/, "n")}`),
      ["large-dev: n roles of the account, limit 1000"],
    );
    assert.match(problems[0]?.fix ?? "", /pulumi config set --path app-of-apps:quotas.roles 20\d\d$/);
    assert.deepEqual(limitProblems(environmentOf({ count: 1000, quotas: RAISED })), []);
  }).timeout(60_000);

  it("of 800 apps are kept with the longest names, and with 400 rollbacks", () => {
    const long = environmentOf({ count: 800, longNames: true, rollbackEvery: 2, quotas: RAISED });
    assert.equal(Object.values(long.apps).filter((app) => app.rollbackDefinition !== undefined).length, 400);
    assert.deepEqual(limitProblems(long), []);
  }).timeout(60_000);

  it("refuse a parent of more than a mebibyte with its bytes, the limit and the advice to compose blueprints", () => {
    const plan = environmentOf({ count: 1200, longNames: true, rollbackEvery: 12, quotas: RAISED });
    const bytes = Buffer.byteLength(JSON.stringify(plan.parent.definition));
    assert.ok(bytes > 1_048_576, `${bytes}`);
    const problems = limitProblems(plan);
    assert.deepEqual(problems, [
      {
        place: plan.names.parent.name,
        message: `${bytes} bytes of the largest definition, limit 1048576`,
        fix:
          "move some of the 1200 apps to another blueprint and compose the two: " +
          "an app of kind stateMachine starts the other blueprint's parent by its alias",
      },
    ]);
    const { message } = new ProblemsError("stack", problems);
    for (const said of [`${bytes} bytes`, "limit 1048576", "compose"]) {
      assert.ok(message.includes(said), message);
    }
  }).timeout(60_000);

  it("refuse a rollback of a run that may pass 25,000 events, with the same advice", () => {
    const [problem, ...others] = limitProblems(environmentOf({ count: 1250, rollbackEvery: 1, quotas: RAISED }));
    assert.deepEqual(others, []);
    assert.equal(problem?.place, "large-dev_rollback_run", JSON.stringify(problem));
    assert.match(
      problem?.message ?? "",
      /^2[5-9]\d{3} history events of a run that rolls everything back, limit 25000$/,
    );
    assert.match(problem?.fix ?? "", /^move some of the 1250 apps to another blueprint and compose the two/);
  }).timeout(60_000);

  it("count every machine and every role that is created", () => {
    const used = (size: Size) =>
      Object.fromEntries(limitsOf(environmentOf(size)).map((limit) => [limit.name, limit.used]));
    const many = used({ count: 200 });
    // The parent, the rollback of a run, and 67 rollbacks.
    assert.equal(many["state machines of the account"], 2 + 200 + 67);
    // Parent, operator, viewer, runner, and the rollback of a run.
    assert.equal(many["roles of the account"], 4 + 1 + 2 * 200);
    const few = used({ count: 3, rollbackEvery: 4, more: { secrets: { db: {} } } });
    assert.equal(few["state machines of the account"], 2 + 3 + 1);
    assert.equal(few["roles of the account"], 4 + 1 + 2 * 3 + 1);
  });

  it("that are exceeded are reported together, each with its number, its place and its fix", () => {
    const plan = environmentOf({ count: 3 });
    const comment = "x".repeat(1_100_000);
    const app = plan.apps["app-1"] ?? assert.fail();
    const large = {
      ...plan,
      quotas: { roles: 5, machines: 4 },
      apps: {
        ...plan.apps,
        "app-1": {
          ...app,
          definition: { ...app.definition, Comment: comment },
          taskStatements: [{ Sid: "A".repeat(10_300), Effect: "Allow" as const, Action: ["s3:GetObject"] }],
        },
      },
    };
    const problems = limitProblems(large);
    assert.deepEqual(
      problems.map(({ place, message }) => `${place}: ${message.replace(/^\d+/, "n")}`),
      [
        "large-dev_app-1: n bytes of the largest definition, limit 1048576",
        "large-dev_app-1_task: n characters of the largest policy of another role, limit 10240",
        "large-dev: n state machines of the account, limit 4",
        "large-dev: n roles of the account, limit 5",
      ],
    );
    assert.equal(problems[0]?.fix, "give the app's task shorter arguments");
    for (const { fix } of problems) {
      assert.ok(fix.length > 20);
    }
    assert.match(
      new ProblemsError("large-dev", problems).message,
      /^large-dev: 4 problems\n {2}1\. large-dev_app-1: 11\d+ bytes/,
    );
  });
});
