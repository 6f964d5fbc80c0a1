import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../cli/command";
import { rollbackCommand } from "../../../cli/rollback/index";
import type { AuditRecord } from "../../../components/versions/rollback/audit-record";
import type { ExecutionState } from "../../../components/versions/step-functions-api";
import { FakeStepFunctions, named } from "../../components/versions/fake-step-functions";
import { DEV_NAMES, writeDevStack } from "../../helpers/dev-stack";

const NOW = new Date("2026-05-04T12:00:00Z");
const ANN = "arn:aws:sts::111111111111:assumed-role/shop-dev_operator/ann";
const RUN = "release-7";
const { parent, runRollback } = DEV_NAMES;
const FIRST = `${runRollback.machine.executionPrefix}${RUN}`;
const LINE = ["--stack", "dev", "--run", RUN, "--why", "orders are lost"];

const rollbacks = [
  { app: "orders", status: "rolled back" },
  { app: "db", status: "not released" },
];
const SUCCEEDED: ExecutionState = { status: "SUCCEEDED", output: JSON.stringify({ run: RUN, why: "x", rollbacks }) };
const FAILED: ExecutionState = { status: "FAILED", error: "NotRolledBack", cause: "Run release-7: db States.Timeout" };

/** Step Functions whose executions have the ARNs of their machine. */
class StepFunctions extends FakeStepFunctions {
  override async startExecution(arn: string, name: string, input: object): Promise<string> {
    const execution = `${arn.replace(":stateMachine:", ":execution:").replace(/:live$/, ":")}${name}`;
    return await super.startExecution(arn, execution, input);
  }
}

