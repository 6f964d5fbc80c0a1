import assert from "node:assert/strict";
import { TIMINGS } from "../../../components/asl/timeouts";
import { statesOf } from "../../../components/asl/walk";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { environmentNames } from "../../../components/core/names";
import { type PolicyStatement, policyJson } from "../../../components/core/policy-document";
import { MANAGED_POLICY_LIMIT } from "../../../components/core/service-quotas";
import { limitProblems } from "../../../components/environment/limit-problems";
import { planEnvironment } from "../../../components/environment/plan";
import { INLINE_LIMIT } from "../../../components/iam/inline-policy";
import { readInputs } from "../../../stacks/inputs";
import { stackConfig } from "../../helpers/stack-config";

const config = stackConfig("dev");
const inputs = readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) });

/** The environment `dev` with another blueprint. */
function inputsWith(name: string, apps: Record<string, unknown>) {
  const parsed = parseBlueprint({ name, apps });
  assert.ok("blueprint" in parsed);
  return { ...inputs, scope: { ...inputs.scope, blueprint: name }, blueprint: parsed.blueprint, accessRules: {} };
}

const task = (name: string) => ({ kind: "lambda", function: name });

describe("plan of an environment", () => {
  it("is the same text for the same inputs", () => {
    assert.equal(JSON.stringify(planEnvironment(inputs)), JSON.stringify(planEnvironment(inputs)));
  });

  it("gives a task role what its task implies, once, and what its access rule adds", () => {
    const { apps } = planEnvironment(inputs);
    const invoke = (app: string) => ({
      Effect: "Allow",
      Action: ["lambda:InvokeFunction"],
      Resource: [`arn:aws:lambda:eu-central-1:111111111111:function:retail-${app}-release`],
    });
    assert.deepEqual(apps.orders?.taskStatements, [invoke("orders")]);
    assert.deepEqual(apps["carts-db"]?.taskStatements, [
      invoke("carts-db"),
      {
        Sid: "SeeTable",
        Effect: "Allow",
        Action: ["dynamodb:DescribeTable"],
        Resource: ["arn:aws:dynamodb:eu-central-1:111111111111:table/retail-dev-carts"],
      },
    ]);
  });

  it("lets a machine role assume its own task role and no other", () => {
    const { apps, names } = planEnvironment(inputs);
    for (const [app, { machineStatements }] of Object.entries(apps)) {
      const assumed = machineStatements
        .filter(({ Action }) => Action.includes("sts:AssumeRole"))
        .flatMap(({ Resource }) => Resource);
      assert.deepEqual(assumed, [names.app(app).taskRole.arn]);
    }
  });

  it("lets the parent start, describe and stop what its environment owns, by the alias, and nothing of another", () => {
    const { parent, runRollback } = planEnvironment(inputs);
    const [machine, execution] = ["stateMachine", "execution"].map(
      (what) => `arn:aws:states:eu-central-1:111111111111:${what}:retail-dev_*`,
    );
    const starts = (statements: readonly PolicyStatement[]) =>
      statements.filter(({ Sid }) => Sid === "StartMachine" || Sid === "FollowExecution");
    const expected = [
      {
        Sid: "FollowExecution",
        Effect: "Allow",
        Action: ["states:DescribeExecution", "states:StopExecution"],
        Resource: [`${execution}:*`],
      },
      {
        Sid: "StartMachine",
        Effect: "Allow",
        Action: ["states:StartExecution"],
        Resource: [machine],
        Condition: { StringEquals: { "states:StateMachineQualifier": "live" } },
      },
    ];
    assert.deepEqual(starts(parent.statements), expected);
    assert.deepEqual(starts(runRollback?.statements ?? []), expected);
  });

  it("gives the parent's state of an app the child's own limit and the slack, whatever its access rule says", () => {
    const secrets = { "database-password": {}, token: {} };
    const named = inputsWith("large", {
      plain: { task: task("f") },
      one: { task: task("f"), secrets, timeoutSeconds: 700, rollback: { task: task("g") } },
      two: { task: task("f"), secrets: { token: {} }, after: ["one"] },
    });
    const rule = (app: string) => ({
      Version: "2012-10-17" as const,
      Statement: Object.keys(named.blueprint.apps[app]?.secrets ?? {}).map((secret) => ({
        Effect: "Allow" as const,
        Action: ["secretsmanager:GetSecretValue"],
        Resource: [environmentNames(named.scope).app(app).secret(secret).iamArn],
        Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } },
      })),
    });
    const ruled = { ...named, accessRules: { one: rule("one"), two: rule("two") } };
    for (const args of [inputs, named, ruled]) {
      const { apps, parent } = planEnvironment(args);
      const seconds = new Map(
        statesOf(parent.definition).flatMap(([name, state]) =>
          state.Type === "Task" ? [[name, state.TimeoutSeconds] as const] : [],
        ),
      );
      for (const [app, { definition }] of Object.entries(apps)) {
        assert.equal(seconds.get(app), definition.TimeoutSeconds + TIMINGS.slack, app);
      }
    }
  });

  describe("an app that calls an HTTPS API", () => {
    const connection = "arn:aws:events:eu-central-1:111111111111:connection/api/81210c42-8af1-456b-9c4a-6ff02fc664ac";
    const http = { kind: "http", endpoint: "https://api.example.com/v1", method: "POST", connection } as const;
    const lambda = { kind: "lambda", function: "orders" } as const;
    const decrypt = { Sid: "Publish", Effect: "Allow" as const, Action: ["kms:Decrypt"], Resource: ["arn:k"] };
    const planned = (app: object) => {
      const accessRules = { api: { Version: "2012-10-17" as const, Statement: [decrypt] } };
      const plan = planEnvironment({ ...inputsWith("shop", { api: app }), accessRules });
      return plan.apps.api ?? assert.fail();
    };
    const actions = (statements: readonly PolicyStatement[]) => statements.flatMap(({ Action }) => Action);

    it("has its rights and its access rule under the machine's role and no task role", () => {
      const { machineStatements, taskStatements } = planned({ task: http, rollback: { task: http } });
      assert.deepEqual(taskStatements, []);
      const held = actions(machineStatements);
      for (const action of ["states:InvokeHTTPEndpoint", "events:RetrieveConnectionCredentials"]) {
        assert.ok(held.includes(action), action);
      }
      assert.ok(JSON.stringify(machineStatements).includes("arn:k"));
      assert.ok(!held.includes("sts:AssumeRole"));
      const sids = machineStatements.flatMap(({ Sid = [] }) => Sid);
      assert.equal(new Set(sids).size, sids.length);
    });

    it("has a task role for a rollback of another kind, and each role only what its own task needs", () => {
      const { machineStatements, taskStatements } = planned({ task: http, rollback: { task: lambda } });
      assert.deepEqual(actions(taskStatements), ["lambda:InvokeFunction", "kms:Decrypt"]);
      assert.ok(actions(machineStatements).includes("states:InvokeHTTPEndpoint"));
      assert.ok(!actions(machineStatements).includes("lambda:InvokeFunction"));
      assert.ok(actions(machineStatements).includes("sts:AssumeRole"));
    });

    it("leaves the access rule of an app of another kind to its task role", () => {
      const { machineStatements, taskStatements } = planned({ task: lambda });
      assert.ok(!JSON.stringify(machineStatements).includes("arn:k"));
      assert.ok(actions(taskStatements).includes("kms:Decrypt"));
    });
  });

  it("has no boundary of its own where the organisation has one", () => {
    const boundaryArn = "arn:aws:iam::111111111111:policy/bound";
    const plan = planEnvironment({ ...inputs, scope: { ...inputs.scope, boundaryArn } });
    assert.equal(plan.boundary, undefined);
    assert.equal(plan.names.boundary.arn, boundaryArn);
  });

  it("adds the organisation's tags to those of shared resources and of apps", () => {
    const plan = planEnvironment({ ...inputs, tags: { "cost-center": "4711" } });
    assert.equal(plan.tags["cost-center"], "4711");
    const { app, "cost-center": center } = { ...plan.apps.orders?.tags };
    assert.deepEqual([app, center], ["orders", "4711"]);
  });

  it("bounds every role by what all of them need", () => {
    const plan = planEnvironment(inputs);
    const bound = new Set(
      (plan.boundary?.Statement ?? []).filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action),
    );
    const granted = [
      ...Object.values(plan.apps).flatMap((app) => [...app.machineStatements, ...app.taskStatements]),
      ...plan.parent.statements,
      ...(plan.runRollback?.statements ?? []),
      ...Object.values(plan.identities).flat(),
      ...(plan.rotationStatements ?? []),
    ].flatMap(({ Action }) => Action);
    assert.deepEqual([...bound].sort(), [...new Set(granted)].sort());
  });

  it("has no rotation where no app has a secret", () => {
    assert.equal(planEnvironment(inputsWith("plain", { a: { task: task("f") } })).rotationStatements, undefined);
  });

  it("names each of 40 secrets in the role of its app's machines; with 80 that role is refused, with its number and the fix", () => {
    const planOf = (length: number) => {
      const secrets = Object.fromEntries(Array.from({ length }, (_, i) => [`database-password-${i}`, {}]));
      const apps = {
        one: { task: task("f"), secrets, rollback: { task: task("g") } },
        two: { task: task("f"), secrets },
      };
      return planEnvironment(inputsWith("large", apps));
    };
    const plan = planOf(40);
    const { machineStatements } = plan.apps.one ?? assert.fail();
    assert.ok(policyJson(machineStatements).length <= INLINE_LIMIT);
    const named = machineStatements.find(({ Sid }) => Sid === "RotateSecret")?.Resource ?? [];
    assert.equal(named.length, 40);
    for (const arn of named) {
      assert.match(arn, /:secret:large\/dev\/one\/database-password-\d+-\?{6}$/);
    }
    assert.deepEqual(limitProblems(plan), []);

    const [problem, ...others] = limitProblems(planOf(80));
    assert.deepEqual(others, []);
    assert.equal(problem?.place, "large-dev_one_machine");
    assert.match(problem?.message ?? "", /^1\d{4} characters of the largest policy of another role, limit 10240$/);
    assert.match(problem?.fix ?? "", /give the app fewer secrets/);
    // The rotation function has to reach the secrets of all apps.
    assert.ok(policyJson(planOf(80).rotationStatements ?? []).length <= INLINE_LIMIT);
  });

  it("fits IAM with the longest names and 60 apps", () => {
    const apps = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `a${i}`.padEnd(40, "x"),
        { task: task(`f${i}`), secrets: { password: {} }, rollback: { task: task(`f${i}`) } },
      ]),
    );
    const long = inputsWith("b".repeat(40), apps);
    const plan = planEnvironment({ ...long, scope: { ...long.scope, environment: "e".repeat(20) } });
    assert.equal(plan.names.base.length, 61);
    assert.ok(JSON.stringify(plan.boundary).length <= MANAGED_POLICY_LIMIT);
    for (const statements of [
      plan.parent.statements,
      plan.runRollback?.statements ?? [],
      plan.rotationStatements ?? [],
      ...Object.values(plan.identities),
      ...Object.values(plan.apps).flatMap((app) => [app.machineStatements, app.taskStatements]),
    ]) {
      assert.ok(policyJson(statements).length <= INLINE_LIMIT);
    }
  });

  it("fits IAM with 40 apps that have the longest names, a secret and a rollback each", () => {
    const apps = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `a${i}`.padEnd(40, "x"),
        { task: task(`f${i}`), secrets: { password: {} }, rollback: { task: task(`f${i}`) } },
      ]),
    );
    const plan = planEnvironment(inputsWith("large", apps));
    for (const statements of [
      plan.parent.statements,
      plan.runRollback?.statements ?? [],
      plan.rotationStatements ?? [],
      ...Object.values(plan.identities),
    ]) {
      assert.ok(policyJson(statements).length <= INLINE_LIMIT);
    }
  });
});
