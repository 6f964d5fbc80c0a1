import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../cli/command";
import { PLAN } from "../../../cli/plan/index";
import { ProblemsError } from "../../../components/core/problem";
import { readInputs } from "../../../stacks/inputs";
import { stackConfig } from "../../helpers/stack-config";

const ROOT = join(__dirname, "..", "..", "..");
const task = { kind: "lambda", function: "f" };

describe("plan command", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "plan-"));
    mkdirSync(join(folder, "access"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const plan = (...args: string[]) => runCommand(PLAN, args);
  const write = (name: string, content: unknown) => {
    const file = join(folder, name);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };

  it("prints the blueprint of the stacks", () => {
    const args = ["--require", "ts-node/register", "cli/plan/index.ts", "stacks/blueprint.ts", "--json"];
    const run = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
    assert.deepEqual([run.status, run.stderr], [0, ""]);
    const report = JSON.parse(run.stdout);
    assert.equal(report.apps, 10);
    assert.deepEqual(Object.keys(report), [
      "apps",
      "criticalPathSeconds",
      "plannedSeconds",
      "stageSeconds",
      "plan",
      "transitionsPerRun",
      "costPerThousandRunsUsd",
      "transitionsPerGrant",
      "transitionsPerGrantWithEvidence",
      "costPerThousandGrantsUsd",
      "idleCostPerMonthUsd",
      "limits",
      "budgets",
    ]);
    assert.deepEqual(Object.keys(report.budgets[0]), ["name", "machine", "used", "limit"]);
  });

  it("reads JSON and its access rules", async () => {
    const rule = {
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: "arn:{{partition}}:s3:::bucket-{{environment}}/x",
    };
    write("access/a.json", { Version: "2012-10-17", Statement: [rule] });
    const file = write("good.json", {
      name: "shop",
      apps: { a: { task, access: "a.json" }, b: { task, after: ["a"] } },
    });
    const { status, stdout, stderr } = await plan(file, "--json");
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(JSON.parse(stdout).plan, { sequence: ["a", "b"] });
    assert.match((await plan(file)).stdout, /^shop: 2 apps$/m);
  });

  it("lists every problem of a blueprint with its fix", async () => {
    const file = write("bad.json", {
      name: "Shop",
      apps: { a: { task, after: ["c"] }, c: { task, after: ["a"] }, d: { task, afer: [] } },
    });
    const { status, stdout, stderr } = await plan(file);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.ok(stderr.startsWith(`${file}: 3 problems\n`), stderr);
    assert.equal(stderr.match(/fix: /g)?.length, 3);
    for (const place of ["name: ", "apps.d.afer: ", "a -> c -> a"]) {
      assert.ok(stderr.includes(place), `${place}: ${stderr}`);
    }
  });

  it("lists every problem of the access rules", async () => {
    write("access/open.json", {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
    });
    write("access/torn.json", "{");
    const apps = { a: { task, access: "open.json" }, b: { task, access: "torn.json" } };
    const { status, stderr } = await plan(write("open-access.json", { name: "shop", apps }));
    assert.equal(status, 2);
    for (const text of [
      "open.json: Statement[0].Action",
      "open.json: Statement[0].Resource",
      "torn.json: line 1, column 2: is not valid JSON",
    ]) {
      assert.ok(stderr.includes(text), stderr);
    }
  });

  it("says which action an access rule meant, and warns of one that may be new", async () => {
    const statement = (Action: string) => ({
      Effect: "Allow",
      Action,
      Resource: "arn:aws:dynamodb:us-east-1:1:table/x",
    });
    const blueprint = write("meant.json", { name: "shop", apps: { a: { task, access: "meant.json" } } });
    const planWith = (...actions: string[]) => {
      write("access/meant.json", { Version: "2012-10-17", Statement: actions.map(statement) });
      return plan(blueprint);
    };
    const refused = await planWith("dynamodb:PutItm", "dynamdb:GetItem");
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /did you mean "dynamodb:PutItem"[\s\S]*did you mean "dynamodb:GetItem"/);
    const warned = await planWith("dynamodb:PutItemV2");
    assert.equal(warned.status, 0);
    assert.match(
      warned.stderr,
      /^warning: permissions of a: "dynamodb:PutItemV2" is not in the Service Authorization Reference/,
    );
  });

  it("refuses a key that is written twice in an access rule, with the message of an up", async () => {
    const statement = `"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/x"`;
    const condition = (region: string) => `"Condition": {"StringEquals": {"aws:RequestedRegion": "${region}"}}`;
    const twice = `{${statement}, ${condition("eu-central-1")}, ${condition("eu-west-1")}}`;
    write("access/twice.json", `{"Version": "2012-10-17", "Statement": [${twice}]}`);
    const file = write("twice.json", { name: "shop", apps: { a: { task, access: "twice.json" } } });
    const { status, stdout, stderr } = await plan(file);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(
      stderr,
      /twice\.json: Statement\[0\]\.Condition \(line 1, column \d+\): key "Condition" is written twice/,
    );
    const config: Record<string, string> = { ...stackConfig("dev"), "app-of-apps:blueprint": file };
    assert.throws(
      () => readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) }),
      (error) => {
        assert.ok(error instanceof ProblemsError);
        // The same problem; the first line names the source, which is the stack's file there.
        assert.deepEqual(stderr.split("\n").slice(1, -1), error.message.split("\n").slice(1));
        return true;
      },
    );
  });

  it("refuses bad usage and explains itself", async () => {
    for (const [args, message] of [
      [[], /^BLUEPRINT is required\nUsage: npm run -s plan -- BLUEPRINT \[--json\]\n$/],
      [["a.json", "--jsn"], /^unknown option --jsn; did you mean --json\?\nUsage: /],
      [["a.json", "b.json"], /^only one BLUEPRINT is allowed, found also "b\.json"\nUsage: /],
      [[join(folder, "missing.json")], /missing\.json: cannot be read/],
    ] as const) {
      const { status, stdout, stderr } = await plan(...args);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(stderr, message);
    }
    const help = await plan("--help");
    assert.equal(help.status, 0);
    assert.match(help.stdout, /environment "plan" in account 000000000000 and region us-east-1/);
  });

  it("plans 1,000 apps", async () => {
    const apps = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [
        `app-${index}`,
        { task, expectedSeconds: 1 + (index % 13), after: index < 20 ? [] : [`app-${(index * 7919) % index}`] },
      ]),
    );
    const { status, stdout } = await plan(write("large.json", { name: "large", apps }), "--json");
    assert.equal(status, 0);
    const report = JSON.parse(stdout);
    assert.equal(report.apps, 1000);
    assert.ok(report.plannedSeconds >= report.criticalPathSeconds && report.plannedSeconds <= report.stageSeconds);
  }).timeout(120_000);
});
