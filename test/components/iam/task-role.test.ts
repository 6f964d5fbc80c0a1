import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../../components/core/policy-document";
import { createMachineRole } from "../../../components/iam/machine-role";
import { createTaskRole } from "../../../components/iam/task-role";
import { NAMES, TAGS } from "../../helpers/environment-names";
import { record } from "../../helpers/mocks";

const app = NAMES.app("orders");
const invoke: PolicyStatement = {
  Effect: "Allow",
  Action: ["lambda:InvokeFunction"],
  Resource: ["arn:aws:lambda:eu-central-1:111111111111:function:retail-orders-release"],
};
const common = { description: "orders", statements: [invoke], boundaryArn: NAMES.boundary.arn, tags: TAGS };

describe("createTaskRole", () => {
  const recorded = () =>
    record(() => {
      const root = new pulumi.ComponentResource("a:b:C", "root");
      const own = { role: app.machineRole, account: "111111111111", machineArns: [app.machine.arn] };
      const machine = createMachineRole("machine", { ...common, ...own }, root);
      const task = { role: app.taskRole, machineRoleArn: app.machineRole.arn, dependsOn: [machine.role] };
      return createTaskRole("task", { ...common, ...task }, root);
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

  it("is created after the role that it trusts", async () => {
    const { get } = await recorded();
    const machine = get("aws:iam/role:Role", "machine");
    assert.ok(get("aws:iam/role:Role", "task").dependencies.includes(machine.urn));
  });
});
