import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { CreateStateMachineAliasCommand, CreateStateMachineCommand, ListExecutionsCommand } from "@aws-sdk/client-sfn";
import { runCommand } from "../../../cli/command";
import { rehearseCommand } from "../../../cli/rehearse/index";
import { readStackFile } from "../../../cli/stack-file";
import type { MachineNames, Named } from "../../../components/core/names";
import { type PolicyStatement, policyJson } from "../../../components/core/policy-document";
import { type EnvironmentPlan, planEnvironment } from "../../../components/environment/plan";
import { type Grant, grantStatements } from "../../../components/iam/grants";
import type { RehearsalRow } from "../../../components/versions/rehearsal/table";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { startInterpreter } from "../../../sandbox/aws/interpreter/server";
import { readInputs } from "../../../stacks/inputs";
import { ACCOUNT, type Clients, clientsOf, policy, REGION, startTestCloud } from "../../helpers/embedded-aws";
import { signIn, writeStackOf } from "../signed-in-stack";

const task = (name: string) => ({ kind: "lambda", function: name });
const APPS = {
  db: { task: task("db"), access: "db.json", secrets: { password: { maxAgeDays: 30 } } },
  orders: { task: task("orders"), after: ["db"] },
};
const RULE = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::shop-db/*"] },
    {
      Effect: "Allow",
      Action: ["dynamodb:PutItem"],
      Resource: [`arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/shop`],
      Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } },
    },
  ],
};
const NOBODY = policy({ Effect: "Deny", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" });

/**
 * The command over the embedded AWS's own APIs: roles and machines of the plan, without the rest of an environment, judged by
 * the embedded IAM.
 */
