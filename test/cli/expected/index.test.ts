import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../cli/command";
import { expectedCommand } from "../../../cli/expected/index";
import { readStackFile } from "../../../cli/stack-file";
import { readInputs } from "../../../stacks/inputs";
import { DEV_NAMES, writeDevStack } from "../../helpers/dev-stack";
import { FakeHistory, type FakeRun } from "./fake-history";

const SETTINGS = `  app-of-apps:expectedSeconds:
    ui: 9 # measured by hand
`;

const task = { kind: "lambda", function: "f" };

describe("the command that learns expected seconds", () => {
  let folder: string;
  let history: FakeHistory;

  const run = (...args: string[]) =>
    runCommand(expectedCommand({ folder, history: () => history }), ["--stack", "dev", ...args]);
  const path = () => join(folder, "Pulumi.dev.yaml");
  const file = () => readFileSync(path(), "utf8");
  const ran = (app: string, ...seconds: number[]) =>
    history.add(
      DEV_NAMES.app(app).machine.arn,
      seconds.map((one): FakeRun => ({ seconds: one })),
    );
  const blueprint = (apps: object) =>
    writeFileSync(join(folder, "blueprint.json"), JSON.stringify({ name: "shop", apps }));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "expected-"));
    const apps = {
      db: { task, expectedSeconds: 10 },
      mail: { task },
      orders: { task, after: ["db"], expectedSeconds: 2 },
      search: { task, after: ["db"] },
      ui: { task, after: ["orders"], expectedSeconds: 3 },
    };
    writeDevStack(folder, apps, SETTINGS);
    history = new FakeHistory();
    ran("db", 10.4, 9.9, 31);
    ran("orders", 4.26, 4.1, 4.6, 4.2);
    ran("search", 62.4);
    ran("ui", 2.45, 2.55);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("shows each app, what is expected, what was found and the schedule with either, and writes nothing", async () => {
    const before = file();
    const { status, stdout, stderr } = await run();
    assert.deepEqual([status, stderr], [0, ""]);
    assert.equal(
      stdout,
      [
        "  app     expected now      runs  median  longest  to write",
        "  db      10 s (blueprint)     3  10.4 s     31 s         -",
        "  mail    none                 0       -        -         -",
        "  orders  2 s (blueprint)      4  4.23 s    4.6 s     4.2 s",
        "  search  none                 1  62.4 s   62.4 s      62 s",
        "  ui      9 s (setting)        2   2.5 s   2.55 s     2.5 s",
        "",
        "critical path  now      21 s: db -> orders -> ui",
        "               learned  72 s: db -> search",
        "planned        now      21 s",
        "               learned  72 s",
        "",
        "3 values to write; --write writes them to Pulumi.dev.yaml.",
        "",
      ].join("\n"),
    );
    assert.equal(file(), before);
  });

  it("writes what is learned and leaves the rest of the file as it is; the next plan has it, and a second write nothing", async () => {
    const before = file();
    const { status, stdout } = await run("--write");
    assert.equal(status, 0);
    assert.match(stdout, /\n3 values written to Pulumi\.dev\.yaml; commit it\./);
    const after = file();
    assert.equal(
      after,
      before.replace("    ui: 9 #", "    ui: 2.5 #").replace("by hand\n", "by hand\n    orders: 4.2\n    search: 62\n"),
    );
    const { apps } = readInputs("dev", readStackFile(folder, "dev")).blueprint;
    assert.deepEqual(
      Object.entries(apps).map(([app, { expectedSeconds }]) => [app, expectedSeconds]),
      [
        ["db", 10],
        ["mail", undefined],
        ["orders", 4.2],
        ["search", 62],
        ["ui", 2.5],
      ],
    );
    const { mtimeMs } = statSync(path());
    const second = await run("--write");
    assert.equal(second.status, 0);
    assert.match(second.stdout, /\n {2}ui +2\.5 s \(setting\) .*-\n(.*\n)*There is nothing to write\.\n$/);
    assert.equal(file(), after);
    assert.equal(statSync(path()).mtimeMs, mtimeMs, "the file is not even touched");
  });

  it("prints the same as data", async () => {
    const { status, stdout } = await run("--json");
    assert.equal(status, 0);
    const { apps, schedule, written } = JSON.parse(stdout);
    assert.deepEqual(apps.slice(0, 3), [
      { app: "db", expectedSeconds: 10, by: "blueprint", runs: 3, medianSeconds: 10.4, longestSeconds: 31 },
      { app: "mail", runs: 0 },
      {
        app: "orders",
        expectedSeconds: 2,
        by: "blueprint",
        runs: 4,
        medianSeconds: 4.23,
        longestSeconds: 4.6,
        write: 4.2,
      },
    ]);
    assert.deepEqual(schedule, {
      present: { criticalPathSeconds: 21, plannedSeconds: 21, criticalPath: ["db", "orders", "ui"] },
      learned: { criticalPathSeconds: 72, plannedSeconds: 72, criticalPath: ["db", "search"] },
    });
    assert.deepEqual(written, {});
    const done = JSON.parse((await run("--json", "--write")).stdout);
    assert.deepEqual(done.written, { orders: 4.2, search: 62, ui: 2.5 });
  });

  it("reads one app and so many runs, and requests nothing else", async () => {
    const { stdout } = await run("--app", "orders", "--runs", "1", "--write");
    assert.match(stdout, /^ {2}app .*\n {2}orders .* 1 +4\.26 s +4\.26 s +4\.3 s\n\n/);
    assert.deepEqual(history.asked, ["page 1 of shop-dev_orders", "run-1"]);
    assert.match(file(), /\n {4}ui: 9 # measured by hand\n {4}orders: 4\.3\n/);
  });

  it("leaves an app unchanged and says why where a time-out would end a run, and learns the others", async () => {
    blueprint({ db: { task, expectedSeconds: 1000 }, ui: { task, expectedSeconds: 3 } });
    ran("db", 150, 150, 600);
    const { status, stdout } = await run("--write");
    assert.equal(status, 0);
    assert.match(stdout, / {2}db +1,000 s \(blueprint\) .*-\n/);
    assert.match(stdout, /\n {2}db: unchanged, with 150 s its time-out would be 450 s .* a run took 600 s/);
    assert.match(stdout, /1 value written/);
    assert.doesNotMatch(file(), / db: /);
  });

  it("leaves an app unchanged where a task would be refused with the time-out that follows", async () => {
    const waits = { kind: "callback", to: "queue/q", heartbeatSeconds: 400 };
    blueprint({ ui: { task: waits, expectedSeconds: 200 } });
    writeFileSync(path(), file().replace("ui: 9 #", "ui: 201 #"));
    const { status, stdout } = await run("--write");
    assert.equal(status, 0);
    assert.match(stdout, /ui: unchanged, 2\.5 leads to a time-out of 300 s, .*heartbeatSeconds 400/);
    assert.match(file(), /ui: 201 #/);
  });

  it("prints its progress where there are many apps", async () => {
    blueprint(
      Object.fromEntries(
        ["ui", ...Array.from({ length: 59 }, (_, index) => `a${index}`)].map((app) => [app, { task }]),
      ),
    );
    const lines: string[] = [];
    const { status } = await runCommand(expectedCommand({ folder, history: () => history }), ["--stack", "dev"], {
      signal: new AbortController().signal,
      progress: (line) => void lines.push(line),
    });
    assert.deepEqual([status, lines], [0, ["read the runs of 25 of 60 apps", "read the runs of 50 of 60 apps"]]);
  });

  it("ends with 1 and writes nothing where it is refused half-way", async () => {
    const before = file();
    const page = history.page.bind(history);
    history.page = async (arn, next) => {
      if (arn.endsWith("_ui")) {
        throw Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
      }
      return await page(arn, next);
    };
    const result = await run("--write");
    assert.deepEqual(result, { status: 1, stdout: "", stderr: "AccessDeniedException: not authorized\n" });
    assert.equal(file(), before);
  });

  it("ends an interrupt at once with 130 and writes nothing, though a call does not return", async () => {
    const before = file();
    const interrupt = new AbortController();
    history.page = () => {
      interrupt.abort(new Error("interrupted"));
      return new Promise(() => {});
    };
    const command = expectedCommand({ folder, history: () => history });
    const context = { signal: interrupt.signal, progress: () => {} };
    const result = await runCommand(command, ["--stack", "dev", "--write"], context);
    assert.deepEqual(result, { status: 130, stdout: "", stderr: "interrupted; nothing was changed\n" });
    assert.equal(file(), before);
  });

  for (const runs of ["101", "2.5", "020", "many"]) {
    it(`refuses --runs ${runs} with exit code 2`, async () => {
      const { status, stdout, stderr } = await run("--runs", runs);
      assert.deepEqual([status, stdout, history.asked], [2, "", []]);
      assert.match(stderr, new RegExp(`^--runs "${runs}" must be a number from 1 to 100\n`));
    });
  }

  it("refuses to run without an environment", async () => {
    const { status, stdout, stderr } = await runCommand(expectedCommand(), []);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /^--stack is required: ENVIRONMENT\nUsage: /);
  });

  for (const [args, wanted] of [
    [["--app", "order"], /^expected: 1 problem\n.*unknown app "order"\n +fix: did you mean "orders"\?/],
    [["--app", "zzzzzz"], /fix: name one of db, mail, orders, search, ui/],
    [["--runs", "0"], /^--runs "0" must be a number from 1 to 100\nUsage: npm run -s expected -- /],
  ] as const) {
    it(`refuses ${args.join(" ")} with exit code 2`, async () => {
      const { status, stdout, stderr } = await run(...args);
      assert.deepEqual([status, stdout, history.asked], [2, "", []]);
      assert.match(stderr, wanted);
    });
  }

  it("refuses an environment without a file, and bad settings, with exit code 2", async () => {
    const none = await runCommand(expectedCommand({ folder }), ["--stack", "nowhere"]);
    assert.equal(none.status, 2);
    assert.match(none.stderr, /Pulumi\.nowhere\.yaml: 1 problem/);
    writeFileSync(path(), file().replace("ui: 9", "iu: 0"));
    const bad = await run();
    assert.equal(bad.status, 2);
    assert.match(
      bad.stderr,
      /2 problems\n.*expectedSeconds\.iu: 0: is not more than 0\n.*\n.*expectedSeconds\.iu: unknown app/,
    );
  });

  it("says how it is used", async () => {
    const { status, stdout } = await runCommand(expectedCommand(), ["--help"]);
    assert.equal(status, 0);
    for (const option of ["--stack", "--app", "--runs", "--json", "--write", "--help"]) {
      assert.ok(stdout.includes(`\n  ${option}`), option);
    }
  });
});
