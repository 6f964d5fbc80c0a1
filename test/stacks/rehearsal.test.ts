import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { environmentNames, scopeOf } from "../../components/names";
import { sfnControl } from "../../components/versions/sfn-control";
import { type Cloud, startCloud } from "../../sandbox/cloud";
import { ensureEngine } from "../../sandbox/engine";
import { ACCOUNT, ENVIRONMENT, REGION } from "../../sandbox/place";
import { prepareProviders } from "../../sandbox/providers";
import { newRunnerKey, openEnvironmentStack } from "../../sandbox/run/environment-stack";
import { program } from "../../stacks/program";

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

/** Two apps; `seconds` changes the definition of one of them. */
const blueprint = (seconds: number) =>
  JSON.stringify({
    name: "shop",
    apps: {
      db: {
        task: { kind: "lambda", function: "shop-db" },
        timeoutSeconds: 60,
        secrets: { password: { maxAgeDays: 30 } },
      },
      orders: {
        task: { kind: "lambda", function: "shop-orders" },
        after: ["db"],
        timeoutSeconds: seconds,
        rollback: { task: { kind: "lambda", function: "shop-orders" }, timeoutSeconds: 60 },
      },
    },
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
  let cloud: Cloud;
  let folder: string;
  let stack: Stack;
  let sfn: SFNClient;
  let iam: IAMClient;

  const write = (seconds: number) => writeFile(join(folder, "blueprint.json"), blueprint(seconds));
  const control = () => sfnControl(sfn);
  /** Version that the alias `live` of orders leads to; undefined without an alias. */
  const live = async () => (await control().alias(orders.machine.aliasArn))?.routes[0]?.stateMachineVersionArn;

  /** What an `up` that fails says at its end, where a person looks. */
  async function refusalOf(next: PulumiFn = program): Promise<string> {
    try {
      await stack.up({ program: next, color: "never" });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return text.slice(text.indexOf("Diagnostics:"), text.indexOf("\n err?:"));
    }
    throw new Error("up went through");
  }

  before(async () => {
    const engine = await ensureEngine();
    await prepareProviders();
    cloud = await startCloud({ account: ACCOUNT, region: REGION, waitScale: 0.05 });
    sfn = new SFNClient(cloud.root.config);
    iam = new IAMClient(cloud.root.config);
    folder = await mkdtemp(join(tmpdir(), "rehearsal-"));
    await mkdir(join(folder, "run"));
    await write(60);
    stack = await openEnvironmentStack({
      cloud,
      engine,
      runDir: join(folder, "run"),
      runnerKey: newRunnerKey(),
      blueprintFile: join(folder, "blueprint.json"),
    });
  });
  after(async () => {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("creates no alias for a machine whose chain is cut from the start, and says which and why", async () => {
    const said = await refusalOf(cutProgram);
    assert.match(said, /Rehearsal: the alias of shop-sandbox-orders stays where it is/);
    assert.match(said, new RegExp(`orders +none +${chain} +broken +States\\.TaskFailed: .*not authorized to assume`));
    assert.equal(await live(), undefined);
  });

  it("creates it once the chain holds; the output names every app, and a second up changes nothing", async () => {
    const { outputs } = await stack.up();
    assert.deepEqual(outputs.rehearsal?.value, [
      { app: "db", chain: "shop-sandbox_db_machine -> shop-sandbox_db_task", verdict: "proven" },
      { app: "orders", chain, verdict: "proven" },
    ]);
    assert.equal(await live(), `${orders.machine.arn}:1`);
    const second = await stack.up();
    assert.deepEqual(Object.keys(second.summary.resourceChanges ?? {}), ["same"]);
    assert.deepEqual(second.outputs, outputs);
    const { changeSummary } = await stack.preview();
    assert.deepEqual(Object.keys(changeSummary), ["same"]);
  });

  it("keeps the alias on the old version while the new one's chain is cut, and moves it once that is mended", async () => {
    const RoleName = orders.taskRole.name;
    const trust = (await iam.send(new GetRoleCommand({ RoleName }))).Role?.AssumeRolePolicyDocument ?? "";
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: NOBODY }));
    await write(90);
    const said = await refusalOf();
    assert.match(said, new RegExp(`orders +none +${chain} +broken`));
    assert.equal(await live(), `${orders.machine.arn}:1`, "the alias has not moved");
    assert.deepEqual(
      (await control().versions(orders.machine.arn)).map(({ version }) => version),
      [2, 1],
      "the version is there to be looked at",
    );
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: decodeURIComponent(trust) }));
    await stack.up();
    assert.equal(await live(), `${orders.machine.arn}:2`);
  });

  it("fails an up that changes nothing when a chain has been cut meanwhile, with a table", async () => {
    const RoleName = orders.taskRole.name;
    const trust = (await iam.send(new GetRoleCommand({ RoleName }))).Role?.AssumeRolePolicyDocument ?? "";
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: NOBODY }));
    const said = await refusalOf();
    assert.match(said, /Rehearsal: shop-sandbox would not run/);
    const table = said.slice(0, said.indexOf("Outputs:"));
    assert.match(table, new RegExp(`orders +none +${chain} +broken`));
    assert.doesNotMatch(table, /db_machine/, "only what is broken is listed");
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: decodeURIComponent(trust) }));
    await stack.up();
  });

  it("has fired nothing and failed nothing: every execution was a rehearsal and succeeded", async () => {
    for (const { arn } of [orders.machine, orders.rollback, names.app("db").machine]) {
      const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: arn }));
      assert.ok(executions.length > 0, arn);
      for (const { name, status } of executions) assert.match(`${name} ${status}`, /^rehearsal-.* SUCCEEDED$/);
    }
  });
});
