import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../cli/command";
import { reportCommand } from "../../../cli/report/index";
import { evidenceNames } from "../../../components/core/evidence-names";
import { rehearsalName } from "../../../components/definitions/rehearsal/protocol";
import { named } from "../../components/versions/fake-step-functions";
import { DEV_NAMES as names, ON_REQUEST, writeDevStack } from "../../helpers/dev-stack";
import { childEvents, FakeReportApi } from "./fake-report-api";
import { sample } from "./sample-report";

const START = new Date("2026-05-04T12:00:00Z");
const task = { kind: "lambda", function: "f" };
const APPS = {
  db: { task, expectedSeconds: 2, secrets: { password: { maxAgeDays: 30 } } },
  mail: { task, expectedSeconds: 1 },
  orders: { task, after: ["db"], expectedSeconds: 2, rollback: { task } },
};

describe("the report command", () => {
  let folder: string;
  let api: FakeReportApi;

  const file = () => join(folder, "run.html");
  const run = (...args: string[]) =>
    runCommand(reportCommand({ folder, now: () => START, api: () => api }), [
      "--stack",
      "dev",
      "--out",
      file(),
      ...args,
    ]);
  const text = () => readFileSync(file(), "utf8");
  const row = (app: string) =>
    new RegExp(`<tr[^>]* id="app-${app}"[\\s\\S]*?</tr>`).exec(text())?.[0] ?? assert.fail(app);
  const child = (app: string, run: string) => `${names.app(app).machine.executionPrefix}${run}`;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "report-"));
    writeDevStack(folder, APPS, "");
    api = new FakeReportApi();
    const execution = `${names.parent.executionPrefix}release-9`;
    const cause = {
      app: "orders",
      state: "Run task",
      error: "PaymentError",
      cause: "refused",
      rollbacks: [{ app: "db", status: "rolled back" }],
    };
    api.executions.set(execution, {
      status: "FAILED",
      start: START,
      stop: new Date(START.getTime() + 6000),
      input: '{"identity": {"subject": "ann@example.com"}}',
      error: "PaymentError",
      cause: `[notified] ${JSON.stringify(cause)}`,
      version: 7,
    });
    const listed = { status: "FAILED", start: START };
    api.runsListed = [
      { ...listed, name: rehearsalName("0f8fad5b-d9cb-469f-a165-70867728950e"), execution: "x" },
      { ...listed, name: "release-9", execution },
    ];
    const succeeded = { type: "ExecutionSucceeded" } as const;
    api.histories.set(
      child("db", "release-9"),
      childEvents(START, { role: names.app("db").taskRole.name, end: succeeded }),
    );
    const failed = {
      type: "ExecutionFailed",
      executionFailedEventDetails: {
        error: "PaymentError",
        cause: `[notified] ${JSON.stringify({ ...cause, rollbacks: undefined })}`,
      },
    } as const;
    const later = new Date(START.getTime() + 3000);
    api.histories.set(child("orders", "release-9"), childEvents(later, { role: "another", tries: 3, end: failed }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("writes the newest run from the histories of its executions, without rehearsals", async () => {
    const { status, stdout, stderr } = await run();
    assert.deepEqual([status, stderr], [0, ""]);
    assert.equal(stdout, `${file()}: run release-9, FAILED, read from histories of the executions\n`);
    assert.match(row("db"), /data-status="SUCCEEDED" data-seconds="2\.5"/);
    assert.match(row("db"), /40 of 30 days, rotated/);
    assert.match(row("db"), />verified</);
    assert.match(row("orders"), /data-status="FAILED"/);
    assert.match(row("orders"), />\+3 s<[\s\S]*>2\.5 s<[\s\S]*>3</);
    assert.match(row("orders"), />not verified</);
    assert.match(row("mail"), /data-status="NOT_STARTED"/);
    assert.match(text(), /PaymentError<\/span>[\s\S]*<pre class="message" tabindex="0">refused<\/pre>/);
    assert.match(text(), /ann@example\.com/);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".tmp")),
      [],
    );
  });

  describe("of an environment with evidence", () => {
    const place = `${evidenceNames(names).bucket.name}/dev/runs/2026-05-04/release-9.json`;
    const source = async () => JSON.parse((await run("--run", "release-9", "--json")).stdout).source;

    beforeEach(() => writeDevStack(folder, APPS, "  app-of-apps:evidence: true\n"));

    it("takes the record of the run, and says where it is", async () => {
      api.objects.set(place, JSON.stringify(sample(10).record));
      assert.equal(await source(), `evidence record s3://${place}`);
      assert.match(text(), /card service refused &lt;script&gt;/);
    });

    it("takes the record of a redrive for a run that was redriven", async () => {
      const execution = `${names.parent.executionPrefix}release-9`;
      api.executions.set(execution, { status: "FAILED", start: START, redrives: 2 });
      const redriven = place.replace(".json", ".redrive-2.json");
      api.objects.set(redriven, JSON.stringify(sample(10).record));
      assert.equal(await source(), `evidence record s3://${redriven}`);
    });

    it("takes the histories where there is no record, none that may be read, or none of this schema", async () => {
      for (const found of [undefined, named("AccessDenied", "no"), "{}", "cut"]) {
        if (found !== undefined) {
          api.objects.set(place, found);
        }
        assert.equal(await source(), "histories of the executions");
      }
    });
  });

  it("reads open grants where the access map has roles on request, and only there", async () => {
    api.grants = named("AccessDeniedException", "not authorized to perform: dynamodb:Scan on x");
    await run();
    assert.doesNotMatch(text(), /Open grants/);
    const map = join(folder, "map.json");
    writeFileSync(map, JSON.stringify(ON_REQUEST));
    writeDevStack(
      folder,
      APPS,
      `  app-of-apps:runsApi: true\n  app-of-apps:grants: true\n  app-of-apps:accessMap: ${map}\n`,
    );
    assert.equal((await run()).status, 0);
    assert.match(text(), /Open grants<\/h3>\s*<p>Unknown: not allowed, needs dynamodb:Scan\.<\/p>/);
    api.grants = [];
    await run();
    assert.match(text(), /Open grants<\/h3>\s*<p>None at/);
  });

  it("shows an app as unknown whose history may not be read, and the others as they are", async () => {
    api.refusals.set(child("db", "release-9"), named("AccessDeniedException", "no"));
    assert.equal((await run()).status, 0);
    assert.match(row("db"), /data-status="UNKNOWN"/);
    assert.match(row("orders"), /data-status="FAILED"/);
  });

  it("writes the plan where there was no run", async () => {
    api.runsListed = [];
    const { status, stdout } = await run();
    assert.deepEqual([status, stdout], [0, `${file()}: no run yet\n`]);
    assert.match(text(), /<h1>No run yet<\/h1>/);
  });

  it("replaces a file that is there", async () => {
    writeFileSync(file(), "old");
    await run();
    assert.match(text(), /^<!doctype html>/);
  });

  it("refuses an unknown run and a folder that is not there, and writes nothing", async () => {
    const unknown = await run("--run", "release-1");
    assert.equal(unknown.status, 2);
    assert.match(
      unknown.stderr,
      /--run: unknown run "release-1"[\s\S]*fix: name one that this lists: aws stepfunctions list-executions/,
    );
    const args = ["--stack", "dev", "--out", join(folder, "none", "run.html")];
    const nowhere = await runCommand(reportCommand({ folder, api: () => api }), args);
    assert.equal(nowhere.status, 2);
    assert.match(nowhere.stderr, /--out: there is no folder .*none/);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".html")),
      [],
    );
  });
});
