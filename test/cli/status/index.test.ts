import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../cli/command";
import { type StatusDependencies, statusCommand } from "../../../cli/status/index";
import { rehearsalName } from "../../../components/definitions/rehearsal/protocol";
import type { Grant } from "../../../components/grants/grant";
import type { OpenGrant } from "../../../components/grants/lambda/open-grants";
import { alarmNames } from "../../../components/notifications/alarm-names";
import { keyedMachines } from "../../../components/versions/machine-keys";
import { named } from "../../components/versions/fake-step-functions";
import { DEV_NAMES as names, ON_REQUEST, writeDevStack } from "../../helpers/dev-stack";
import { FakeStatusApi } from "./fake-status-api";

const NOW = new Date("2026-05-04T12:00:00Z");
const ALARMS = alarmNames(names);
const task = { kind: "lambda", function: "f" };
const APPS = {
  db: { task, expectedSeconds: 20, secrets: { password: { maxAgeDays: 30 }, "old-key": { maxAgeDays: 90 } } },
  orders: { task, after: ["db"], expectedSeconds: 22, rollback: { task }, secrets: { key: { maxAgeDays: 10 } } },
};

const ago = (seconds: number) => new Date(NOW.getTime() - 1000 * seconds);
const days = (count: number) => ago(86_400 * count);
const denied = (action: string) =>
  named(
    "AccessDeniedException",
    `User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: ${action} on resource: x`,
  );

