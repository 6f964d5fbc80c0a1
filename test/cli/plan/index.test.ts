import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planCommand } from "../../../cli/plan/main";

const ROOT = join(__dirname, "..", "..", "..");
const task = { kind: "lambda", function: "f" };

describe("plan command", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "plan-"));
    mkdirSync(join(folder, "access"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: unknown) => {
    const file = join(folder, name);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };

  it("prints the blueprint of the stacks, without loading Pulumi", () => {
    const script = `const { planCommand } = require("./cli/plan/main");
      const { status, stdout } = planCommand(["stacks/blueprint.ts", "--json"]);
      const loaded = Object.keys(require.cache).filter((file) => file.includes("/@pulumi/")).length;
      process.stdout.write(JSON.stringify({ status, loaded, report: JSON.parse(stdout) }));`;
    const run = spawnSync(process.execPath, ["--require", "ts-node/register", "-e", script], {
      cwd: ROOT,
      encoding: "utf8",
    });
    assert.equal(run.status, 0, run.stderr);
    const { status, loaded, report } = JSON.parse(run.stdout);
    assert.deepEqual([status, loaded], [0, 0]);
    assert.equal(report.apps, 10);
    assert.deepEqual(Object.keys(report), [
      "apps",
      "criticalPathSeconds",
      "plannedSeconds",
      "stageSeconds",
      "plan",
      "transitionsPerRun",
      "costPerThousandRunsUsd",
      "idleCostPerMonthUsd",
      "limits",
    ]);
  });

  it("reads JSON and its access rules", () => {
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
    const { status, stdout, stderr } = planCommand([file, "--json"]);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(JSON.parse(stdout).plan, { sequence: ["a", "b"] });
    assert.match(planCommand([file]).stdout, /^shop: 2 apps$/m);
  });

  it("lists every problem of a blueprint with its fix", () => {
    const file = write("bad.json", {
      name: "Shop",
      apps: { a: { task, after: ["c"] }, c: { task, after: ["a"] }, d: { task, afer: [] } },
    });
    const { status, stdout, stderr } = planCommand([file]);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.ok(stderr.startsWith(`${file}: 3 problems\n`), stderr);
    assert.equal(stderr.match(/fix: /g)?.length, 3);
    for (const place of ["name: ", "apps.d.afer: ", "a -> c -> a"])
      assert.ok(stderr.includes(place), `${place}: ${stderr}`);
  });

  it("lists every problem of the access rules", () => {
    write("access/open.json", {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
    });
    write("access/torn.json", "{");
    const apps = { a: { task, access: "open.json" }, b: { task, access: "torn.json" } };
    const { status, stderr } = planCommand([write("open-access.json", { name: "shop", apps })]);
    assert.equal(status, 2);
    for (const text of [
      "open.json: Statement[0].Action",
      "open.json: Statement[0].Resource",
      "torn.json: cannot be read",
    ])
      assert.ok(stderr.includes(text), stderr);
  });

  it("refuses bad usage and explains itself", () => {
    for (const [args, message] of [
      [[], /No blueprint is named\. Usage: /],
      [["a.json", "--jsn"], /There is no option --jsn\. Usage: /],
      [["a.json", "b.json"], /also b\.json\. Usage: /],
      [[join(folder, "missing.json")], /missing\.json: cannot be read/],
    ] as const) {
      const { status, stdout, stderr } = planCommand(args);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(stderr, message);
    }
    const help = planCommand(["--help"]);
    assert.equal(help.status, 0);
    assert.match(help.stdout, /environment "plan" in account 000000000000 and region us-east-1/);
  });

  it("takes 1,000 apps", () => {
    const apps = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [
        `app-${index}`,
        { task, expectedSeconds: 1 + (index % 13), after: index < 20 ? [] : [`app-${(index * 7919) % index}`] },
      ]),
    );
    const { status, stdout } = planCommand([write("large.json", { name: "large", apps }), "--json"]);
    assert.equal(status, 0);
    const report = JSON.parse(stdout);
    assert.equal(report.apps, 1000);
    assert.ok(report.plannedSeconds >= report.criticalPathSeconds && report.plannedSeconds <= report.stageSeconds);
  }).timeout(120_000);
});
