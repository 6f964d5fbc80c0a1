import assert from "node:assert/strict";
import { statesOf } from "../../../components/asl/walk";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { scopeOf } from "../../../components/core/names";
import { ProblemsError } from "../../../components/core/problem";
import { runMachines } from "../../../components/definitions/parent/index";
import { longestEvents } from "../../../components/definitions/run-size";
import { limitProblems } from "../../../components/environment/limit-problems";
import { limitsOf } from "../../../components/environment/limits";
import { planEnvironment } from "../../../components/environment/plan";
import identities from "../../../stacks/access/identities.json";
import { blueprintOf, lambda } from "../definitions/samples";

/** The plan of an environment of `count` apps in chains beside each other, every third with a rollback. */
function environmentOf(count: number, more: object = {}, quotas: object = {}) {
  const apps = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `app-${index}`,
      {
        task: lambda(`function-${index}`),
        after: index < 50 ? [] : [`app-${index - 50}`],
        ...(index % 3 === 0 ? { rollback: { task: lambda(`function-${index}`) } } : {}),
        ...more,
      },
    ]),
  );
  const parsed = parseBlueprint({ name: "large", apps });
  assert.ok("blueprint" in parsed, JSON.stringify(parsed));
  return planEnvironment({
    scope: scopeOf({ blueprint: "large", environment: "dev", account: "111111111111", region: "eu-central-1" }),
    blueprint: parsed.blueprint,
    accessRules: {},
    identities: identities as Parameters<typeof planEnvironment>[0]["identities"],
    owner: "platform",
    subscriptions: [],
    runnerPublicKey: { kty: "RSA", kid: "x", n: "", e: "" },
    logRetentionDays: 365,
    secretRecoveryDays: 30,
    keyDeletionDays: 30,
    quotas,
  });
}

describe("limits", () => {
  it("of 1,000 apps are all kept but the account's roles, which can be raised", () => {
    const problems = limitProblems(environmentOf(1000));
    assert.deepEqual(
      problems.map(({ place, message }) => `${place}: ${message.replace(/^\d+/, "n")}`),
      ["large-dev: n roles of the account, AWS takes 1000"],
    );
    assert.match(problems[0]?.fix ?? "", /pulumi config set --path app-of-apps:quotas.roles 20\d\d$/);
    assert.deepEqual(limitProblems(environmentOf(1000, {}, { roles: 5000 })), []);
  }).timeout(60_000);

  it("count every machine and every role that is created", () => {
    const plan = environmentOf(200);
    const used = Object.fromEntries(limitsOf(plan).map((limit) => [limit.name, limit.used]));
    assert.ok(plan.parts.length > 4);
    assert.equal(used["state machines of the account"], 1 + plan.parts.length + 200 + 67);
    // Parent, operator, viewer, runner.
    assert.equal(used["roles of the account"], 4 + plan.parts.length + 2 * 200);
    const withSecret = Object.fromEntries(
      limitsOf(environmentOf(3, { secrets: { db: {} } })).map((limit) => [limit.name, limit.used]),
    );
    assert.equal(withSecret["roles of the account"], 4 + 2 * 3 + 1);
  });

  it("that are passed are told all at once, each with its number, its place and its fix", () => {
    const plan = environmentOf(3);
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
        "large-dev_app-1: n bytes of the largest definition, AWS takes 1048576",
        "large-dev_app-1_task: n characters of the largest policy of another role, AWS takes 10240",
        "large-dev: n state machines of the account, AWS takes 4",
        "large-dev: n roles of the account, AWS takes 5",
      ],
    );
    for (const { fix } of problems) assert.ok(fix.length > 20);
    assert.match(
      new ProblemsError("large-dev", problems).message,
      /^large-dev: 4 problems\n {2}1\. large-dev_app-1: 11\d+ bytes/,
    );
  });

  it("of a history count every look at an app that is awaited", () => {
    const { parent } = runMachines({
      names: environmentOf(2).names,
      blueprint: blueprintOf({ a: { task: lambda("a") }, b: { task: lambda("b"), after: ["a"] } }),
      callerRoles: ["x"],
      plan: { parallel: [{ app: "a" }, { app: "b", await: ["a"] }] },
    });
    const [, waits] = statesOf(parent).find(([name]) => name === "b awaits a") ?? assert.fail();
    assert.ok(waits.Type === "Task");
    const polls = waits.Retry?.[0]?.MaxAttempts ?? assert.fail();
    const without = {
      ...parent,
      States: JSON.parse(JSON.stringify(parent.States, (key, value) => (key === "Retry" ? [] : value))),
    };
    assert.equal(longestEvents(parent) - longestEvents(without), 3 * polls);
    assert.ok(polls > 10);
  });
});
