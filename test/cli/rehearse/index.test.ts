import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../cli/command";
import { rehearseCommand } from "../../../cli/rehearse/index";
import { readStackFile } from "../../../cli/stack-file";
import { FakeSimulator } from "../../components/versions/fake-simulator";
import { FakeStepFunctions, named } from "../../components/versions/fake-step-functions";
import { CUT, rehearsed, verdict } from "../../components/versions/rehearsal/rows";
import { DEV_NAMES, writeDevStack } from "../../helpers/dev-stack";

const task = { kind: "lambda", function: "f" };
const { taskRole, machine } = DEV_NAMES.app("orders");
const INVOKE = `${taskRole.name} lambda:InvokeFunction arn:aws:lambda:eu-central-1:111111111111:function:f`;
const RUNS_OUTPUTS = {
  runsApi: { endpoint: "https://api.example.com", scopes: { start: "runs.start", observe: "runs.read" } },
  okta: { issuer: "https://example.okta.com/oauth2/aus1", nativeClientId: "shop-dev_native" },
};

describe("the rehearse command", () => {
  let folder: string;
  let stepFunctions: FakeStepFunctions;
  let simulator: FakeSimulator;
  let progress: string[];

  const run = (...args: string[]) =>
    runCommand(rehearseCommand({ folder, apis: () => ({ stepFunctions, simulator }), wait: async () => {} }), args, {
      signal: new AbortController().signal,
      progress: (line) => progress.push(line),
    });

  function write(apps: object): void {
    writeDevStack(folder, apps, "");
    stepFunctions.ends.set(DEV_NAMES.parent.aliasArn, [
      rehearsed(Object.fromEntries(Object.keys(apps).map((app) => [app, verdict()]))),
    ]);
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rehearse-"));
    stepFunctions = new FakeStepFunctions();
    simulator = new FakeSimulator();
    progress = [];
    write({ db: { task }, orders: { task, after: ["db"], rollback: { task } } });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("rehearses the environment through the parent's alias, quietly, and every role", async () => {
    const { status, stdout } = await run("--stack", "dev");
    assert.equal(status, 0, stdout);
    assert.deepEqual(
      stepFunctions.started.map(({ arn, input }) => [arn, input]),
      [[DEV_NAMES.parent.aliasArn, { rehearse: true, quiet: true }]],
    );
    const roles = ["db", "orders"].flatMap((app) => [
      DEV_NAMES.app(app).machineRole.name,
      DEV_NAMES.app(app).taskRole.name,
    ]);
    for (const role of [...roles, DEV_NAMES.parentRole.name]) {
      assert.ok(simulator.roles().includes(role), role);
    }
    assert.match(stdout, /^APP .*\ndb .* proven\norders .* proven\n(.* proven\n)+\nEverything is proven\.\n$/);
  });

  it("rehearses one app through its alias", async () => {
    stepFunctions.ends.set(machine.aliasArn, [rehearsed({ orders: verdict() })]);
    const { status, stdout } = await run("--stack", "dev", "--app", "orders");
    assert.equal(status, 0, stdout);
    assert.deepEqual(
      stepFunctions.started.map(({ arn, input }) => [arn, input]),
      [[machine.aliasArn, { rehearse: true }]],
    );
    assert.deepEqual([...new Set(simulator.roles())], [DEV_NAMES.app("orders").machineRole.name, taskRole.name]);
  });

  it("exits 1 where something is broken, and says which, why and what to run next", async () => {
    stepFunctions.ends.set(DEV_NAMES.parent.aliasArn, [rehearsed({ db: verdict(CUT), orders: verdict() })]);
    simulator.denied.set(INVOKE, {});
    const { status, stdout } = await run("--stack", "dev");
    assert.equal(status, 1);
    assert.match(stdout, /^db +none .* broken +States\.TaskFailed: not authorized$/m);
    assert.match(
      stdout,
      /^orders .* 1 of \d+ denied +broken +PermissionMissing: shop-dev_orders_task is not allowed lambda/m,
    );
    assert.match(
      stdout,
      /\n2 of \d are broken: db, orders\.\nNext: aws iam get-role --role-name shop-dev_db_task .*\nNext: aws iam list-role-policies --role-name shop-dev_orders_task\n$/,
    );
  });

  it("prints everything as JSON", async () => {
    simulator.denied.set(INVOKE, {});
    const secrets = [{ name: "password", ageDays: null, due: true }];
    stepFunctions.ends.set(DEV_NAMES.parent.aliasArn, [rehearsed({ db: verdict({ secrets }), orders: verdict() })]);
    const { status, stdout } = await run("--stack", "dev", "--json");
    assert.equal(status, 1);
    const [db, orders] = JSON.parse(stdout).rows;
    assert.deepEqual([db.app, db.verdict, db.secrets, db.permissions.denied], ["db", "proven", secrets, []]);
    assert.deepEqual(
      [orders.app, orders.error, orders.permissions.denied],
      [
        "orders",
        "PermissionMissing",
        [`${taskRole.name} is not allowed ${INVOKE.split(" ").slice(1).join(" on ")}: implicit deny`],
      ],
    );
  });

  it("says how far it is where there are many apps", async () => {
    write(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`app-${index}`, { task }])));
    const { status, stdout } = await run("--stack", "dev");
    assert.equal(status, 0, stdout);
    assert.deepEqual(progress, [
      `rehearsing 60 apps through ${DEV_NAMES.parent.aliasArn}`,
      "simulated the permissions of 25 of 60 apps",
      "simulated the permissions of 50 of 60 apps",
    ]);
  });

  it("is a finding where the environment is not deployed", async () => {
    stepFunctions.refusals.set(
      DEV_NAMES.parent.aliasArn,
      Array.from({ length: 3 }, () => named("StateMachineDoesNotExist", "does not exist")),
    );
    const { status, stdout } = await run("--stack", "dev");
    assert.equal(status, 1);
    assert.match(stdout, /^shop-dev .* broken +StateMachineDoesNotExist: does not exist$/m);
  });

  it("starts by the runs API what roles of the access map are denied, and nothing else", async () => {
    const denied = named("AccessDeniedException", "is not authorized to perform: states:StartExecution");
    stepFunctions.refusals.set(DEV_NAMES.parent.aliasArn, [denied, denied]);
    const sent: string[] = [];
    const answers: Record<string, object> = {
      "/v1/device/authorize": { device_code: "d", user_code: "BCDF", verification_uri: "https://o/activate" },
      "/v1/token": { access_token: "t", expires_in: 300 },
      "/runs": { name: "n", execution: "by-api" },
    };
    const byApi = (runsApi: boolean, ...args: string[]) =>
      runCommand(
        rehearseCommand({
          settings: (stack) => {
            const file = readStackFile(folder, stack);
            const key = "app-of-apps:runsApi";
            return {
              get: (one) => (one === key ? String(runsApi) : file.get(one)),
              keys: () => [...file.keys(), key],
            };
          },
          apis: () => ({ stepFunctions, simulator }),
          wait: async () => {},
          outputs: () => JSON.stringify(RUNS_OUTPUTS),
          signIn: {
            env: {},
            fetch: async (url, { body }) => {
              const path = new URL(url).pathname.replace("/oauth2/aus1", "");
              sent.push(`${path} ${path === "/runs" ? String(body).replace(/rehearsal-[0-9a-f-]+/, "NAME") : ""}`);
              stepFunctions.executions.set("by-api", rehearsed({ db: verdict(), orders: verdict() }));
              return new Response(JSON.stringify(answers[path]));
            },
          },
        }),
        ["--stack", "dev", ...args],
        { signal: new AbortController().signal, progress: (line) => progress.push(line) },
      );
    const without = await byApi(false);
    assert.deepEqual([without.status, sent], [1, []]);
    const { status, stdout } = await byApi(true);
    assert.equal(status, 0, stdout);
    assert.deepEqual(sent, ["/v1/device/authorize ", "/v1/token ", '/runs {"name":"NAME","rehearse":true}']);
    stepFunctions.refusals.set(machine.aliasArn, [denied]);
    const one = await byApi(true, "--app", "orders");
    assert.match(one.stdout, /fix: leave out --app, as the runs API rehearses the whole environment/);
    assert.equal(sent.length, 3);
  });

  for (const [what, args, message] of [
    ["no environment", [], /^--stack is required: ENVIRONMENT\nUsage: npm run -s rehearse -- /],
    ["an unknown option", ["--stack", "dev", "--apps", "orders"], /--apps.*Usage: /s],
    ["a loose word", ["--stack", "dev", "orders"], /orders.*Usage: /s],
    ["an unknown app", ["--stack", "dev", "--app", "order"], /--app.*"order".*did you mean "orders"\?/s],
    ["an environment without settings", ["--stack", "prod"], /Pulumi\.prod\.yaml/],
  ] as const) {
    it(`refuses ${what} with exit code 2, and starts nothing`, async () => {
      const { status, stdout, stderr } = await run(...args);
      assert.deepEqual([status, stdout, stepFunctions.started, simulator.requests], [2, "", [], []]);
      assert.match(stderr, message);
    });
  }

  it("says how it is used", async () => {
    for (const option of ["--help", "-h"]) {
      const { status, stdout } = await run(option);
      assert.equal(status, 0);
      assert.match(stdout, /^Usage: npm run -s rehearse -- --stack ENVIRONMENT \[--app APP\] .*\[--json\]\n/);
    }
  });
});