describe("the rehearse command on a deployed environment", function () {
  this.timeout(120_000);
  let cloud: EmbeddedAws;
  let root: Clients;
  let folder: string;
  let plan: EnvironmentPlan;

  const stack = () => ({ cloud, folder, services: ["sfn", "iam"] });

  /** Writes the stack's file with the session of a role with these grants. */
  const signInAs = (role: string, grants: readonly Grant[]) =>
    signIn(stack(), role, grantStatements(grants, { names: plan.names, rollbacks: [] }));

  const write = (role: Named, statements: readonly PolicyStatement[]) =>
    root.iam.send(
      new PutRolePolicyCommand({ RoleName: role.name, PolicyName: "own", PolicyDocument: policyJson(statements) }),
    );

  const trustOf = (principal: object) => policy({ Principal: principal, Action: "sts:AssumeRole" });

  async function role(named: Named, principal: object, statements: readonly PolicyStatement[]): Promise<void> {
    const AssumeRolePolicyDocument = trustOf(principal);
    await root.iam.send(new CreateRoleCommand({ RoleName: named.name, AssumeRolePolicyDocument }));
    await write(named, statements);
  }

  async function machine({ name }: MachineNames, { arn: roleArn }: Named, definition: object): Promise<void> {
    const { stateMachineVersionArn } = await root.sfn.send(
      new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition), publish: true }),
    );
    const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
    await root.sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
  }

  async function command(...args: string[]) {
    const progress: string[] = [];
    const context = {
      signal: new AbortController().signal,
      progress: (line: string) => void progress.push(line),
    };
    const rehearsing = rehearseCommand({ folder, wait: async () => {} });
    return { ...(await runCommand(rehearsing, ["--stack", "dev", ...args], context)), progress };
  }

  async function rows(...args: string[]): Promise<{ status: number; rows: RehearsalRow[] }> {
    const { status, stdout, stderr } = await command("--json", ...args);
    assert.equal(stderr, "");
    return { status, rows: JSON.parse(stdout).rows };
  }

  before(async () => {
    cloud = await startTestCloud({ interpreter: startInterpreter, waitScale: 0.01 });
    root = clientsOf(cloud);
    folder = mkdtempSync(join(tmpdir(), "rehearse-deployed-"));
    writeFileSync(join(folder, "blueprint.json"), JSON.stringify({ name: "shop", apps: APPS }));
    mkdirSync(join(folder, "access"));
    writeFileSync(join(folder, "access", "db.json"), JSON.stringify(RULE));
    writeStackOf(stack(), cloud.rootCredentials);
    plan = planEnvironment(readInputs("dev", readStackFile(folder, "dev")));
    const { names } = plan;
    for (const [app, { definition, machineStatements, taskStatements }] of Object.entries(plan.apps)) {
      const { machineRole, taskRole, machine: child } = names.app(app);
      await role(machineRole, { Service: "states.amazonaws.com" }, machineStatements);
      await role(taskRole, { AWS: machineRole.arn }, taskStatements);
      await machine(child, machineRole, definition);
    }
    const { name: Name } = names.app("db").secret("password");
    await root.secrets.send(new CreateSecretCommand({ Name, SecretString: "s" }));
    await role(names.parentRole, { Service: "states.amazonaws.com" }, plan.parent.statements);
    await machine(names.parent, names.parentRole, plan.parent.definition);
  });
  after(async () => {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => writeStackOf(stack(), cloud.rootCredentials));

  it("prints one line for each app and for the parent, and what it could not simulate", async () => {
    const { status, stdout, stderr, progress } = await command();
    assert.deepEqual([status, stderr], [0, ""], stdout);
    assert.match(stdout, /^APP +ROLE +CHAIN +SECRETS +PERMISSIONS +VERDICT/);
    const db =
      /^db +shop-dev_db_task +shop-dev_db_machine -> shop-dev_db_task +\S*password never rotated, due +\d+ allowed, 1 not sim/m;
    assert.match(stdout, db);
    assert.match(stdout, /^orders +shop-dev_orders_task +.* none +\d+ allowed +proven$/m);
    assert.match(stdout, /^shop-dev +none +shop-dev_machine +none +\d+ allowed +proven$/m);
    assert.match(
      stdout,
      /Not simulated:\n {2}shop-dev_db_task: dynamodb:PutItem on .*: no request can be made up for the condition StringNotE/,
    );
    assert.match(stdout, /\nEverything is proven\.\n$/);
    assert.deepEqual(progress, [`rehearsing 2 apps through ${plan.names.parent.aliasArn}`]);
  });

  it("rehearses one app through its own alias, and simulates its roles alone", async () => {
    const { status, rows: found } = await rows("--app", "orders");
    assert.deepEqual([status, found.map(({ app }) => app)], [0, ["orders"]]);
    const { executions = [] } = await root.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: plan.names.parent.arn }),
    );
    assert.equal(executions.length, 1, "that of the test before");
  });

  it("finds a permission that was taken away from a task role, though the chain holds", async () => {
    const { taskRole } = plan.names.app("db");
    const { taskStatements = [] } = plan.apps.db ?? {};
    const left = taskStatements.filter(({ Action }) => !Action.includes("s3:GetObject"));
    assert.equal(left.length, taskStatements.length - 1);
    await write(taskRole, left);
    const { status, rows: found } = await rows();
    assert.equal(status, 1);
    assert.deepEqual(
      found.map(({ app, verdict }) => [app, verdict]),
      [
        ["db", "broken"],
        ["orders", "proven"],
        ["shop-dev", "proven"],
      ],
    );
    assert.match(found[0]?.role ?? "", /assumed-role\/shop-dev_db_task\//);
    assert.deepEqual(
      [found[0]?.error, found[0]?.permissions?.denied, found[0]?.next],
      [
        "PermissionMissing",
        ["shop-dev_db_task is not allowed s3:GetObject on arn:aws:s3:::shop-db/*: implicit deny"],
        "aws iam list-role-policies --role-name shop-dev_db_task",
      ],
    );
    assert.equal((await rows("--app", "db")).status, 1);
    assert.equal((await rows("--app", "orders")).status, 0);
    await write(taskRole, taskStatements);
    assert.equal((await rows("--app", "db")).status, 0);
  });

  it("finds an explicit deny and a boundary that no longer allows it", async () => {
    const { taskRole } = plan.names.app("orders");
    const { taskStatements = [] } = plan.apps.orders ?? {};
    const denied = async () => (await rows("--app", "orders")).rows[0]?.permissions?.denied ?? [];
    const deny = { Effect: "Deny" as const, Action: ["lambda:InvokeFunction"], Resource: ["*"] };
    await write(taskRole, [...taskStatements, deny]);
    assert.match(
      (await denied())[0] ?? "",
      /shop-dev_orders_task is not allowed lambda:InvokeFunction .*: explicit deny/,
    );
    await write(taskRole, taskStatements);
    assert.deepEqual(await denied(), []);
    const narrow = { PolicyName: "narrow", PolicyDocument: policy({ Action: "s3:GetObject", Resource: "*" }) };
    const { Policy } = await root.iam.send(new CreatePolicyCommand(narrow));
    await root.iam.send(
      new PutRolePermissionsBoundaryCommand({ RoleName: taskRole.name, PermissionsBoundary: Policy?.Arn }),
    );
    assert.match((await denied())[0] ?? "", /shop-dev_orders_task is not allowed lambda:InvokeFunction on /);
    const everything = { PolicyName: "everything", PolicyDocument: policy({ Action: "*", Resource: "*" }) };
    const { Policy: wide } = await root.iam.send(new CreatePolicyCommand(everything));
    await root.iam.send(
      new PutRolePermissionsBoundaryCommand({ RoleName: taskRole.name, PermissionsBoundary: wide?.Arn }),
    );
    assert.deepEqual(await denied(), []);
  });

  it("finds a cut role chain, which no simulation sees", async () => {
    const { machineRole, taskRole } = plan.names.app("orders");
    const trust = (PolicyDocument: string) =>
      root.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: taskRole.name, PolicyDocument }));
    await trust(NOBODY);
    const { status, rows: found } = await rows();
    const orders = found.find(({ app }) => app === "orders");
    assert.deepEqual([status, orders?.verdict, orders?.role], [1, "broken", null]);
    assert.deepEqual(orders?.permissions?.denied, []);
    await trust(trustOf({ AWS: machineRole.arn }));
  });

  it("finds a parent that may not start an app any more, and names both", async () => {
    const { names, parent } = plan;
    const orders = (arn: string) => arn.includes("stateMachine:") && (arn.endsWith("_orders") || arn.endsWith("_*"));
    const starts = parent.statements.map((one) =>
      one.Action.includes("states:StartExecution")
        ? { ...one, Resource: [...(one.Resource ?? []).filter((arn) => !orders(arn)), names.app("db").machine.arn] }
        : one,
    );
    await write(names.parentRole, starts);
    const { status, rows: found } = await rows();
    assert.equal(status, 1);
    assert.deepEqual(
      found.map(({ app, error }) => [app, error]),
      [
        ["db", undefined],
        ["orders", "NotStarted"],
        ["shop-dev", found[2]?.error],
      ],
    );
    assert.match(
      found[2]?.cause ?? "",
      /not authorized.*; PermissionMissing: shop-dev_machine is not allowed states:Start/,
    );
    await write(names.parentRole, parent.statements);
  });

  it("is a finding where the caller may not simulate, and goes through with the grants named for it", async () => {
    await signInAs("runner", ["start", "observe"]);
    const { status, stdout } = await command();
    assert.equal(status, 1);
    assert.match(stdout, /could not be simulated: .*iam:SimulatePrincipalPolicy/);
    await signInAs("deployer", ["start", "observe", "simulate"]);
    const allowed = await command();
    assert.equal(allowed.status, 0, allowed.stdout);
  });
});
