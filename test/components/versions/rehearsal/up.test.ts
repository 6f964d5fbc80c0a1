import assert from "node:assert/strict";
import { keyedMachines } from "../../../../components/versions/machine-keys";
import { PermissionSimulation, type RolesByKey } from "../../../../components/versions/rehearsal/permissions";
import { UpRehearsal } from "../../../../components/versions/rehearsal/up";
import { names } from "../../definitions/samples";
import { FakeSimulator } from "../fake-simulator";
import { FakeStepFunctions } from "../fake-step-functions";
import { CUT, cells, rehearsed, verdict } from "./rows";

const APPS = { carts: { rollback: {} }, orders: {} };
const version = (arn: string) => `${arn}:7`;
const carts = names.app("carts");
const { machine: ROLLBACK_RUN, machineRole: ROLLBACK_ROLE } = names.runRollback;

const statements = [{ Effect: "Allow" as const, Action: ["sns:Publish"], Resource: ["t"] }];
const roles: RolesByKey = {
  ...Object.fromEntries(
    Object.keys(APPS).map((app) => {
      const { machineRole, taskRole } = names.app(app);
      return [app, { machine: { role: machineRole, statements }, task: { role: taskRole, statements } }];
    }),
  ),
  _parent: { machine: { role: names.parentRole, statements } },
  _rollback: { machine: { role: ROLLBACK_ROLE, statements } },
};

/** An `up`; `held` are the keys of machines with a pin or a canary. */
function up(...held: string[]) {
  const stepFunctions = new FakeStepFunctions();
  const simulator = new FakeSimulator();
  const all = rehearsed({ carts: verdict(), orders: verdict() });
  stepFunctions.ends.set(version(carts.machine.arn), [rehearsed({ carts: verdict() })]);
  stepFunctions.ends.set(version(carts.rollback.arn), [rehearsed({ carts: verdict() })]);
  stepFunctions.ends.set(version(names.parent.arn), [all]);
  stepFunctions.ends.set(names.parent.aliasArn, [all]);
  const machines = keyedMachines(names, APPS);
  let waited = 0;
  const wait = async (milliseconds: number) => {
    waited += milliseconds;
  };
  const permissions = new PermissionSimulation({ simulator, wait: async () => {} }, roles);
  const rehearsals = new UpRehearsal(
    {
      stepFunctions,
      permissions,
      wait: (milliseconds) => (milliseconds < 2_000 ? Promise.resolve() : wait(milliseconds)),
    },
    { names, apps: Object.keys(APPS), machines, leadsToNewest: (key) => !held.includes(key) },
  );
  const started = () => stepFunctions.started.map(({ arn, input }) => [arn.replace(/^.*:stateMachine:/, ""), input]);
  return { stepFunctions, simulator, rehearsals, started, waited: () => waited };
}

const QUIET = { rehearse: true, quiet: true };
const CARTS_ROLES = [carts.machineRole.name, carts.taskRole.name];

