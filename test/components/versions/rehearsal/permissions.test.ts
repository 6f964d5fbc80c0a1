import assert from "node:assert/strict";
import {
  PermissionSimulation,
  type RolesByKey,
  rolesOf,
  withPermissions,
} from "../../../../components/versions/rehearsal/permissions";
import { names } from "../../definitions/samples";
import { FakeSimulator } from "../fake-simulator";
import { named } from "../fake-step-functions";

const allow = (action: string, resource: string) => ({
  Effect: "Allow" as const,
  Action: [action],
  Resource: [resource],
});
const { machineRole, taskRole } = names.app("orders");
const ROLES: RolesByKey = {
  orders: {
    machine: { role: machineRole, statements: [allow("sns:Publish", "t")] },
    task: { role: taskRole, statements: [allow("lambda:InvokeFunction", "f"), allow("s3:GetObject", "b/*")] },
  },
  _parent: { machine: { role: names.parentRole, statements: [allow("states:StartExecution", "m")] } },
};
const DENIED = `${taskRole.name} s3:GetObject b/*`;

function simulation() {
  const simulator = new FakeSimulator();
  return { simulator, permissions: new PermissionSimulation({ simulator, wait: async () => {} }, ROLES) };
}

describe("PermissionSimulation", () => {
  it("simulates both roles of an app, and the one of a machine without a task", async () => {
    const { simulator, permissions } = simulation();
    assert.deepEqual(await permissions.resultFor("orders"), {
      permissions: { simulated: 3, denied: [], notSimulated: [] },
    });
    assert.deepEqual(await permissions.resultFor("_parent"), {
      permissions: { simulated: 1, denied: [], notSimulated: [] },
    });
    assert.deepEqual(simulator.roles(), [machineRole.name, taskRole.name, names.parentRole.name]);
  });

  it("simulates nothing again that was allowed, even while the first simulation is under way", async () => {
    const { simulator, permissions } = simulation();
    await Promise.all([permissions.resultFor("orders"), permissions.resultFor("orders")]);
    await permissions.resultFor("orders");
    assert.equal(simulator.requests.length, 2);
  });

  it("names what is denied and the command that shows the role, and simulates it again", async () => {
    const { simulator, permissions } = simulation();
    simulator.denied.set(DENIED, {});
    const denied = `${taskRole.name} is not allowed s3:GetObject on b/*: implicit deny`;
    assert.deepEqual(await permissions.resultFor("orders"), {
      permissions: { simulated: 3, denied: [denied], notSimulated: [] },
      problem: {
        error: "PermissionMissing",
        cause: denied,
        next: `aws iam list-role-policies --role-name ${taskRole.name}`,
      },
    });
    simulator.denied.clear();
    assert.equal((await permissions.resultFor("orders")).problem, undefined);
  });

  it("takes a simulation that fails for a problem, and tries it again", async () => {
    const { simulator, permissions } = simulation();
    simulator.refusals.set(taskRole.name, [named("AccessDenied", "not authorized")]);
    const { permissions: found, problem } = await permissions.resultFor("orders");
    assert.deepEqual([found, problem?.error], [undefined, "AccessDenied"]);
    assert.match(problem?.cause ?? "", /orders_machine and .*orders_task could not be simulated: not authorized/);
    assert.equal((await permissions.resultFor("orders")).problem, undefined);
  });

  for (const key of ["carts", "constructor"]) {
    it(`refuses the key ${key}, of which it knows no roles: nothing is proven by accident`, async () => {
      await assert.rejects(simulation().permissions.resultFor(key), /no roles are known for the machine/);
    });
  }
});

describe("withPermissions", () => {
  const row = { app: "orders", chain: "a -> b", role: "r", secrets: [], verdict: "proven" as const };
  const broken = { ...row, verdict: "broken" as const, error: "States.TaskFailed", cause: "cut", next: "show b" };
  const permissions = { simulated: 3, denied: [], notSimulated: [] };
  const problem = { error: "PermissionMissing", cause: "b is not allowed x", next: "show role" };

  it("leaves a row as it is where everything is allowed", () => {
    assert.deepEqual(withPermissions(row, { permissions }), { ...row, permissions });
    assert.deepEqual(withPermissions(broken, { permissions }), { ...broken, permissions });
  });

  it("breaks a row that was proven", () => {
    assert.deepEqual(withPermissions(row, { permissions, problem }), {
      ...row,
      permissions,
      verdict: "broken",
      ...problem,
    });
    assert.deepEqual(withPermissions(row, { problem }), { ...row, verdict: "broken", ...problem });
  });

  it("adds to what is broken already", () => {
    assert.deepEqual(withPermissions(broken, { problem }), {
      ...broken,
      cause: "cut; PermissionMissing: b is not allowed x",
    });
  });
});

describe("rolesOf", () => {
  it("has the role of the machine that rolls back a run, where there is one", () => {
    const runRollback = { statements: [allow("a:Four", "x")] };
    assert.deepEqual(rolesOf({ names, apps: {}, parent: { statements: [] }, runRollback })._rollback, {
      machine: { role: names.runRollback.machineRole, statements: runRollback.statements },
    });
  });

  it("is every role with the statements that it is made from", () => {
    const [machine, task, parent] = [allow("a:One", "x"), allow("a:Two", "x"), allow("a:Three", "x")];
    assert.deepEqual(
      rolesOf({
        names,
        apps: { orders: { machineStatements: [machine], taskStatements: [task] } },
        parent: { statements: [parent] },
      }),
      {
        orders: {
          machine: { role: machineRole, statements: [machine] },
          task: { role: taskRole, statements: [task] },
        },
        _parent: { machine: { role: names.parentRole, statements: [parent] } },
      },
    );
  });
});
