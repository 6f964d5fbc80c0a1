import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProblemsError } from "../../components/problems";
import { readInputs } from "../../stacks/inputs";
import { stackConfig } from "../helpers/stack-config";

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
  const folder = mkdtempSync(join(tmpdir(), "inputs-"));
  after(() => rmSync(folder, { recursive: true }));

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
        new RegExp(`"${stack}" is no name of an environment.*\\n?.*up to 20 small letters, digits and -`),
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
    assert.match(message, /app-of-apps:pins\.order: there is no machine "order"\n +mend: did you mean "orders"\?/);
    assert.match(message, /app-of-apps:pins\.ui_rollback: there is no machine "ui_rollback"/);
    assert.match(message, /app-of-apps:canary\.carts: carts is pinned to version 3 as well/);
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
      '"Dev_1" is no name of an environment',
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
    assert.match(rules, /bad\.json: Statement\[0\]\.Resource: "\*" does not bound what it opens/);
  });
});
