import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemsError } from "../../components/core/problem";
import { planEnvironment } from "../../components/environment/plan";
import { planSchedule } from "../../components/schedule/index";
import { readInputs } from "../../stacks/inputs";
import { stackConfig } from "../helpers/stack-config";
import { suiteFolder } from "../helpers/with-folder";

const sourceOf = (config: Record<string, string>) => ({
  get: (key: string) => config[key],
  keys: () => Object.keys(config),
});

function messageOf(stack: string, config: Record<string, string>): string {
  try {
    readInputs(stack, sourceOf(config));
  } catch (error) {
    assert.ok(error instanceof ProblemsError);
    return error.message;
  }
  throw new Error("was accepted");
}

describe("inputs of a stack", () => {
  const folder = suiteFolder();

  it("are scope, blueprint, access rules and identities", () => {
    const inputs = readInputs("prod", sourceOf(stackConfig("prod")));
    assert.deepEqual(inputs.scope, {
      blueprint: "retail",
      environment: "prod",
      account: "333333333333",
      region: "eu-central-1",
      partition: "aws",
    });
    assert.deepEqual(Object.keys(inputs.accessRules).sort(), ["carts-db", "orders-queue"]);
    assert.deepEqual(inputs.accessRules["carts-db"]?.Statement[0]?.Resource, [
      "arn:aws:dynamodb:eu-central-1:333333333333:table/retail-prod-carts",
    ]);
    assert.equal(inputs.logRetentionDays, 731);
    assert.equal(inputs.github, undefined);
  });

  it("take another blueprint, its access rules beside it", () => {
    const file = join(folder, "one.json");
    mkdirSync(join(folder, "access"));
    const rule = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::one-{{environment}}/x" };
    writeFileSync(join(folder, "access", "one.json"), JSON.stringify({ Version: "2012-10-17", Statement: rule }));
    writeFileSync(
      file,
      JSON.stringify({ name: "one", apps: { a: { task: { kind: "lambda", function: "f" }, access: "one.json" } } }),
    );
    const inputs = readInputs("dev", sourceOf({ ...stackConfig("dev"), "app-of-apps:blueprint": file }));
    assert.equal(inputs.scope.blueprint, "one");
    assert.deepEqual(inputs.accessRules.a?.Statement[0]?.Resource, ["arn:aws:s3:::one-dev/x"]);
  });

  describe("with values of the environment", () => {
    const file = join(folder, "values.json");
    const subnet = "{{values.release-subnet}}";
    const network = { subnets: [subnet], securityGroups: ["sg-0a1b2c3d"] };
    const task = { kind: "ecs", cluster: "c", taskDefinition: "t", container: "c", network };
    const configOf = (values: object) => ({
      ...stackConfig("dev"),
      "app-of-apps:blueprint": file,
      "app-of-apps:values": JSON.stringify(values),
    });
    before(() => writeFileSync(file, JSON.stringify({ name: "one", apps: { a: { task } } })));

    it("fill them into the blueprint", () => {
      const { blueprint } = readInputs("dev", sourceOf(configOf({ "release-subnet": "subnet-0123456789" })));
      const { task: filled } = blueprint.apps.a ?? assert.fail();
      assert.deepEqual(filled.kind === "ecs" && filled.network?.subnets, ["subnet-0123456789"]);
    });

    it("name each that is missing, and check what is filled in", () => {
      const at = /apps\.a\.task\.network\.subnets\[0\]/;
      const missing = messageOf("dev", configOf({}));
      assert.match(missing, at);
      assert.match(missing, /has no value in this environment/);
      assert.match(messageOf("dev", configOf({ "release-subnet": "{% 1 %}" })), /is not the id of a subnet/);
    });
  });

  for (const stack of ["dev_ui", "Dev", "1dev", "d".repeat(21)]) {
    it(`refuse the name ${stack}: others' names could begin like it`, () =>
      assert.match(
        messageOf(stack, stackConfig("dev")),
        new RegExp(`"${stack}" is not a valid environment name.*\\n?.*1 to 20 lowercase letters, digits and hyphens`),
      ));
  }

  it("take pins and canaries of the blueprint's machines", () => {
    const config = {
      ...stackConfig("dev"),
      "app-of-apps:pins": '{"orders_rollback": 2, "_parent": 9}',
      "app-of-apps:canary": '{"orders": {"from": 7, "percent": 10}}',
    };
    assert.deepEqual(readInputs("dev", sourceOf(config)).traffic, {
      pins: { orders_rollback: 2, _parent: 9 },
      canary: { orders: { from: 7, percent: 10 } },
    });
  });

  it("refuse pins of machines that there are not, and a pin and a canary at once", () => {
    const config = {
      ...stackConfig("dev"),
      "app-of-apps:pins": '{"order": 2, "ui_rollback": 1, "carts": 3}',
      "app-of-apps:canary": '{"carts": {"from": 7, "percent": 10}}',
    };
    const message = messageOf("dev", config);
    assert.match(message, /app-of-apps:pins\.order: unknown machine "order"\n +fix: did you mean "orders"\?/);
    assert.match(message, /app-of-apps:pins\.ui_rollback: unknown machine "ui_rollback"/);
    assert.match(message, /app-of-apps:canary\.carts: carts is pinned to version 3 as well/);
  });

  describe("with expected seconds of the environment", () => {
    const file = join(folder, "expected.json");
    const task = { kind: "lambda", function: "f" };
    const configOf = (seconds: object) => ({
      ...stackConfig("dev"),
      "app-of-apps:blueprint": file,
      "app-of-apps:expectedSeconds": JSON.stringify(seconds),
    });
    before(() => {
      const apps = {
        db: { task, expectedSeconds: 200, rollback: { task } },
        orders: { task, after: ["db"], timeoutSeconds: 60 },
        ui: { task, after: ["db"], expectedSeconds: 3 },
        waits: { task: { kind: "callback", to: "queue/q", heartbeatSeconds: 400 }, expectedSeconds: 200 },
      };
      writeFileSync(file, JSON.stringify({ name: "one", apps }));
    });

    it("plan by them, and derive time-outs from them where none is written", () => {
      const { blueprint } = readInputs("dev", sourceOf(configOf({ db: 400.5, orders: 60 })));
      const { db, orders, ui } = blueprint.apps;
      assert.deepEqual(
        [db, orders, ui].map((app) => [app?.expectedSeconds, app?.timeoutSeconds, app?.rollback?.timeoutSeconds]),
        [
          [400.5, 1202, 1202],
          [60, 60, undefined],
          [3, 300, undefined],
        ],
      );
      assert.equal(planSchedule(blueprint).criticalPathSeconds, 460.5);
    });

    it("keep the blueprint as it is beside them", () => {
      const { loaded } = readInputs("dev", sourceOf(configOf({ db: 400.5 })));
      assert.equal(loaded.blueprint.apps.db?.expectedSeconds, 200);
    });

    it("report all that is wrong with them in one message, beside what is wrong elsewhere", () => {
      const seconds = { dbs: 3, orders: 61, db: -1, ui: "3", waits: 10, constructor: 5, "no.app": 31_536_001 };
      const message = messageOf("dev", { ...configOf(seconds), "aws:region": "here" });
      for (const wanted of [
        /\.yaml: 9 problems\n/,
        /aws:region: "here": is not/,
        /expectedSeconds\.db: -1: is not more than 0\n +fix: write the seconds that apps usually take/,
        /expectedSeconds\.ui: "3": is not a number/,
        /expectedSeconds\["no\.app"\]: 31536001: is more than a year/,
        /expectedSeconds\["no\.app"\]: unknown app "no\.app"\n +fix: remove it; apps are db, orders, ui, waits/,
        /expectedSeconds\.dbs: unknown app "dbs"\n +fix: did you mean "db"\?/,
        /expectedSeconds\.constructor: unknown app/,
        /expectedSeconds\.orders: 61 is more than the app's timeoutSeconds \(60\).*\n +fix: write at most 60, or/,
        /expectedSeconds\.waits: 10 leads to a time-out of 300 s, .*heartbeatSeconds 400 is not less/,
      ]) {
        assert.match(message, wanted);
      }
    });
  });

  it("accept an app, a secret and a value that are named like a member of every object", () => {
    const file = join(folder, "constructor.json");
    const lambda = { kind: "lambda", function: "f" };
    const task = { kind: "glue", job: "{{values.constructor}}" };
    const apps = { constructor: { task: lambda, secrets: { constructor: {} } }, ui: { task, after: ["constructor"] } };
    writeFileSync(file, JSON.stringify({ name: "one", apps }));
    const inputs = readInputs(
      "dev",
      sourceOf({
        ...stackConfig("dev"),
        "app-of-apps:blueprint": file,
        "app-of-apps:values": '{"constructor": "load"}',
        "app-of-apps:expectedSeconds": '{"constructor": 400}',
        "app-of-apps:pins": '{"constructor": 2}',
      }),
    );
    assert.deepEqual(inputs.blueprint.apps.constructor, {
      task: lambda,
      after: [],
      expectedSeconds: 400,
      timeoutSeconds: 1200,
      secrets: { constructor: { maxAgeDays: 30 } },
    });
    assert.deepEqual(inputs.blueprint.apps.ui?.task, { kind: "glue", job: "load" });
    assert.deepEqual(inputs.traffic, { pins: { constructor: 2 }, canary: {} });
    assert.deepEqual(Object.keys(planEnvironment(inputs).apps), ["constructor", "ui"]);
  });

  it("report what is wrong with name, settings, blueprint and rules in one message", () => {
    const file = join(folder, "bad.json");
    writeFileSync(
      join(folder, "access", "bad.json"),
      JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
    );
    const app = { task: { kind: "lambda", function: "f" } };
    writeFileSync(file, JSON.stringify({ name: "bad", apps: { a: { ...app, after: ["b"] }, c: app } }));
    const message = messageOf("Dev_1", { "app-of-apps:blueprint": file, "app-of-apps:owner": "" });
    for (const part of [
      '"Dev_1" is not a valid environment name',
      "aws:region: is missing",
      "app-of-apps:owner:",
      "app-of-apps:subscriptions: is missing",
      "apps.a.after[0]",
    ]) {
      assert.ok(message.includes(part), `${part} in\n${message}`);
    }
    writeFileSync(file, JSON.stringify({ name: "bad", apps: { a: { ...app, access: "bad.json" } } }));
    const rules = messageOf("dev", { ...stackConfig("dev"), "app-of-apps:blueprint": file, "aws:region": "here" });
    assert.match(rules, /aws:region: "here": is not an AWS region/);
    assert.match(rules, /bad\.json: Statement\[0\]\.Action: "\*" is not one exact action/);
    assert.match(rules, /bad\.json: Statement\[0\]\.Resource: "\*" is too broad/);
  });
});
