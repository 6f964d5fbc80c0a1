import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../../components/core/policy-document";
import { createMachineRole, type MachineRoleArgs } from "../../../components/iam/machine-role";
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

/** What a role is put under. */
const made = (given: MachineRoleArgs) =>
  createMachineRole("orders", given, new pulumi.ComponentResource("a:b:C", "root"));

describe("createMachineRole", () => {
  it("is a role with boundary, one hour and its machines in the trust, and one inline policy", async () => {
    const { get, registrations } = await record(() => made(args));
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
            ArnEquals: { "aws:SourceArn": [app.machine.arn, app.rollback.arn] },
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

  it("is still known to a stack that has it below a component of its own", async () => {
    const { registrations } = await record(() => made(args));
    for (const { type, aliases } of registrations.slice(1)) {
      assert.deepEqual(aliases, [`urn:pulumi:stack::project::a:b:C$app-of-apps:identity:MachineRole$${type}::orders`]);
    }
  });

  it("has nothing unknown at preview", async () => {
    const { get } = await record(() => made(args), { preview: true });
    assert.equal(typeof get("aws:iam/role:Role", "orders").inputs.assumeRolePolicy, "string");
    assert.equal(typeof get("aws:iam/rolePolicy:RolePolicy", "orders").inputs.policy, "string");
  });

  it("refuses permissions that IAM would not take, before it is asked", async () => {
    const statements = Array.from({ length: 200 }, () => publish);
    await assert.rejects(
      record(() => made({ ...args, statements })),
      /Role retail-dev_orders_machine: its permissions take \d+ characters, IAM allows 10240/,
    );
  });
});
