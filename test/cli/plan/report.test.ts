import assert from "node:assert/strict";
import { jsonReport, planReport } from "../../../cli/plan/report";
import { planText } from "../../../cli/plan/text";
import type { Blueprint } from "../../../components/blueprint/blueprint";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { policyJson } from "../../../components/core/policy-document";
import { Environment } from "../../../components/environment/environment";
import { planEnvironment } from "../../../components/environment/plan";
import { readInputs } from "../../../stacks/inputs";
import { lambda } from "../../components/definitions/samples";
import { record } from "../../helpers/mocks";
import { providerOutputs, stackConfig } from "../../helpers/stack-config";

const config = stackConfig("dev");
const inputs = readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) });

function argsOf(blueprint: Blueprint) {
  return { ...inputs, scope: { ...inputs.scope, blueprint: blueprint.name }, blueprint, accessRules: {} };
}

function made(apps: Record<string, object>, name = "shop") {
  const parsed = parseBlueprint({ name, apps });
  assert.ok("blueprint" in parsed, JSON.stringify(parsed));
  const args = argsOf(parsed.blueprint);
  const environment = planEnvironment(args);
  return { args, environment, report: planReport(parsed.blueprint, environment) };
}

/** An N: no nesting has exactly these dependencies, so b starts after a as well, and the plan takes 1 s more than the critical path. */
const n = {
  a: { task: lambda("a"), expectedSeconds: 1 },
  b: { task: lambda("b"), expectedSeconds: 10, secrets: { one: {}, two: {} } },
  c: { task: lambda("c"), expectedSeconds: 10, after: ["a"], rollback: { task: lambda("c") } },
  d: { task: lambda("d"), after: ["a", "b"] },
};

describe("planReport", () => {
  const { args, environment, report } = made(n);
  const json = jsonReport(report);

  it("has exactly the documented fields", () => {
    const { limits, budgets, ...rest } = json;
    assert.deepEqual(rest, {
      apps: 4,
      criticalPathSeconds: 11,
      plannedSeconds: 12,
      stageSeconds: 20,
      plan: { sequence: ["a", { parallel: [{ sequence: ["b", "d"] }, "c"] }] },
      // Parent: start, four apps, a block, check, done. Children: verify, check, task; two states for each secret.
      transitionsPerRun: 4 + 4 + 3 * 3 + 6,
      costPerThousandRunsUsd: 0.575,
      transitionsPerGrant: 21,
      transitionsPerGrantWithEvidence: 22,
      costPerThousandGrantsUsd: 0.525,
      idleCostPerMonthUsd: 1 + 0.3 + 0.6 + 0.5 + 0.8,
    });
    for (const { name, used, limit } of [...limits, ...budgets]) {
      assert.ok(name !== "" && used > 0 && used <= limit, name);
    }
    for (const all of [limits, budgets]) {
      assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    }
    assert.deepEqual(
      budgets.map(({ name, machine }) => [name, machine]),
      [
        ["bytes of a child", "a"],
        ["bytes of the parent", "_parent"],
        ["bytes of the machine that rolls back a run", "_rollback"],
        ["characters of an expression", "_parent"],
      ],
    );
  });

  it("measures what is deployed", async () => {
    const recording = await record(() => new Environment("shop-dev", args), { outputs: providerOutputs });
    const texts = (type: string, key: string) => recording.all(type).map((one) => String(one.inputs[key]));
    const most = (values: readonly string[]) => Math.max(...values.map(({ length }) => length));
    const limit = (name: string) => [...json.limits, ...json.budgets].find((one) => one.name === name)?.used;
    const machine = "aws:sfn/stateMachine:StateMachine";
    const rolePolicies = texts("aws:iam/rolePolicy:RolePolicy", "policy");
    const parentPolicy = policyJson(environment.parent.statements);
    assert.ok(rolePolicies.includes(parentPolicy));
    assert.equal(limit("bytes of the largest definition"), most(texts(machine, "definition")));
    const sizeOf = (name: string) =>
      String(recording.all(machine).find((one) => one.inputs.name === name)?.inputs.definition).length;
    assert.equal(limit("bytes of a child"), sizeOf(environment.names.app("a").machine.name));
    assert.equal(limit("bytes of the parent"), sizeOf(environment.names.parent.name));
    assert.equal(
      limit("bytes of the machine that rolls back a run"),
      sizeOf(environment.names.runRollback.machine.name),
    );
    assert.equal(limit("characters of the parent role's policy"), parentPolicy.length);
    assert.equal(
      limit("characters of the largest policy of another role"),
      most(rolePolicies.filter((policy) => policy !== parentPolicy)),
    );
    assert.equal(limit("characters of the permissions boundary"), most(texts("aws:iam/policy:Policy", "policy")));
    const chains = texts("aws:iam/role:Role", "assumeRolePolicy").filter((trust) => /"sts:AssumeRole"/.test(trust));
    assert.equal(limit("characters of the longest trust of a machine's or a task's role"), most(chains));
    assert.equal(limit("versions that are kept of a machine"), 50);
    assert.equal(limit("characters of the longest machine name"), most(texts(machine, "name")));
    assert.equal(limit("characters of the longest role name"), most(texts("aws:iam/role:Role", "name")));
    assert.equal(limit("state machines of the account"), recording.all(machine).length);
    assert.equal(limit("roles of the account"), recording.all("aws:iam/role:Role").length);
    const counts = [
      "kms/key:Key",
      "cloudwatch/logMetricFilter:LogMetricFilter",
      "cloudwatch/metricAlarm:MetricAlarm",
      "cloudwatch/compositeAlarm:CompositeAlarm",
    ];
    assert.deepEqual(
      report.idle.map(({ count }) => count),
      [...counts, "secretsmanager/secret:Secret"].map((type) => recording.all(`aws:${type}`).length),
    );
  });

  it("counts neither secrets nor the alarm on rotations where there is no secret", async () => {
    const plain = made({ a: n.a });
    const recording = await record(() => new Environment("shop-dev", plain.args), { outputs: providerOutputs });
    const alarms = recording.all("aws:cloudwatch/metricAlarm:MetricAlarm").length;
    assert.equal(jsonReport(plain.report).idleCostPerMonthUsd, 1.3 + alarms / 10 + 0.5);
    assert.equal(jsonReport(plain.report).plan, "a");
  });

  it("costs less than $0.10 per app and month of 100 apps without secrets, and from 24 on", () => {
    const of = (count: number) => {
      const apps = Object.fromEntries(Array.from({ length: count }, (_, i) => [`app-${i}`, { task: lambda("f") }]));
      const { report: plain } = made(apps);
      return { plain, each: jsonReport(plain).idleCostPerMonthUsd / count };
    };
    const { plain, each } = of(100);
    assert.equal(each, 0.023);
    assert.match(planText(plain), /^idle: \$2\.30 a month, \$0\.02 for each of 100 apps$/m);
    assert.ok(of(24).each < 0.1 && of(22).each >= 0.1);
  });

  it("says how long AWS's rates make an up of many machines", () => {
    const apps = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`app-${i}`, { task: lambda("f") }]));
    const { report: many } = made(apps);
    const machines = 121;
    assert.deepEqual(many.upSeconds, { create: machines - 100, change: 2 * machines - 100 });
    assert.match(
      planText(many),
      /^an up of all machines takes at least \d+ s where it creates them, \d+ s where it changes them: AWS's rates of management calls$/m,
    );
  });

  it("shows a limit that is exceeded", () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`app-${index}`, { task: lambda("f") }]));
    const { report: large } = made(many);
    assert.match(planText(large), /^ +1,0\d\d of 1,000 {2}roles of the account {2}OVER THE LIMIT$/m);
  });
});