describe("rollback of a run", () => {
  let folder: string;
  let stepFunctions: StepFunctions;
  let records: AuditRecord[];
  let progress: string[];
  let waited: number;
  let onWait: () => void;
  let mapOutput: () => Promise<string | undefined>;
  let beforeRecord: () => void;

  const command = () =>
    rollbackCommand({
      folder,
      now: () => NOW,
      wait: async (milliseconds) => {
        waited += milliseconds;
        onWait();
      },
      clients: () => ({
        stepFunctions,
        mapOutput: (execution) => {
          assert.equal(execution, FIRST);
          return mapOutput();
        },
        caller: async () => ANN,
        record: async (logGroupName, added) => {
          assert.equal(logGroupName, "/aws/vendedlogs/states/shop-dev");
          beforeRecord();
          records.push(...added);
        },
        keep: async () => assert.fail("no evidence is kept"),
      }),
    });
  const run = (args: readonly string[] = LINE, signal = new AbortController().signal) =>
    runCommand(command(), args, { signal, progress: (line) => progress.push(line) });
  const started = () => stepFunctions.started.map(({ name }) => name);
  const ends = (...states: ExecutionState[]) => stepFunctions.ends.set(runRollback.machine.aliasArn, states);
  const parentIs = (state: ExecutionState) => stepFunctions.executions.set(`${parent.executionPrefix}${RUN}`, state);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rollback-run-"));
    const task = { kind: "lambda", function: "f" };
    writeDevStack(
      folder,
      { db: { task, rollback: { task } }, orders: { task, after: ["db"], rollback: { task } } },
      "",
    );
    stepFunctions = new StepFunctions();
    records = [];
    progress = [];
    waited = 0;
    onWait = () => {};
    mapOutput = async () => assert.fail("the output has all of it");
    beforeRecord = () => {};
    parentIs({ status: "FAILED", input: "{}" });
    ends(SUCCEEDED);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("starts the environment's machine by its alias under the run's name, with who and why", async () => {
    const { status, stdout, stderr } = await run();
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(stepFunctions.started, [
      { arn: runRollback.machine.aliasArn, name: FIRST, input: { run: RUN, why: "orders are lost", by: ANN } },
    ]);
    assert.equal(
      stdout,
      [
        `Rollback of run release-7 of shop/dev by ${ANN}: orders are lost`,
        `Execution: ${FIRST}`,
        "  APP     STATUS",
        "  orders  rolled back",
        "  db      not released",
        "1 of 2 apps rolled back.",
        "Recorded in /aws/vendedlogs/states/shop-dev, stream versions.",
        "",
      ].join("\n"),
    );
    assert.deepEqual(progress, [`rolling back run release-7: ${FIRST}`]);
  });

  it("says what an unknown app means and what to do", async () => {
    const unknown = [{ app: "db", status: "unknown" }];
    ends({ status: "SUCCEEDED", output: JSON.stringify({ run: RUN, rollbacks: unknown }) });
    const { status, stdout } = await run();
    assert.equal(status, 0);
    assert.match(
      stdout,
      /\n {2}db {3}unknown\n0 of 1 apps rolled back\.\nUnknown: db\. No execution of the run was found/,
    );
  });

  it("records who, why, the run and the execution before it waits", async () => {
    stepFunctions.ends.clear();
    onWait = () => {
      assert.equal(records.length, 1);
      stepFunctions.executions.set(FIRST, SUCCEEDED);
    };
    assert.equal((await run()).status, 0);
    assert.deepEqual(records, [
      {
        type: "RunRollbackStarted",
        environment: "shop/dev",
        run: RUN,
        execution: FIRST,
        who: ANN,
        why: "orders are lost",
        at: NOW.toISOString(),
      },
    ]);
  });

  it("waits until the rollback has ended and says every 30 seconds that it runs", async () => {
    stepFunctions.ends.clear();
    onWait = () => {
      if (waited > 65_000) {
        stepFunctions.executions.set(FIRST, SUCCEEDED);
      }
    };
    assert.equal((await run()).status, 0);
    assert.deepEqual(progress.slice(1), ["still running after 30 s", "still running after 60 s"]);
  });

  it("exits 1 where an app was not rolled back, with the table from the history and what to run next", async () => {
    ends(FAILED);
    const failed = [rollbacks[0], { app: "db", status: "[failed] States.Timeout", notice: "none" }];
    mapOutput = async () => JSON.stringify(failed);
    const { status, stdout, stderr } = await run();
    assert.equal(status, 1);
    assert.match(stdout, /\n {2}orders {2}rolled back\n {2}db {6}failed: States\.Timeout\n1 of 2 apps rolled back\.\n/);
    assert.equal(
      stderr,
      [
        "Not rolled back: db. The execution ended FAILED.",
        `Next: aws stepfunctions get-execution-history --region eu-central-1 --reverse-order --max-items 10 --execution-arn ${FIRST}`,
        'Then start every rollback of the run again: npm run -s rollback -- --stack dev --run release-7 --why "<reason>"',
        "",
      ].join("\n"),
    );
  });

  for (const [what, output] of [
    ["has no such state", async () => undefined],
    [
      "cannot be read",
      async () => {
        throw named("AccessDeniedException");
      },
    ],
  ] as const) {
    it(`exits 1 with the execution's own error where the history ${what}`, async () => {
      ends(FAILED);
      mapOutput = output;
      const { status, stdout, stderr } = await run();
      assert.equal(status, 1);
      assert.doesNotMatch(stdout, /APP/);
      assert.match(stderr, /^The rollback ended FAILED: NotRolledBack: Run release-7: db States\.Timeout\nNext: aws /);
    });
  }

  it("exits 1 where the rollback does not say what it did", async () => {
    ends({ status: "SUCCEEDED", output: "{}" });
    const { status, stderr } = await run();
    assert.equal(status, 1);
    assert.match(stderr, /^The rollback ended without saying what it did\.\nNext: aws /);
  });

  it("prints everything as JSON", async () => {
    const { status, stdout } = await run([...LINE, "--json"]);
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(stdout), {
      run: RUN,
      execution: FIRST,
      who: ANN,
      why: "orders are lost",
      status: "SUCCEEDED",
      rollbacks,
      recorded: true,
    });
  });

  it("exits 1 where the rollback is not recorded, and waits for it all the same", async () => {
    beforeRecord = () => {
      throw named("AccessDeniedException", "no log");
    };
    const { status, stdout, stderr } = await run();
    assert.equal(status, 1);
    assert.match(stdout, /orders {2}rolled back\n/);
    assert.doesNotMatch(stdout, /Recorded/);
    assert.match(stderr, /^The rollback is not recorded in .*, stream versions: AccessDeniedException: no log\./);
  });

  it("is refused with 1 where the run has been rolled back, unless --again", async () => {
    stepFunctions.executions.set(FIRST, SUCCEEDED);
    const { status, stdout, stderr } = await run();
    assert.deepEqual([status, stdout, started(), records], [1, "", [], []]);
    assert.equal(
      stderr,
      `Run release-7 has already been rolled back, by ${FIRST}. --again starts every rollback once more.\n`,
    );
    assert.equal((await run([...LINE, "--again"])).status, 0);
    assert.match(started().join(), new RegExp(`^${FIRST}-[0-9a-f]{8}$`));
  });

  it("needs no --again after a rollback that failed, and sees a second one that succeeded", async () => {
    stepFunctions.executions.set(FIRST, FAILED);
    assert.equal((await run()).status, 0);
    const [second = ""] = started();
    assert.match(second, /release-7-[0-9a-f]{8}$/);
    const { status, stderr } = await run();
    assert.equal(status, 1);
    assert.ok(stderr.includes(`already been rolled back, by ${second}`), stderr);
  });

  it("is refused with 1 while the run is being rolled back, even with --again", async () => {
    stepFunctions.executions.set(FIRST, { status: "RUNNING" });
    const { status, stderr } = await run([...LINE, "--again"]);
    assert.deepEqual([status, started()], [1, []]);
    assert.match(
      stderr,
      /^Run release-7 is being rolled back now, by .*\nFollow it: aws stepfunctions get-execution-his/,
    );
  });

  it("cuts a long run's name, so that a further name still fits", async () => {
    const long = "r".repeat(80);
    const prefix = runRollback.machine.executionPrefix;
    stepFunctions.executions.set(`${parent.executionPrefix}${long}`, { status: "FAILED" });
    stepFunctions.executions.set(`${prefix}${long}`, FAILED);
    assert.equal((await run(["--stack", "dev", "--run", long, "--why", "x"])).status, 0);
    assert.match(started().join().slice(prefix.length), /^r{60}-[0-9a-f]{8}$/);
  });

  it("says that an interrupted rollback goes on, and exits with 130", async () => {
    stepFunctions.ends.clear();
    const interrupt = new AbortController();
    onWait = () => interrupt.abort(new Error("interrupted"));
    const { status, stdout, stderr } = await run(LINE, interrupt.signal);
    assert.equal(status, 130);
    assert.match(stdout, /\nExecution: .*release-7\nRecorded in /);
    assert.match(stderr, /^The rollback goes on without being followed: interrupted\.\nFollow it: aws .*release-7\n$/);
  });

  it("starts nothing where it is interrupted before the start", async () => {
    const interrupt = new AbortController();
    const describe = stepFunctions.describeExecution.bind(stepFunctions);
    stepFunctions.describeExecution = async (arn) => {
      interrupt.abort(new Error("interrupted"));
      return await describe(arn);
    };
    const result = await run(LINE, interrupt.signal);
    assert.deepEqual(result, { status: 130, stdout: "", stderr: "interrupted; nothing was changed\n" });
    assert.deepEqual([started(), records], [[], []]);
  });

  it("exits 1 where the rollback can no longer be followed", async () => {
    stepFunctions.ends.clear();
    onWait = () => {
      stepFunctions.describeExecution = async () => {
        throw named("TimeoutError", "no network");
      };
    };
    const { status, stderr } = await run();
    assert.equal(status, 1);
    assert.match(stderr, /^The rollback goes on without being followed: TimeoutError: no network\.\nFollow it: aws /);
  });

  it("exits 1 where the machine cannot be started, and records nothing", async () => {
    stepFunctions.refusals.set(runRollback.machine.aliasArn, [named("AccessDeniedException", "not authorized")]);
    const { status, stderr } = await run();
    assert.deepEqual([status, stderr, records], [1, "AccessDeniedException: not authorized\n", []]);
  });

  for (const [what, state, message] of [
    ["is unknown", undefined, /unknown run "release-7": .*:execution:shop-dev:release-7\n +fix: .*list-executions /],
    ["is running", { status: "RUNNING" }, /still running \(RUNNING\)\n +fix: .*stop it first: aws .*stop-execution /],
    ["will be redriven", { status: "PENDING_REDRIVE" }, /still running \(PENDING_REDRIVE\)/],
    ["is a rehearsal", { status: "SUCCEEDED", input: '{"rehearse":true}' }, /is a rehearsal, which released nothing/],
  ] as const) {
    it(`is refused with 2 where the run ${what}`, async () => {
      stepFunctions.executions.clear();
      if (state !== undefined) {
        parentIs(state);
      }
      const { status, stdout, stderr } = await run();
      assert.deepEqual([status, stdout, started(), records], [2, "", [], []]);
      assert.match(stderr, message);
    });
  }

  it("is refused with 2 where no app has a rollback", async () => {
    writeDevStack(folder, { db: { task: { kind: "lambda", function: "f" } } }, "");
    const { status, stderr } = await run();
    assert.deepEqual([status, started()], [2, []]);
    assert.match(stderr, /--run: no app of shop-dev has a rollback\n +fix: move aliases back with --app or --all/);
  });
});
