import assert from "node:assert/strict";
import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { ListExecutionsCommand } from "@aws-sdk/client-sfn";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { environmentNames, scopeOf } from "../../components/core/names";
import { ACCOUNT, ENVIRONMENT, REGION } from "../../sandbox/place";
import { program } from "../../stacks/program";
import { type SmallEnvironment, smallEnvironment } from "../helpers/small-environment";

const names = environmentNames(
  scopeOf({ blueprint: "shop", environment: ENVIRONMENT, account: ACCOUNT, region: REGION }),
);
const orders = names.app("orders");
const chain = "shop-sandbox_orders_machine -> shop-sandbox_orders_task";

/** A trust that lets nobody in. */
const NOBODY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** The program with the trust of one task role written so that nobody may assume it. */
const cutProgram: PulumiFn = async () => {
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
    type === "aws:iam/role:Role" && props.name === orders.taskRole.name
      ? { props: { ...props, assumeRolePolicy: NOBODY }, opts }
      : undefined,
  );
  return await program();
};

describe("rehearsal in every up, on the real engine and the embedded cloud", function () {
  this.timeout(300_000);
  let environment: SmallEnvironment;
  let iam: IAMClient;

  /** Executions of each machine so far, all of them rehearsals. */
  async function walks(): Promise<Record<string, number>> {
    const machines = {
      db: names.app("db").machine,
      orders: orders.machine,
      undo: orders.rollback,
      parent: names.parent,
    };
    const counts = Object.entries(machines).map(async ([key, { arn }]): Promise<[string, number]> => {
      const { executions = [] } = await environment.sfn.send(new ListExecutionsCommand({ stateMachineArn: arn }));
      return [key, executions.length];
    });
    return Object.fromEntries(await Promise.all(counts));
  }

  before(async () => {
    environment = await smallEnvironment();
    iam = new IAMClient(environment.cloud.root.config);
  });
  after(() => environment.close());

  it("creates no alias for a machine whose chain is cut from the start, and says which and why", async () => {
    const said = await environment.refusal(cutProgram);
    assert.match(said, /Rehearsal: the alias of shop-sandbox-orders stays where it is/);
    assert.match(
      said,
      /Next: aws iam get-role --role-name shop-sandbox_orders_task .*; fix it, then `pulumi up` again/,
    );
    assert.match(said, new RegExp(`orders +none +${chain} +broken +States\\.TaskFailed: .*not authorized to assume`));
    assert.equal(await environment.live(), undefined);
  });

  it("creates it once the chain holds; the output names every app, and a second up changes nothing", async () => {
    const { outputs } = await environment.stack.up();
    assert.deepEqual(outputs.rehearsal?.value, [
      { app: "db", chain: "shop-sandbox_db_machine -> shop-sandbox_db_task", verdict: "proven" },
      { app: "orders", chain, verdict: "proven" },
    ]);
    assert.equal(await environment.live(), "1");
    const { db = 0, orders: walked = 0, undo = 0, parent = 0 } = await walks();
    const second = await environment.stack.up();
    const once = { db: db + 1, orders: walked + 1, undo, parent: parent + 1 };
    assert.deepEqual(await walks(), once, "every app is walked once, through the parent");
    assert.deepEqual(Object.keys(second.summary.resourceChanges ?? {}), ["same"]);
    assert.deepEqual(second.outputs, outputs);
    const { changeSummary } = await environment.stack.preview();
    assert.deepEqual(Object.keys(changeSummary), ["same"]);
  });

  it("keeps the alias on the old version while the new one's chain is cut, and moves it once that is fixed", async () => {
    const RoleName = orders.taskRole.name;
    const trust = (await iam.send(new GetRoleCommand({ RoleName }))).Role?.AssumeRolePolicyDocument ?? "";
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: NOBODY }));
    await environment.write(90);
    const said = await environment.refusal();
    assert.match(said, new RegExp(`orders +none +${chain} +broken`));
    assert.equal(await environment.live(), "1", "the alias has not moved");
    assert.deepEqual(
      (await environment.stepFunctions.listVersions(orders.machine.arn)).map(({ version }) => version),
      [2, 1],
      "the version is there to be looked at",
    );
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: decodeURIComponent(trust) }));
    const { db = 0, orders: walked = 0, undo = 0, parent = 0 } = await walks();
    await environment.stack.up();
    assert.equal(await environment.live(), "2");
    // By its own hook or by the parent's, and by neither again at the end.
    assert.deepEqual(await walks(), { db: db + 1, orders: walked + 1, undo, parent: parent + 1 });
  });

  it("fails an up that changes nothing when a chain has been cut meanwhile, with a table", async () => {
    const RoleName = orders.taskRole.name;
    const trust = (await iam.send(new GetRoleCommand({ RoleName }))).Role?.AssumeRolePolicyDocument ?? "";
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: NOBODY }));
    const said = await environment.refusal();
    assert.match(said, /Rehearsal: shop-sandbox would not run/);
    const table = said.slice(0, said.indexOf("Outputs:"));
    assert.match(table, new RegExp(`orders +none +${chain} +broken`));
    assert.doesNotMatch(table, /db_machine/, "only what is broken is listed");
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: decodeURIComponent(trust) }));
    await environment.stack.up();
  });

  it("has fired nothing and failed nothing: every execution was a rehearsal and succeeded", async () => {
    // The parent, too: an up reads its verdicts, and a parent that failed would have told on-call.
    for (const { arn } of [orders.machine, orders.rollback, names.app("db").machine, names.parent]) {
      const { executions = [] } = await environment.sfn.send(new ListExecutionsCommand({ stateMachineArn: arn }));
      assert.ok(executions.length > 0, arn);
      for (const { name, status } of executions) assert.match(`${name} ${status}`, /^rehearsal-.* SUCCEEDED$/);
    }
  });
});
