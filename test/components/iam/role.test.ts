import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../../components/core/policy-document";
import { createMachineRole, createTaskRole, type MachineRoleArgs } from "../../../components/iam/role";
import { NAMES, TAGS } from "../../helpers/environment-names";
import { record } from "../../helpers/mocks";

const app = NAMES.app("orders");
const publish: PolicyStatement = { Effect: "Allow", Action: ["sns:Publish"], Resource: [NAMES.failureTopic.arn] };
const args: MachineRoleArgs = {
  role: app.machineRole,
  description: "Machines of orders",
  statements: [publish],
  boundaryArn: NAMES.boundary.arn,
  tags: TAGS,
  account: "111111111111",
  machineArns: [app.machine.arn, app.rollback.arn],
};

const create = (changed: Partial<MachineRoleArgs> = {}) =>
  createMachineRole("orders", { ...args, ...changed }, { parent: new pulumi.ComponentResource("a:b:C", "root") });

describe("createMachineRole", () => {
  it("creates a role that its machines assume, with boundary and one hour, and one inline policy", async () => {
    const { get, registrations } = await record(() => create());
    assert.deepEqual(
      registrations.map(({ type }) => type),
      ["a:b:C", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"],
    );
    const { assumeRolePolicy, ...role } = get("aws:iam/role:Role", "orders").inputs;
    assert.deepEqual(role, {
      name: "retail-dev_orders_machine",
      description: "Machines of orders",
      permissionsBoundary: "arn:aws:iam::111111111111:policy/retail-dev_boundary",
      maxSessionDuration: 3600,
      tags: TAGS,
    });
    assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "states.amazonaws.com" },
          Action: ["sts:AssumeRole"],
          Condition: {
            ArnLike: {
              "aws:SourceArn": [app.machine.arn, app.rollback.arn].flatMap((arn) => [arn, `${arn}:*`]),
            },
            StringEquals: { "aws:SourceAccount": "111111111111" },
          },
        },
      ],
    });
    const policy = get("aws:iam/rolePolicy:RolePolicy", "orders").inputs;
    assert.deepEqual(policy, {
      name: "permissions",
      role: "retail-dev_orders_machine",
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [publish] }),
    });
  });

  it("knows both documents in a preview", async () => {
    const { get } = await record(() => create(), { preview: true });
    assert.equal(typeof get("aws:iam/role:Role", "orders").inputs.assumeRolePolicy, "string");
    assert.equal(typeof get("aws:iam/rolePolicy:RolePolicy", "orders").inputs.policy, "string");
  });

  it("refuses permissions that are longer than IAM allows", async () => {
    const statements = Array.from({ length: 200 }, () => publish);
    await assert.rejects(
      record(() => create({ statements })),
      /Role retail-dev_orders_machine: its permissions are \d+ characters long, IAM allows 10240/,
    );
  });
});

describe("createTaskRole", () => {
  const recorded = () =>
    record(() => {
      const machine = create();
      const { account: _, machineArns: __, ...shared } = args;
      const task = { ...shared, role: app.taskRole, machineRoleArn: app.machineRole.arn };
      return createTaskRole("task", task, { dependsOn: [machine.role] });
    });

  it("trusts exactly the app's machine role", async () => {
    const { inputs } = (await recorded()).get("aws:iam/role:Role", "task");
    assert.deepEqual(JSON.parse(String(inputs.assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111111111111:role/retail-dev_orders_machine" },
          Action: ["sts:AssumeRole"],
        },
      ],
    });
    assert.equal(inputs.maxSessionDuration, 3600);
    assert.equal(inputs.permissionsBoundary, NAMES.boundary.arn);
  });

  it("creates the role after the role that it trusts", async () => {
    const { get } = await recorded();
    const machine = get("aws:iam/role:Role", "orders");
    assert.deepEqual(get("aws:iam/role:Role", "task").dependencies, [machine.urn]);
  });
});
