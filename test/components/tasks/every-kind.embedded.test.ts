import assert from "node:assert/strict";
import { runsAsMachine, taskPermissions } from "../../../components/tasks/index";
import { PermissionSimulation } from "../../../components/versions/rehearsal/permissions";
import { rehearseApp } from "../../../components/versions/rehearsal/rehearse";
import type { RolePermissions } from "../../../components/versions/rehearsal/simulation/simulate-role";
import { simulatorClient } from "../../../components/versions/rehearsal/simulation/simulator-client";
import type { RehearsalRow } from "../../../components/versions/rehearsal/table";
import { stepFunctionsClient } from "../../../components/versions/step-functions-client";
import { TaskCloud } from "../../helpers/task-cloud";
import { USAGES } from "./every-kind";

/**
 * The machine walks its role chain, and the embedded cloud's own reading of IAM answers the simulation. That AWS's simulator knows every condition key of these
 * statements is not proven.
 */
describe("a rehearsal on the embedded cloud", function () {
  this.timeout(120_000);
  let cloud: TaskCloud;

  before(async () => {
    cloud = await TaskCloud.start();
  });
  after(() => cloud?.stop());

  async function rehearsed(app: string, machineArn: string): Promise<RehearsalRow> {
    const { iam, sfn } = cloud.clients;
    const simulator = simulatorClient(iam);
    const permissions = new PermissionSimulation({ simulator, wait: async () => {} }, cloud.roles);
    return rehearseApp({ stepFunctions: stepFunctionsClient(sfn), permissions }, app, machineArn);
  }

  USAGES.forEach(({ what, task }, index) => {
    it(`proves that its roles are allowed what they need, and names each action that is missing: ${what}`, async () => {
      const rightsFor = (app: string) => taskPermissions(task, cloud.names.scope, cloud.names.app(app).machine.arn);
      const roleOf = (app: string) => {
        const { machineRole, taskRole } = cloud.names.app(app);
        return (runsAsMachine(task) ? machineRole : taskRole).name;
      };
      const [whole, less] = [`whole-${index}`, `less-${index}`];
      const proven = await rehearsed(whole, await cloud.app(whole, task, { timeoutSeconds: 400 }));
      assert.equal(proven.verdict, "proven", `${proven.error}: ${proven.cause}`);
      assert.match(proven.role ?? "", new RegExp(`:assumed-role/${roleOf(whole)}/`));
      assert.deepEqual(proven.permissions?.denied, []);
      assert.deepEqual(proven.permissions?.notSimulated, []);
      const pairs = Object.values<RolePermissions>({ ...cloud.roles[whole] })
        .flatMap(({ statements }) => statements)
        .flatMap(({ Action, Resource = [] }) => Action.flatMap((action) => Resource.map((one) => `${action} ${one}`)));
      assert.equal(proven.permissions?.simulated, new Set(pairs).size);

      const [first, ...rights] = rightsFor(less);
      const broken = await rehearsed(less, await cloud.app(less, task, { rights, timeoutSeconds: 400 }));
      assert.deepEqual([broken.verdict, broken.error], ["broken", "PermissionMissing"], broken.cause);
      const missing = (first?.Action ?? []).flatMap((action) =>
        (first?.Resource ?? []).map((resource) => `${roleOf(less)} is not allowed ${action} on ${resource}`),
      );
      assert.deepEqual(
        broken.permissions?.denied.map((sentence) => sentence.replace(/: implicit deny.*$/, "")).sort(),
        missing.sort(),
      );
    });
  });
});
