import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "../../../components/asl/types";
import { environmentMachines } from "../../../components/definitions/index";
import { ChildWorkflow, type ChildWorkflowArgs } from "../../../components/workflow/child-workflow";
import { SharedWorkflow } from "../../../components/workflow/shared-workflow";
import { type RecordOptions, record, resolved } from "../../helpers/mocks";
import { names, shop } from "../definitions/samples";

const MACHINE = "aws:sfn/stateMachine:StateMachine";
const ALIAS = "aws:sfn/alias:Alias";
const tags = { environment: "test", app: "carts", owner: "shop" };

const outputs: RecordOptions["outputs"] = (type, _name, inputs) =>
  type === MACHINE ? { arn: `arn:${inputs.name}`, stateMachineVersionArn: `arn:${inputs.name}:3` } : {};

const machines = environmentMachines(names, shop);
const definition = (app: string) => machines.apps[app]?.release.definition ?? assert.fail();
const rollback = (app: string) => machines.apps[app]?.rollback?.definition;

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

function childArgs(app: string): ChildWorkflowArgs {
  const { machine, rollback: rollbackMachine, machineRole } = names.app(app);
  const rollbackDefinition = rollback(app);
  return {
    machine,
    definition: definition(app),
    roleArn: machineRole.arn,
    logGroupArn: names.logGroup.arn,
    tags,
    ...(rollbackDefinition === undefined
      ? {}
      : { rollback: { machine: rollbackMachine, definition: rollbackDefinition } }),
  };
}

const child = (app: string, dependsOn: pulumi.Resource[] = []) => new ChildWorkflow(app, childArgs(app), { dependsOn });

describe("ChildWorkflow", () => {
  it("registers two published machines and their aliases for an app with a rollback, and nothing else", async () => {
    const recorded = await record(() => child("carts"), { outputs });
    assert.deepEqual(
      recorded.get(MACHINE, "carts").inputs,
      machine("shop-test_carts", "shop-test_carts_machine", definition("carts")),
    );
    assert.deepEqual(
      recorded.get(MACHINE, "carts_rollback").inputs,
      machine("shop-test_carts_rollback", "shop-test_carts_machine", rollback("carts")),
    );
    assert.deepEqual(recorded.get(ALIAS, "carts").inputs, alias("arn:shop-test_carts:3"));
    assert.deepEqual(recorded.get(ALIAS, "carts_rollback").inputs, alias("arn:shop-test_carts_rollback:3"));
    assert.equal(recorded.registrations.length, 5);
    const component = recorded.get("app-of-apps:workflow:ChildWorkflow", "carts");
    for (const one of recorded.registrations) {
      assert.ok(one === component || one.parent === component.urn, one.name);
    }
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
    assert.equal(await resolved(recorded.result.aliasArn), names.app("carts").machine.aliasArn);
  });

  it("makes its machines depend on what it depends on", async () => {
    const recorded = await record(() => child("carts", [new aws.s3.Bucket("before")]), { outputs });
    const { urn } = recorded.get("aws:s3/bucket:Bucket", "before");
    for (const one of recorded.all(MACHINE)) {
      assert.deepEqual(one.dependencies, [urn]);
    }
  });

  it("makes a consumer of its outputs depend on the alias, with an ARN that a preview knows", async () => {
    const consumer = () => {
      const { aliasArn, rollback: rollbackMachine } = child("carts");
      new aws.s3.Bucket("release", { tags: { starts: aliasArn } });
      new aws.s3.Bucket("rollback", { tags: { starts: rollbackMachine?.aliasArn ?? assert.fail() } });
    };
    const { get } = await record(consumer, { preview: true });
    const { machine: release, rollback: back } = names.app("carts");
    for (const [bucket, started, aliasName] of [
      ["release", release, "carts"],
      ["rollback", back, "carts_rollback"],
    ] as const) {
      const { inputs, dependencies } = get("aws:s3/bucket:Bucket", bucket);
      assert.deepEqual(inputs.tags, { starts: started.aliasArn });
      assert.deepEqual(dependencies, [get(ALIAS, aliasName).urn]);
    }
  });

  it("registers names and settings as its own inputs, and no definition", async () => {
    const { get } = await record(() => child("carts"), { outputs });
    const own = { roleArn: "arn:aws:iam::123456789012:role/shop-test_carts_machine", tags };
    assert.deepEqual(get("app-of-apps:workflow:ChildWorkflow", "carts").inputs, {
      ...own,
      machine: "shop-test_carts",
      rollback: { ...own, machine: "shop-test_carts_rollback" },
    });
  });

  it("refuses a definition of more than a mebibyte, with its size", async () => {
    const large = { ...definition("orders"), Comment: "x".repeat(1_048_577) };
    await assert.rejects(
      record(() => new ChildWorkflow("orders", { ...childArgs("orders"), definition: large })),
      /shop-test_orders: its definition has \d+ bytes, Step Functions allows 1048576/,
    );
  });
});

describe("SharedWorkflow", () => {
  it("registers one published machine and its alias", async () => {
    const of = machines.parent.definition;
    const args = {
      machine: names.parent,
      definition: of,
      roleArn: names.parentRole.arn,
      logGroupArn: names.logGroup.arn,
    };
    const recorded = await record(() => new SharedWorkflow("shop", { ...args, tags }), { outputs });
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