describe("the status command", () => {
  let folder: string;
  let api: FakeStatusApi;

  const command = (more: StatusDependencies = {}) =>
    statusCommand({ folder, now: () => NOW, api: () => api, terminal: { write: () => true }, ...more });
  const run = (...args: string[]) => runCommand(command(), ["--stack", "dev", ...args]);
  const lines = async () => (await run()).stdout.split("\n");
  const json = async () => JSON.parse((await run("--json")).stdout);
  const line = async (label: string) => (await lines()).find((one) => one.startsWith(label)) ?? assert.fail(label);

  /** A run of the parent that began so many seconds ago and took some. */
  const addRun = (name: string, status: string, began: number, took?: number, details: object = {}) => {
    const execution = `${names.parent.executionPrefix}${name}`;
    const stop = took === undefined ? undefined : ago(began - took);
    api.runsListed.push({ execution, name, status, start: ago(began), stop });
    api.details.set(execution, { input: "{}", ...details });
    return execution;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "status-"));
    writeDevStack(folder, APPS, "");
    api = new FakeStatusApi();
    for (const { machine } of keyedMachines(names, { db: {}, orders: { rollback: true } })) {
      api.newestByMachine.set(machine.arn, 7);
      api.routesByAlias.set(machine.aliasArn, [{ stateMachineVersionArn: `${machine.arn}:7`, weight: 100 }]);
    }
    for (const [app, secret, age] of [
      ["db", "password", 3],
      ["db", "old-key", 45],
      ["orders", "key", 2],
    ] as const) {
      api.secrets.set(names.app(app).secret(secret).name, { lastRotated: days(age), pending: false });
    }
    addRun("release-8", "SUCCEEDED", 3600, 42);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("shows an environment in which nothing is to be done, and exits 0", async () => {
    const { status, stdout, stderr } = await run();
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(stdout.split("\n"), [
      "shop/dev  eu-central-1  111111111111                        2026-05-04 12:00 UTC",
      "",
      "runs       release-8           SUCCEEDED 05-04 11:00      42 s    +0 %",
      "           expected 42 s",
      "versions   parent              live 7 (newest)",
      "           4 machines on the newest version",
      "secrets    db/old-key                    45 of 90 days",
      "           0 of 3 due",
      "approvals  none",
      "alarms     none",
      "queue      none",
      "",
    ]);
  });

  it("names the app of a run that failed, its error and its cause, and exits 1", async () => {
    const cause = `[notified] ${JSON.stringify({ app: "orders", error: "PaymentError", cause: "the card service refused", rollbacks: [] })}`;
    api.runsListed = [];
    addRun("release-9", "FAILED", 600, 61, {
      error: "PaymentError",
      cause,
      input: '{"identity": {"subject": "ann@example.com"}}',
    });
    const { status, stdout } = await run();
    assert.equal(status, 1);
    assert.match(stdout, /^runs {7}release-9 +FAILED +05-04 11:50 +1 min 1 s +\+45 % orders$/m);
    assert.match(stdout, /^ {11}orders: PaymentError: the card service refused$/m);
    const { runs, findings } = await json();
    assert.deepEqual(runs.value[0], {
      name: "release-9",
      execution: `${names.parent.executionPrefix}release-9`,
      status: "FAILED",
      started: "2026-05-04T11:50:00.000Z",
      seconds: 61,
      startedBy: "ann@example.com",
      failure: { app: "orders", error: "PaymentError", cause: "the card service refused" },
    });
    assert.deepEqual(findings, ["the last run release-9 ended FAILED"]);
  });

  it("is not disturbed by a cause that is no JSON, cut, or missing", async () => {
    for (const [details, expected] of [
      [
        { error: "Stopped", cause: "Stopped by ann" },
        { error: "Stopped", cause: "Stopped by ann" },
      ],
      [
        { error: "E", cause: '[notified] {"app": "ord' },
        { error: "E", cause: '[notified] {"app": "ord' },
      ],
      [{}, { error: "", cause: "" }],
    ] as const) {
      api.runsListed = [];
      addRun("release-9", "ABORTED", 600, 61, details);
      assert.deepEqual((await json()).runs.value[0].failure, expected);
    }
  });

  it("leaves rehearsals out, whatever their name, and reads the last five runs only", async () => {
    api.runsListed = [];
    addRun(rehearsalName("0f8fad5b-d9cb-469f-a165-70867728950e"), "FAILED", 10, 5);
    addRun("my-rehearsal", "FAILED", 20, 5, { input: '{"rehearse": true}' });
    for (let number = 9; number > 0; number--) {
      addRun(`release-${number}`, "SUCCEEDED", 1000 - number, 40);
    }
    const { runs } = await json();
    assert.deepEqual(
      runs.value.map(({ name }: { name: string }) => name),
      ["release-9", "release-8", "release-7", "release-6", "release-5"],
    );
    assert.equal(api.called.filter((call) => call.startsWith("run ")).length, 6);
    assert.equal((await run()).status, 0);
  });

  it("compares a run under way with the plan only once it is late", async () => {
    api.runsListed = [];
    addRun("release-9", "RUNNING", 12);
    assert.match(await line("runs"), /release-9 +RUNNING +05-04 11:59 +12 s$/);
    api.runsListed = [];
    addRun("release-9", "RUNNING", 84);
    assert.match(await line("runs"), /1 min 24 s +\+100 %$/);
  });

  it("shows a run that waits for an approval, and none that waited before", async () => {
    const waits = addRun("release-9", "RUNNING", 300, undefined, { input: '{"identity": {"subject": "bot"}}' });
    const goesOn = addRun("release-10", "RUNNING", 200);
    api.open.set(waits, [{ name: "Await approval", since: ago(290) }]);
    api.open.set(goesOn, [{ name: "orders", since: ago(100) }]);
    const answer = "npm run -s approve -- --stack dev --run release-9";
    const all = await lines();
    assert.deepEqual(all.slice(all.findIndex((one) => one.startsWith("approvals"))).slice(0, 2), [
      "approvals  release-9                     since 05-04 11:55  for bot",
      `           ${answer}`,
    ]);
    assert.deepEqual((await json()).approvals.value, [
      { run: "release-9", since: ago(290).toISOString(), startedBy: "bot", answer },
    ]);
    assert.equal((await run()).status, 0, "an approval is no failure");
  });

  describe("of an environment with roles on request", () => {
    const open = (
      id: string,
      state: OpenGrant["state"],
      more: Omit<Partial<OpenGrant>, "grant"> & { grant?: Partial<Grant> } = {},
    ): OpenGrant => ({
      ...{ state, execution: "x", requested: ago(600).toISOString(), joined: false },
      ...more,
      grant: {
        ...{
          id,
          entry: "on-call",
          role: "shop-dev_on-call",
          person: { id: "1", login: `${id}@example.com` },
          minutes: 30,
        },
        ...{ reason: "INC-42 orders", ticket: "", approval: true, breakGlass: false, eligibility: [], identity: null },
        ...more.grant,
      },
    });
    const until = NOW.getTime() + 1_800_000;

    beforeEach(() => {
      writeFileSync(join(folder, "map.json"), JSON.stringify(ON_REQUEST));
      const settings = { runsApi: true, grants: true, accessMap: join(folder, "map.json") };
      const written = Object.entries(settings).map(([key, value]) => `  app-of-apps:${key}: ${value}\n`);
      writeDevStack(folder, APPS, written.join(""));
    });

    const part = async (label: string) => {
      const all = await lines();
      const start = all.findIndex((one) => one.startsWith(label));
      const end = all.findIndex((one, index) => index > start && !one.startsWith(" "));
      return all.slice(start, end);
    };

    it("says that no grant is open", async () => {
      assert.equal(await line("grants"), "grants     none");
      api.grants = [open("ann", "ended")];
      assert.equal(await line("grants"), "grants     none");
    });

    it("shows who has which role until when, an emergency first, and what waits for an approval with its command", async () => {
      api.grants = [open("ann", "active", { until, joined: true }), open("bob", "requested")];
      const answer = "npm run -s access -- approve bob --stack dev";
      assert.deepEqual(await part("approvals"), [
        "approvals  on-call                       since 05-04 11:50  for bob@example.com",
        `           ${answer}`,
      ]);
      assert.deepEqual(await part("grants"), [
        "grants     bob@example.com     on-call      waiting for approval",
        "           ann@example.com     on-call      active until 05-04 12:30",
      ]);
      api.grants.push(open("eve", "active", { until, grant: { breakGlass: true, approval: false } }));
      assert.deepEqual(await part("grants"), [
        "grants     eve@example.com     on-call      active until 05-04 12:30 break-glass",
        "           and 2 more",
      ]);
      const { grants, findings } = await json();
      assert.deepEqual(grants.value[1], {
        ...{ id: "bob", person: "bob@example.com", role: "on-call", state: "waiting for approval", breakGlass: false },
        ...{ reason: "INC-42 orders", requested: ago(600).toISOString(), answer },
      });
      assert.deepEqual(findings, []);
    });

    it("takes a request that needs no approval as starting, and tells what ends", async () => {
      api.grants = [open("ann", "requested", { grant: { approval: false } }), open("bob", "ending", { until })];
      assert.deepEqual(
        (await json()).grants.value.map(({ id, state }: Record<string, unknown>) => [id, state]),
        [
          ["ann", "starting"],
          ["bob", "ending"],
        ],
      );
      assert.equal(await line("approvals"), "approvals  none");
    });

    it("marks grants that the caller may not read with the missing action, and shows the rest", async () => {
      api.refusals.set("openGrants", denied("dynamodb:Scan"));
      assert.equal(await line("grants"), "grants     not allowed: needs dynamodb:Scan");
      assert.equal(await line("approvals"), "approvals  none");
      assert.equal((await run()).status, 0);
    });
  });

  it("has no line about grants where the access map has no role on request", async () => {
    assert.ok((await lines()).every((one) => !one.startsWith("grants")));
    assert.equal((await json()).grants, undefined);
    assert.ok(!api.called.some((call) => call.startsWith("openGrants")));
  });

  it("leaves a command out that does not fit the screen, and has it in --json", async () => {
    const name = "r".repeat(60);
    api.open.set(addRun(name, "RUNNING", 300), [{ name: "Await approval", since: ago(290) }]);
    assert.match((await run()).stdout, /^ {11}too long for this screen: --json has the command to answer it$/m);
    assert.match((await json()).approvals.value[0].answer, new RegExp(`--run ${name}$`));
  });

  it("shows canaries and aliases that are held back, and counts the rest", async () => {
    const { orders } = { orders: names.app("orders").machine };
    api.routesByAlias.set(orders.aliasArn, [
      { stateMachineVersionArn: `${orders.arn}:7`, weight: 10 },
      { stateMachineVersionArn: `${orders.arn}:6`, weight: 90 },
    ]);
    const { db } = { db: names.app("db").machine };
    api.routesByAlias.set(db.aliasArn, [{ stateMachineVersionArn: `${db.arn}:5`, weight: 100 }]);
    api.routesByAlias.delete(names.app("orders").rollback.aliasArn);
    const all = await lines();
    const at = all.findIndex((one) => one.startsWith("versions"));
    assert.deepEqual(all.slice(at, at + 4), [
      "versions   parent              live 7 (newest)",
      "           orders              live 6 90 %, 7 10 %",
      "           db                  live 5, newest 7",
      "           1 machine on the newest version, 1 not deployed",
    ]);
  });

  it("counts secrets that a run would rotate: too old, never rotated, or half-way through a rotation", async () => {
    const set = (secret: string, metadata: { lastRotated?: Date; pending: boolean }) =>
      api.secrets.set(names.app("db").secret(secret).name, metadata);
    set("password", { lastRotated: days(30), pending: false });
    assert.match((await run()).stdout, /secrets {4}db\/password +30 of 30 days\n {11}1 of 3 due$/m);
    assert.equal((await run()).status, 1);
    set("password", { lastRotated: new Date(days(30).getTime() + 1000), pending: false });
    assert.match((await run()).stdout, /db\/password +29 of 30 days\n {11}0 of 3 due$/m);
    set("password", { lastRotated: days(1), pending: true });
    assert.deepEqual((await json()).findings, ["secret db/password is due"]);
    set("password", { pending: false });
    assert.match((await run()).stdout, /db\/password +never rotated\n {11}1 of 3 due$/m);
    api.secrets.delete(names.app("db").secret("password").name);
    assert.match((await run()).stdout, /db\/old-key +45 of 90 days\n {11}0 of 3 due, 1 not deployed$/m);
  });

  it("shows alarms that are on, and takes an unnotified failure as silent unless something was published", async () => {
    const alarm = (name: string, inAlarm: boolean) => ({ name, inAlarm, since: ago(60) });
    api.alarmStates = [alarm(ALARMS.undelivered.name, true), alarm(ALARMS.rotation.name, false)];
    assert.equal(await line("alarms"), `alarms     ${ALARMS.undelivered.name.padEnd(50)} 05-04 11:59`);
    assert.equal((await run()).status, 1);
    api.alarmStates = [alarm(ALARMS.unnotified.name, true), alarm(ALARMS.published.name, true)];
    assert.equal(await line("alarms"), "alarms     none");
    api.alarmStates = [alarm(ALARMS.unnotified.name, true), alarm(ALARMS.published.name, false)];
    assert.match(await line("alarms"), new RegExp(ALARMS.silent.name));
  });

  it("shows how many failure messages were not delivered", async () => {
    api.queued = 3;
    assert.equal(await line("queue"), "queue      3 failure messages not delivered");
    assert.deepEqual((await json()).findings, ["3 failure messages were not delivered"]);
    api.queued = undefined;
    assert.equal(await line("queue"), "queue      none");
  });

  it("marks what the caller is not allowed to read with the missing action, and shows the rest", async () => {
    api.refusals.set("newestRuns", denied("states:ListExecutions"));
    api.refusals.set("alarms", named("AccessDenied", "no words about the action"));
    api.refusals.set(`secret ${names.app("db").secret("password").name}`, denied("secretsmanager:DescribeSecret"));
    const { status, stdout } = await run();
    assert.equal(status, 0, "what is unknown is no finding");
    assert.match(stdout, /^runs {7}not allowed: needs states:ListExecutions$/m);
    assert.match(stdout, /^approvals {2}not allowed: needs states:ListExecutions$/m);
    assert.match(stdout, /^alarms {5}not allowed: needs cloudwatch:DescribeAlarms$/m);
    assert.match(stdout, /^secrets .*\n {11}0 of 2 due, 1 not allowed$/m);
    assert.deepEqual((await json()).runs, { notAllowed: "states:ListExecutions" });
  });

  it("shows an error of one service in its line, and fails only where nothing can be read", async () => {
    api.refusals.set("messages", named("InternalFailure", "try again"));
    assert.equal(await line("queue"), "queue      unknown: InternalFailure: try again");
    for (const method of ["newestRuns", "routes", "alarms"]) {
      api.refusals.set(method, named("CredentialsProviderError", "no credentials"));
    }
    const { status, stdout, stderr } = await run();
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /CredentialsProviderError: no credentials/);
  });

  it("shows an environment of which nothing is deployed", async () => {
    api = new FakeStatusApi();
    assert.equal((await run()).status, 0);
    assert.match(
      (await run()).stdout,
      /runs {7}none[\s\S]*versions {3}5 not deployed[\s\S]*secrets {4}0 of 3 due, 3 not deployed/,
    );
  });

  it("draws the screen again until it is interrupted, and reads versions and secrets only every few minutes", async () => {
    const drawn: string[] = [];
    const interrupt = new AbortController();
    let at = NOW.getTime();
    const terminal = {
      isTTY: true,
      write(text: string) {
        drawn.push(text);
        at += drawn.length === 2 ? 300_000 : 1000;
        if (drawn.length === 3) {
          interrupt.abort(new Error("interrupted"));
        }
        return true;
      },
    };
    const watched = command({ terminal, watchSeconds: 0.01, now: () => new Date(at) });
    const context = { signal: interrupt.signal, progress: () => {} };
    const { status, stdout } = await runCommand(watched, ["--stack", "dev", "--watch"], context);
    assert.deepEqual([status, stdout], [130, ""]);
    assert.equal(drawn.length, 3);
    assert.ok(drawn[0]?.startsWith("\x1b[2J\x1b[H\x1b[J") && drawn[1]?.startsWith("\x1b[H\x1b[J"));
    assert.equal(api.called.filter((call) => call === "alarms").length, 3);
    assert.equal(api.called.filter((call) => call.startsWith("secret ")).length, 6);
  });

  it("uses colour on a terminal, and none where NO_COLOR is set", async () => {
    const { NO_COLOR } = process.env;
    const terminal = { isTTY: true, write: () => true };
    try {
      delete process.env.NO_COLOR;
      const coloured = await runCommand(command({ terminal }), ["--stack", "dev"]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
      assert.match(coloured.stdout, /\u001b\[32mrelease-8/);
      process.env.NO_COLOR = "1";
      assert.ok(!(await runCommand(command({ terminal }), ["--stack", "dev"])).stdout.includes("\x1b"));
    } finally {
      if (NO_COLOR === undefined) {
        delete process.env.NO_COLOR;
      } else {
        process.env.NO_COLOR = NO_COLOR;
      }
    }
  });

  it("refuses --watch with --json", async () => {
    const { status, stderr } = await run("--watch", "--json");
    assert.equal(status, 2);
    assert.match(stderr, /--watch draws a screen; leave out --json/);
  });
});
