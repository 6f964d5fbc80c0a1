import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../cli/command";
import { rollbackCommand } from "../../../cli/rollback/index";
import { evidenceRecordSchema } from "../../../components/evidence/record";
import type { EvidenceObject } from "../../../components/versions/change-evidence";
import { keyedMachines } from "../../../components/versions/machine-keys";
import type { AuditRecord } from "../../../components/versions/rollback/audit-record";
import { FakeStepFunctions, named } from "../../components/versions/fake-step-functions";
import { DEV_NAMES, writeDevStack } from "../../helpers/dev-stack";

const APPS = { db: {}, orders: { rollback: true } };
const NOW = new Date("2026-05-04T12:00:00Z");
const ANN = "arn:aws:sts::111111111111:assumed-role/shop-dev_operator/ann";

const SETTINGS = `  app-of-apps:canary:
    orders:
      from: 2
      percent: 10
`;

describe("the rollback command", () => {
  let folder: string;
  let stepFunctions: FakeStepFunctions;
  let records: AuditRecord[];
  let evidence: EvidenceObject[];
  let beforeRecord: () => void;

  const run = (...args: string[]) => runCommand(command(), ["--stack", "dev", ...args]);
  const command = () =>
    rollbackCommand({
      folder,
      now: () => NOW,
      clients: () => ({
        stepFunctions,
        mapOutput: async () => assert.fail("no run is rolled back"),
        caller: async () => ANN,
        record: async (logGroupName, added) => {
          assert.equal(logGroupName, "/aws/vendedlogs/states/shop-dev");
          beforeRecord();
          records.push(...added);
        },
        keep: async (one) => {
          evidence.push(one);
        },
      }),
    });
  const file = () => readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8");

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rollback-"));
    const task = { kind: "lambda", function: "f" };
    const apps = { db: { task }, orders: { task, after: ["db"], rollback: { task } } };
    writeDevStack(folder, apps, SETTINGS);
    stepFunctions = new FakeStepFunctions();
    records = [];
    evidence = [];
    beforeRecord = () => {};
    for (const { machine } of keyedMachines(DEV_NAMES, APPS)) {
      stepFunctions.versionsByMachine.set(
        machine.arn,
        [3, 2, 1].map((version) => ({ version, createdAt: new Date(Date.UTC(2026, 4, version)) })),
      );
      const routes = [{ stateMachineVersionArn: `${machine.arn}:3`, weight: 100 }];
      stepFunctions.aliasesByArn.set(machine.aliasArn, { routes, description: "" });
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("puts a record of each move into the evidence bucket where there is one, and else none", async () => {
    const line = ["--app", "orders", "--to", "1", "--why", "checkout is slow", "--pin"];
    assert.equal((await run(...line)).status, 0);
    assert.deepEqual(evidence, []);
    writeFileSync(join(folder, "Pulumi.dev.yaml"), `${file()}  app-of-apps:evidence: true\n`);
    const { status, stderr } = await run("--app", "orders", "--to", "2", "--why", "checkout is slow", "--pin");
    assert.deepEqual([status, stderr, evidence.length], [0, "", 1]);
    const [one] = evidence.splice(0);
    assert.ok(one !== undefined);
    const { bucket, key, record } = one;
    assert.match(bucket, /^shop-dev-evidence-/);
    assert.match(key, /^dev\/changes\/\d{4}-\d\d-\d\d\/.*Z-orders\.json$/);
    const parsed = evidenceRecordSchema.parse(record);
    assert.ok(parsed.kind === "aliasMoved");
    const { who, why, machine, to, pinned } = parsed;
    assert.deepEqual(
      [who, why, machine, to, pinned],
      [ANN, "checkout is slow", "orders", [{ version: 2, weight: 100 }], true],
    );
  });

  it("moves one alias, records who, why, from and to, and says what keeps it", async () => {
    const { status, stdout, stderr } = await run("--app", "orders", "--to", "1", "--why", "checkout is slow");
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(stepFunctions.moved, ["shop-dev_orders:live -> 1"]);
    assert.deepEqual(records, [
      {
        type: "AliasMoved",
        environment: "shop/dev",
        machine: "orders",
        aliasArn: DEV_NAMES.app("orders").machine.aliasArn,
        from: [{ version: 3, weight: 100 }],
        to: [{ version: 1, weight: 100 }],
        who: ANN,
        why: "checkout is slow",
        at: NOW.toISOString(),
      },
    ]);
    const { description } = (await stepFunctions.describeAlias(DEV_NAMES.app("orders").machine.aliasArn)) ?? {};
    assert.match(description ?? "", /^Rolled back from 3 to 1 at .* by .*\/ann: checkout is slow$/);
    assert.match(stdout, /orders: 3 -> 1\n1 alias was moved, recorded in .*, stream versions\./);
    assert.match(stdout, / {2}app-of-apps:pins:\n {4}orders: 1\n/);
    assert.doesNotMatch(file(), /pins/, "without --pin the file stays as it is");
  });

  it("moves every machine to a time, the parent last", async () => {
    const { status } = await run("--all", "--to", "2026-05-02T23:00:00Z", "--why", "all of it");
    assert.equal(status, 0);
    assert.deepEqual(stepFunctions.moved, [
      "shop-dev_db:live -> 2",
      "shop-dev_orders:live -> 2",
      "shop-dev_orders_rollback:live -> 2",
      "shop-dev_rollback_run:live -> 2",
      "shop-dev:live -> 2",
    ]);
    assert.equal(records.length, 5);
  });

  it("writes the pins, removes the canary and leaves the rest of the file as it is", async () => {
    const before = file();
    const { stdout } = await run("--app", "orders", "--to", "1", "--why", "x", "--pin");
    assert.match(stdout, /The pins are written to Pulumi\.dev\.yaml/);
    const after = file();
    assert.match(after, /app-of-apps:pins:\n {4}orders: 1\n/);
    assert.doesNotMatch(after, /percent: 10/);
    for (const line of [
      "# Example values.",
      'aws:allowedAccountIds: ["111111111111"]',
      "owner: platform # who answers",
      "secure: AAABAAAA",
    ]) {
      assert.ok(after.includes(line) && before.includes(line), line);
    }
  });

  it("shows what it would do with --dry-run, and does nothing", async () => {
    const before = file();
    const { status, stdout } = await run("--app", "orders", "--to", "1", "--why", "x", "--dry-run", "--pin");
    assert.deepEqual([status, stepFunctions.moved, records, file()], [0, [], [], before]);
    assert.match(stdout, /orders: 3 -> 1\nNothing was moved: --dry-run/);
  });

  it("does nothing where there is nothing to do", async () => {
    const { status, stdout } = await run("--app", "orders", "--to", "3", "--why", "x");
    assert.deepEqual([status, stepFunctions.moved], [0, []]);
    assert.match(stdout, /orders stays: it is at version 3\nThere is nothing to move/);
  });

  it("lists versions, when they were published and which is live", async () => {
    const { status, stdout } = await run("--app", "orders", "--list");
    assert.equal(status, 0);
    assert.equal(
      stdout,
      [
        "orders (shop-dev_orders)",
        "      3  2026-05-03T00:00:00.000Z  live",
        "      2  2026-05-02T00:00:00.000Z",
        "      1  2026-05-01T00:00:00.000Z",
        "",
      ].join("\n"),
    );
  });

  it("stops at the first alias that is refused, and says what was moved and what was not", async () => {
    const move = stepFunctions.updateAlias.bind(stepFunctions);
    stepFunctions.updateAlias = async (arn, ...rest) => {
      if (arn.includes("_rollback:")) {
        throw named("AccessDeniedException", "not authorized");
      }
      await move(arn, ...rest);
    };
    const { status, stdout, stderr } = await run("--all", "--to", "2026-05-02T23:00:00Z", "--why", "x");
    assert.equal(status, 1);
    assert.match(stdout, /2 aliases were moved, recorded/);
    assert.match(
      stderr,
      /orders_rollback was not moved, nor what comes after it: AccessDeniedException: not authorized/,
    );
    assert.deepEqual([stepFunctions.moved.length, records.length], [2, 2]);
  });

  it("says that a move is not recorded", async () => {
    beforeRecord = () => {
      throw named("AccessDeniedException", "no log");
    };
    const { status, stdout, stderr } = await run("--app", "orders", "--to", "1", "--why", "x");
    assert.equal(status, 1);
    assert.match(stdout, /1 alias was moved\.\n/);
    assert.match(stderr, /not recorded in .*: AccessDeniedException: no log\..*CloudTrail/);
  });

  for (const [args, wanted] of [
    [["--app", "orders", "--to", "12", "--why", "x"], /orders has no version 12\n +fix: name one of 3, 2, 1/],
    [["--app", "order", "--to", "1", "--why", "x"], /unknown machine "order"\n +fix: did you mean "orders"\?/],
    [
      ["--app", "orders"],
      /^--to is required: VERSION or TIME; --list shows the versions\nUsage: npm run -s rollback -- /,
    ],
  ] as const) {
    it(`refuses ${args.join(" ")} with exit code 2`, async () => {
      const { status, stdout, stderr } = await run(...args);
      assert.deepEqual([status, stdout, stepFunctions.moved], [2, "", []]);
      assert.match(stderr, wanted);
    });
  }

  it("refuses an environment without a file, and a bad one, with exit code 2", async () => {
    const none = await runCommand(command(), ["--stack", "nowhere", "--all", "--list"]);
    assert.equal(none.status, 2);
    assert.match(none.stderr, /Pulumi\.nowhere\.yaml: 1 problem/);
    writeFileSync(join(folder, "Pulumi.bad.yaml"), "config:\n  aws:region: [\n");
    const bad = await runCommand(command(), ["--stack", "bad", "--all", "--list"]);
    assert.equal(bad.status, 2);
    assert.match(bad.stderr, /is not valid YAML/);
  });

  it("ends an interrupt after the alias that it is moving, records what was moved and exits with 130", async () => {
    const interrupt = new AbortController();
    const move = stepFunctions.updateAlias.bind(stepFunctions);
    stepFunctions.updateAlias = async (arn, ...rest) => {
      await move(arn, ...rest);
      interrupt.abort(new Error("interrupted"));
    };
    const args = ["--stack", "dev", "--all", "--to", "2026-05-02T23:00:00Z", "--why", "x", "--pin"];
    const context = { signal: interrupt.signal, progress: () => {} };
    const { status, stdout, stderr } = await runCommand(command(), args, context);
    assert.equal(status, 130);
    assert.deepEqual(stepFunctions.moved, ["shop-dev_db:live -> 2"]);
    assert.deepEqual(
      records.map((record) => record.type === "AliasMoved" && record.machine),
      ["db"],
    );
    assert.match(stdout, /1 alias was moved, recorded in/);
    assert.match(stderr, /^orders was not moved, nor what comes after it: Error: interrupted\./);
    assert.match(file(), /app-of-apps:pins:\n {4}db: 2\n/);
  });

  it("moves nothing where it was interrupted while it read the versions", async () => {
    const interrupt = new AbortController();
    const versions = stepFunctions.listVersions.bind(stepFunctions);
    stepFunctions.listVersions = async (arn) => {
      interrupt.abort(new Error("interrupted"));
      return await versions(arn);
    };
    const args = ["--stack", "dev", "--app", "orders", "--to", "1", "--why", "x"];
    const result = await runCommand(command(), args, { signal: interrupt.signal, progress: () => {} });
    assert.deepEqual(result, { status: 130, stdout: "", stderr: "interrupted; nothing was changed\n" });
    assert.deepEqual([stepFunctions.moved, records], [[], []]);
  });

  it("says what was moved and what to pin where the pins cannot be written", async () => {
    beforeRecord = () => rmSync(join(folder, "Pulumi.dev.yaml"));
    const { status, stdout, stderr } = await run("--app", "orders", "--to", "1", "--why", "x", "--pin");
    assert.equal(status, 1);
    assert.match(stdout, /1 alias was moved, recorded in[\s\S]* {2}app-of-apps:pins:\n {4}orders: 1\n$/);
    assert.match(stderr, /^The pins were not written: .*Pulumi\.dev\.yaml/);
  });

  it("says how it is used", async () => {
    const { status, stdout } = await runCommand(rollbackCommand(), ["--help"]);
    assert.equal(status, 0);
    for (const option of ["--stack", "--app", "--all", "--to", "--why", "--pin", "--dry-run", "--list"]) {
      assert.ok(stdout.includes(option), option);
    }
  });
});
