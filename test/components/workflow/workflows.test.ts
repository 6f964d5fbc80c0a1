import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type { StateMachineDefinition } from "../../../components/asl/types";
import { childDefinition, rollbackDefinition } from "../../../components/definitions/child/definition";
import { parentDefinition } from "../../../components/definitions/parent/index";
import { ChildWorkflow } from "../../../components/workflow/child-workflow";
import { ParentWorkflow } from "../../../components/workflow/parent-workflow";
import { type RecordOptions, record } from "../../helpers/mocks";
import { names, shop } from "../definitions/samples";

const MACHINE = "aws:sfn/stateMachine:StateMachine";
const ALIAS = "aws:sfn/alias:Alias";
const tags = { environment: "test", app: "carts", owner: "shop" };

const outputs: RecordOptions["outputs"] = (type, _name, inputs) =>
  type === MACHINE ? { arn: `arn:${inputs.name}`, stateMachineVersionArn: `arn:${inputs.name}:3` } : {};

const definition = (app: string) => childDefinition({ names, app, spec: shop.apps[app] ?? assert.fail() });
const undo = (app: string) => rollbackDefinition({ names, app, spec: shop.apps[app] ?? assert.fail() });

/** Exact inputs of a machine. */
const machine = (name: string, role: string, of: StateMachineDefinition | undefined) => ({
  name,
  type: "STANDARD",
  definition: JSON.stringify(of),
  roleArn: `arn:aws:iam::123456789012:role/${role}`,
  publish: true,
  loggingConfiguration: {
    level: "ALL",
    includeExecutionData: true,
    logDestination: "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/vendedlogs/states/shop-test:*",
  },
  tracingConfiguration: { enabled: true },
  tags,
});
const alias = (version: string) => ({
  name: "live",
  routingConfigurations: [{ stateMachineVersionArn: version, weight: 100 }],
});

function child(app: string, dependsOn: aws.s3.Bucket[] = []) {
  return new ChildWorkflow(app, {
    names,
    app,
    definition: definition(app),
    rollbackDefinition: undo(app),
    tags,
    dependsOn,
  });
}

describe("ChildWorkflow", () => {
  it("registers two published machines and their aliases for an app with a rollback, and nothing else", async () => {
    const recorded = await record(() => child("carts"), { outputs });
    assert.deepEqual(
      recorded.get(MACHINE, "carts").inputs,
      machine("shop-test_carts", "shop-test_carts_machine", definition("carts")),
    );
    assert.deepEqual(
      recorded.get(MACHINE, "carts_rollback").inputs,
      machine("shop-test_carts_rollback", "shop-test_carts_machine", undo("carts")),
    );
    assert.deepEqual(recorded.get(ALIAS, "carts").inputs, alias("arn:shop-test_carts:3"));
    assert.deepEqual(recorded.get(ALIAS, "carts_rollback").inputs, alias("arn:shop-test_carts_rollback:3"));
    assert.equal(recorded.registrations.length, 5);
    const component = recorded.get("app-of-apps:workflow:ChildWorkflow", "carts");
    for (const one of recorded.registrations) assert.ok(one === component || one.parent === component.urn, one.name);
    assert.deepEqual(recorded.outputs(component.type, "carts"), {
      arn: names.app("carts").machine.arn,
      aliasArn: names.app("carts").machine.aliasArn,
      versionArn: "arn:shop-test_carts:3",
      rollbackAliasArn: names.app("carts").rollback.aliasArn,
    });
  });

  it("registers one machine and its alias for an app without", async () => {
    const recorded = await record(() => child("orders"), { outputs });
    assert.equal(recorded.registrations.length, 3);
    assert.equal(recorded.result.rollback, undefined);
    assert.equal(recorded.outputs("app-of-apps:workflow:ChildWorkflow", "orders").rollbackAliasArn, undefined);
  });

  it("knows its definitions and ARNs in a first preview", async () => {
    const recorded = await record(() => child("carts"), { preview: true });
    assert.equal(recorded.get(MACHINE, "carts").inputs.definition, JSON.stringify(definition("carts")));
    assert.equal(recorded.result.aliasArn, names.app("carts").machine.aliasArn);
  });

  it("lets its machines wait for what they depend on", async () => {
    const recorded = await record(() => child("carts", [new aws.s3.Bucket("before")]), { outputs });
    const { urn } = recorded.get("aws:s3/bucket:Bucket", "before");
    for (const one of recorded.all(MACHINE)) assert.deepEqual(one.dependencies, [urn]);
  });

  it("refuses a definition beyond AWS's megabyte, saying the size", async () => {
    const large = { ...definition("orders"), Comment: "x".repeat(1_048_577) };
    await assert.rejects(
      record(() => new ChildWorkflow("orders", { names, app: "orders", definition: large, tags })),
      /shop-test_orders: its definition takes \d+ bytes, Step Functions allows 1048576/,
    );
  });
});

describe("ParentWorkflow", () => {
  it("registers one published machine and its alias", async () => {
    const of = parentDefinition({ names, blueprint: shop, callerRoles: [names.operatorRole.name] });
    const recorded = await record(() => new ParentWorkflow("shop", { names, definition: of, tags }), { outputs });
    assert.deepEqual(recorded.get(MACHINE, "shop").inputs, machine("shop-test", "shop-test_machine", of));
    assert.deepEqual(recorded.get(ALIAS, "shop").inputs, alias("arn:shop-test:3"));
    assert.equal(recorded.registrations.length, 3);
    assert.deepEqual(recorded.outputs("app-of-apps:workflow:ParentWorkflow", "shop"), {
      arn: names.parent.arn,
      aliasArn: names.parent.aliasArn,
      versionArn: "arn:shop-test:3",
    });
  });
});