describe("planText", () => {
  const { report } = made(n);
  const text = planText(report);

  it("draws the order with starts, durations and the critical path", () => {
    const tree = text.split("\n\n")[1]?.split("\n");
    assert.deepEqual(tree, [
      "  start  takes  (* on the critical path)",
      "    0 s   12 s  one after another:",
      "    0 s    1 s    a *",
      "    1 s   11 s    side by side:",
      "    1 s   11 s      one after another:",
      "    1 s   10 s        b",
      "   11 s    1 s        d",
      "    1 s   10 s      c *",
    ]);
  });

  it("prints times, apps without expected seconds, and costs", () => {
    assert.match(text, /^shop: 4 apps$/m);
    assert.match(text, /^ {2}critical path {3}11 s: a -> c$/m);
    assert.match(text, /^ {2}1 app without expectedSeconds, counted as 1 s each$/m);
    assert.match(
      text,
      /^one grant \(app-of-apps:grants\): 21 transitions, 22 with app-of-apps:evidence, \$0\.55 per 1,000 grants$/m,
    );
    assert.match(text, /^one run: 23 transitions \(parent 8, apps 15\), \$0\.58 per 1,000 runs$/m);
    assert.match(text, /^idle: \$3\.20 a month, \$0\.80 for each of 4 apps$/m);
    assert.match(
      text,
      /^ {2}fixed \$2\.40 \(1 customer-managed key, 1 metric of the log, 6 alarms, 1 composite alarm\), secrets \$0\.80 \(2 secrets\), each app in addition \$0\.00$/m,
    );
    assert.match(text, /^an up of all machines takes no time for AWS's rates of management calls$/m);
    assert.ok(text.endsWith("\n"));
  });

  it("prints the budgets last, with the machine that uses most of each", () => {
    const section = text.split("\n\n").at(-1)?.split("\n") ?? [];
    assert.equal(section[0], "budgets of definitions that a person can read:");
    assert.deepEqual(
      section.slice(1, -1).map((line) => line.replace(/^ +[\d,]+ of [\d,]+ {2}/, "")),
      [
        "bytes of a child (a)",
        "bytes of the parent (_parent)",
        "bytes of the machine that rolls back a run (_rollback)",
        "characters of an expression (_parent)",
      ],
    );
    const budgets = report.budgets.map((one) => ({ ...one, used: one.limit + 1 }));
    assert.equal(planText({ ...report, budgets }).match(/ {2}OVER THE BUDGET$/gm)?.length, 4);
  });
});