describe("UpRehearsal", () => {
  it("rehearses the environment at the end where no alias has moved, and simulates every role once", async () => {
    const { rehearsals, simulator, started } = up();
    assert.deepEqual(await rehearsals.broken(), []);
    assert.deepEqual(started(), [["shop-test:live", QUIET]]);
    const { machineRole, taskRole } = names.app("orders");
    const others = [machineRole.name, taskRole.name, names.parentRole.name, ROLLBACK_ROLE.name];
    assert.deepEqual(simulator.roles().sort(), [...CARTS_ROLES, ...others].sort());
  });

  it("rehearses the version of an app and simulates its two roles before its alias moves", async () => {
    const { rehearsals, simulator, started } = up();
    const rows = await rehearsals.rehearseVersion(version(carts.machine.arn));
    assert.deepEqual(cells(rows), [["carts", "proven", undefined]]);
    assert.deepEqual(rows[0]?.permissions, { simulated: 2, denied: [], notSimulated: [] });
    assert.deepEqual(started(), [["shop-test_carts:7", { rehearse: true }]]);
    assert.deepEqual(simulator.roles(), CARTS_ROLES);
  });

  it("rehearses the version of an app's rollback machine, without simulating the same roles again", async () => {
    const { rehearsals, simulator, started } = up();
    await rehearsals.rehearseVersion(version(carts.machine.arn));
    assert.deepEqual(cells(await rehearsals.rehearseVersion(version(carts.rollback.arn))), [
      ["carts", "proven", undefined],
    ]);
    assert.deepEqual(started()[1], ["shop-test_carts_rollback:7", { rehearse: true }]);
    assert.deepEqual(simulator.roles(), CARTS_ROLES);
  });

  it("keeps the alias of an app where it is whose task role has lost a permission, though its chain holds", async () => {
    const { rehearsals, simulator } = up();
    simulator.denied.set(`${carts.taskRole.name} sns:Publish t`, {});
    const [row] = await rehearsals.rehearseVersion(version(carts.machine.arn));
    assert.deepEqual([row?.verdict, row?.error, row?.role !== null], ["broken", "PermissionMissing", true]);
    assert.equal(row?.cause, `${carts.taskRole.name} is not allowed sns:Publish on t: implicit deny`);
  });

  for (const [what, error, cause] of [
    ["a chain", "States.TaskFailed", "The role m is not authorized to assume the task state's role, t."],
    ["a refused call", "SecretsManager.SecretsManagerException", "User: x is not authorized to perform: y"],
    ["a role", "States.TaskFailed", "The role could not be assumed"],
  ] as const) {
    it(`rehearses again what may be broken because IAM is behind: ${what}, after 24 s`, async () => {
      const { rehearsals, stepFunctions, waited } = up();
      const late = rehearsed({ carts: verdict({ ...CUT, error, cause }) });
      const arn = version(carts.machine.arn);
      stepFunctions.ends.set(arn, [late, late, late, late, rehearsed({ carts: verdict() })]);
      rehearsals.expectLateRoles();
      assert.deepEqual(cells(await rehearsals.rehearseVersion(arn)), [["carts", "proven", undefined]]);
      assert.equal(waited(), 24_000);
    });
  }

  it("waits a minute at least, without jitter, and then refuses a chain that stays cut", async () => {
    const { rehearsals, stepFunctions, waited } = up();
    stepFunctions.ends.set(version(carts.machine.arn), [rehearsed({ carts: verdict(CUT) })]);
    rehearsals.expectLateRoles();
    const rows = await rehearsals.rehearseVersion(version(carts.machine.arn));
    assert.deepEqual(cells(rows), [["carts", "broken", "States.TaskFailed"]]);
    assert.equal(waited(), 64_000);
  });

  it("refuses at once where no role was changed, or where something else is broken", async () => {
    for (const [late, cause] of [
      [false, "not authorized"],
      [true, "the secret is marked for deletion"],
    ] as const) {
      const { rehearsals, stepFunctions, waited } = up();
      stepFunctions.ends.set(version(carts.machine.arn), [rehearsed({ carts: verdict({ ...CUT, cause }) })]);
      if (late) {
        rehearsals.expectLateRoles();
      }
      await rehearsals.rehearseVersion(version(carts.machine.arn));
      assert.equal(waited(), 0);
    }
  });

  it("never starts the machine that rolls back a run, but simulates its role", async () => {
    const { rehearsals, simulator, started } = up();
    const proven = await rehearsals.rehearseVersion(version(ROLLBACK_RUN.arn));
    assert.deepEqual(cells(proven), [["shop-test_rollback_run", "proven", undefined]]);
    assert.deepEqual([started(), simulator.roles()], [[], [ROLLBACK_ROLE.name]]);
    const denied = up();
    denied.simulator.denied.set(`${ROLLBACK_ROLE.name} sns:Publish t`, {});
    const broken = await denied.rehearsals.rehearseVersion(version(ROLLBACK_RUN.arn));
    assert.deepEqual(cells(broken), [["shop-test_rollback_run", "broken", "PermissionMissing"]]);
  });

  it("does nothing again at the end once the parent's version has proven everything", async () => {
    const { rehearsals, simulator, started } = up();
    await rehearsals.rehearseVersion(version(carts.machine.arn));
    await rehearsals.rehearseVersion(version(names.parent.arn));
    assert.deepEqual(await rehearsals.broken(), []);
    assert.deepEqual(started(), [
      ["shop-test_carts:7", { rehearse: true }],
      ["shop-test:7", QUIET],
    ]);
    assert.equal(new Set(simulator.roles()).size, simulator.requests.length, "no role is simulated twice");
  });

  it("rehearses through the alias at the end where the parent's alias also leads elsewhere", async () => {
    const { rehearsals, started } = up("_parent");
    await rehearsals.rehearseVersion(version(names.parent.arn));
    await rehearsals.broken();
    assert.deepEqual(started(), [
      ["shop-test:7", QUIET],
      ["shop-test:live", QUIET],
    ]);
  });

  it("reports at the end what the parent's version has not proven, and only that", async () => {
    const { stepFunctions, rehearsals, simulator } = up();
    const end = rehearsed({ carts: verdict(CUT), orders: verdict() });
    stepFunctions.ends.set(version(names.parent.arn), [end]);
    stepFunctions.ends.set(names.parent.aliasArn, [end]);
    simulator.denied.set(`${names.parentRole.name} sns:Publish t`, {});
    await rehearsals.rehearseVersion(version(names.parent.arn));
    assert.deepEqual(cells(await rehearsals.broken()), [
      ["carts", "broken", "States.TaskFailed"],
      ["shop-test", "broken", "PermissionMissing"],
    ]);
  });

  it("has no row for a machine that is not the environment's", async () => {
    const other = "arn:aws:states:eu-central-1:1:stateMachine:other:1";
    assert.deepEqual(await up().rehearsals.rehearseVersion(other), []);
  });
});
