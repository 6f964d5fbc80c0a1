import assert from "node:assert/strict";
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ListExecutionsCommand } from "@aws-sdk/client-sfn";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { runCommand } from "../../cli/command";
import { rehearseCommand } from "../../cli/rehearse/index";
import { environmentNames, scopeOf } from "../../components/core/names";
import type { RehearsalRow } from "../../components/versions/rehearsal/table";
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

/** A policy without the right to do anything that a task does. */
const POWERLESS = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:GetCallerIdentity", Resource: "*" }],
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
      rollback: orders.rollback,
      parent: names.parent,
    };
    const counts = Object.entries(machines).map(async ([key, { arn }]): Promise<[string, number]> => {
      const { executions = [] } = await environment.sfn.send(new ListExecutionsCommand({ stateMachineArn: arn }));
      return [key, executions.length];
    });
    return Object.fromEntries(await Promise.all(counts));
  }

  /** Runs something while the trust of `orders`' task role lets nobody in. */
  async function whileCut<T>(action: () => Promise<T>): Promise<T> {
    const RoleName = orders.taskRole.name;
    const trust = (await iam.send(new GetRoleCommand({ RoleName }))).Role?.AssumeRolePolicyDocument ?? "";
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: NOBODY }));
    try {
      return await action();
    } finally {
      const PolicyDocument = decodeURIComponent(trust);
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    }
  }

  /** Runs something while `orders`' task role may be assumed and do nothing else. */
  async function whilePowerless<T>(action: () => Promise<T>): Promise<T> {
    const RoleName = orders.taskRole.name;
    const { PolicyNames: [PolicyName = ""] = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: POWERLESS }));
    try {
      return await action();
    } finally {
      const document = decodeURIComponent(PolicyDocument);
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: document }));
    }
  }

  /** What the command says, by the stack's own settings. */
  async function command(...args: string[]): Promise<{ status: number; rows: RehearsalRow[] }> {
    const source = await environment.stack.getAllConfig();
    const settings = () => ({ get: (key: string) => source[key]?.value, keys: () => Object.keys(source) });
    const { status, stdout, stderr } = await runCommand(rehearseCommand({ settings }), [
      "--stack",
      ENVIRONMENT,
      "--json",
      ...args,
    ]);
    assert.equal(stderr, "");
    return { status, rows: JSON.parse(stdout).rows };
  }

  before(async () => {
    environment = await smallEnvironment();
    iam = new IAMClient(environment.cloud.root.config);
  });
  after(() => environment.close());

  it("creates no alias for a machine whose chain is cut from the start, and says which and why", async () => {
    const said = await environment.refusal(cutProgram);
    assert.match(
      said,
      /Rehearsal: the alias of shop-sandbox-orders was not moved: its new version failed its rehearsal/,
    );
    assert.match(
      said,
      /Next: aws iam get-role --role-name shop-sandbox_orders_task .*; fix it and run `pulumi up` again/,
    );
    const row = new RegExp(
      `orders +none +${chain} +none +\\d+ allowed +broken +States\\.TaskFailed: .*not authorized to`,
    );
    assert.match(said, row);
    assert.equal(await environment.live(), undefined);
  });

  it("creates it once the chain holds; the output names every app, and a second up changes nothing", async () => {
    const { outputs } = await environment.stack.up();
    assert.deepEqual(outputs.rehearsal?.value, [
      { app: "db", chain: "shop-sandbox_db_machine -> shop-sandbox_db_task", verdict: "proven" },
      { app: "orders", chain, verdict: "proven" },
    ]);
    assert.equal(await environment.live(), "1");
    const { db = 0, orders: walked = 0, rollback = 0, parent = 0 } = await walks();
    const second = await environment.stack.up();
    const once = { db: db + 1, orders: walked + 1, rollback, parent: parent + 1 };
    assert.deepEqual(await walks(), once, "every app is walked once, through the parent");
    assert.deepEqual(Object.keys(second.summary.resourceChanges ?? {}), ["same"]);
    assert.deepEqual(second.outputs, outputs);
    const { changeSummary } = await environment.stack.preview();
    assert.deepEqual(Object.keys(changeSummary), ["same"]);
  });

  it("the command rehearses what is deployed: every chain, every secret's age, every role", async () => {
    const { status, rows } = await command();
    assert.deepEqual(
      rows.map(({ app, chain: walked, verdict }) => [app, walked, verdict]),
      [
        ["db", "shop-sandbox_db_machine -> shop-sandbox_db_task", "proven"],
        ["orders", chain, "proven"],
        ["shop-sandbox_rollback_run", "shop-sandbox_rollback_run_machine", "proven"],
        ["shop-sandbox", names.parentRole.name, "proven"],
      ],
    );
    assert.equal(status, 0);
    const [db, own] = rows;
    assert.deepEqual(
      db?.secrets.map(({ name, due }) => [name.includes("password"), due]),
      [[true, false]],
    );
    assert.match(own?.role ?? "", /assumed-role\/shop-sandbox_orders_task\//);
    for (const { app, permissions } of rows) {
      assert.ok((permissions?.simulated ?? 0) > 0, app);
      assert.deepEqual(permissions?.denied, [], app);
    }
  });

  it("the command finds a right that was taken away from a task role, and the app's chain unbroken", async () => {
    const { whole, one, other } = await whilePowerless(async () => ({
      whole: await command(),
      one: await command("--app", "orders"),
      other: await command("--app", "db"),
    }));
    assert.deepEqual([whole.status, one.status, other.status], [1, 1, 0]);
    const broken = whole.rows.filter(({ verdict }) => verdict === "broken");
    assert.deepEqual(
      broken.map(({ app, error }) => [app, error]),
      [["orders", "PermissionMissing"]],
    );
    assert.match(broken[0]?.role ?? "", /shop-sandbox_orders_task/);
    assert.match(
      broken[0]?.permissions?.denied.join() ?? "",
      /^shop-sandbox_orders_task is not allowed lambda:InvokeFunction on .*shop-orders: implicit deny$/,
    );
  });

  it("keeps the alias on the old version while the new one's chain is cut, and moves it once that is fixed", async () => {
    await environment.write(90);
    const said = await whileCut(() => environment.refusal());
    assert.match(said, new RegExp(`orders +none +${chain} .* broken`));
    assert.equal(await environment.live(), "1", "the alias has not moved");
    assert.deepEqual(
      (await environment.stepFunctions.listVersions(orders.machine.arn)).map(({ version }) => version),
      [2, 1],
      "the version is there to be looked at",
    );
    await environment.stack.up();
    assert.equal(await environment.live(), "2");
  });

  it("keeps it while a permission is missing that no chain shows", async () => {
    await environment.write(95);
    const said = await whilePowerless(() => environment.refusal());
    const row = new RegExp(
      `orders +shop-sandbox_orders_task +${chain} +none +1 of \\d+ denied +broken +PermissionMissing: ` +
        "shop-sandbox_orders_task is not allowed lambda:InvokeFunction on .*: implicit deny",
    );
    assert.match(said, row);
    assert.match(said, /Next: aws iam list-role-policies --role-name shop-sandbox_orders_task; fix it/);
    assert.equal(await environment.live(), "2", "the alias has not moved");
    await environment.stack.up();
    assert.equal(await environment.live(), "3");
  });

  it("fails an up that changes nothing when a chain or a permission is gone meanwhile, with a table", async () => {
    for (const [meanwhile, role] of [
      [whileCut, "none"],
      [whilePowerless, "shop-sandbox_orders_task"],
    ] as const) {
      const said = await meanwhile(() => environment.refusal());
      assert.match(said, /Rehearsal: shop-sandbox was deployed but failed its rehearsal/);
      const table = said.slice(0, said.indexOf("Outputs:"));
      assert.match(table, new RegExp(`orders +${role} +${chain} .* broken`));
      assert.doesNotMatch(table, /db_machine/, "only what is broken is listed");
    }
    await environment.stack.up();
  });

  it("has fired nothing and failed nothing: every execution was a rehearsal and succeeded", async () => {
    // The parent, too: an up reads its verdicts, and a parent that failed would have notified on-call.
    for (const { arn } of [orders.machine, orders.rollback, names.app("db").machine, names.parent]) {
      const { executions = [] } = await environment.sfn.send(new ListExecutionsCommand({ stateMachineArn: arn }));
      assert.ok(executions.length > 0, arn);
      for (const { name, status } of executions) {
        assert.match(`${name} ${status}`, /^rehearsal-.* SUCCEEDED$/);
      }
    }
    const { executions = [] } = await environment.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: names.runRollback.machine.arn }),
    );
    assert.deepEqual(executions, [], "the machine that rolls back a run cannot rehearse: it is never started");
  });
});
