import assert from "node:assert/strict";
import { evidenceNames } from "../../../components/core/evidence-names";
import { BUDGETS, budgetsOf } from "../../../components/definitions/budgets";
import { environmentMachines } from "../../../components/definitions/index";
import { RECORDED_MARK } from "../../../components/definitions/parent/evidence";
import { type RunRecord, runRecordSchema } from "../../../components/evidence/record";
import type { ExecutionEnd } from "../../../sandbox/aws/interpreter/execution-request";
import { StateError } from "../../../sandbox/aws/interpreter/language/errors";
import type { JsonObject } from "../../../sandbox/aws/interpreter/language/json";
import { blueprintOf, lambda, names, shop } from "./samples";
import { causeOf, type Execution, entered, output, World } from "./world";

const HOUR = 3600;
const { bucket, machine } = evidenceNames(names);

const IDENTITY = {
  subject: "ada@example.com",
  client: "shop-test-native",
  groups: ["platform"],
  scopes: ["runs.start"],
  tokenId: "AT.1",
  issuer: "https://example.okta.com/oauth2/aus1",
  wayIn: "person",
  time: "2026-11-27T09:59:00Z",
  expires: Math.floor(Date.now() / 1000) + 300,
};

const world = (blueprint = shop) => new World(blueprint, undefined, HOUR, true, true);

/** The one record of a world, once everything that was started has ended; it must match the published schema. */
async function recordIn(
  made: World,
): Promise<{ readonly key: string; readonly record: RunRecord; request: JsonObject }> {
  await Promise.all(made.started);
  assert.equal(made.objects.size, 1);
  const [[key, request]] = [...made.objects] as [[string, JsonObject]];
  return { key, record: runRecordSchema.parse(request.Body), request };
}

/** Starts the machine as the environment's rule does. */
const byRule = (made: World, run = "run-1"): Promise<Execution> =>
  made.start(machine.aliasArn, { run }, "0b1c2d3e-event");

const appOf = (record: RunRecord, app: string) => record.apps.find((one) => one.app === app);

describe("evidence record of a run", () => {
  it("says of a run that went well who started it, what ran, and what each app proved", async () => {
    const made = world();
    const run = await made.release({ identity: { ...IDENTITY, token: "not copied" } });
    const { key, record, request } = await recordIn(made);
    assert.match(key, /^test\/runs\/\d{4}-\d\d-\d\d\/run-1\.json$/);
    assert.deepEqual(record.who, { identity: IDENTITY, approval: null });
    assert.deepEqual(record.what, { blueprint: "shop", version: 7, alias: "live" });
    assert.deepEqual(
      [record.recordedBy, record.status, record.rehearsal, record.failure, record.notified, record.rollbacks],
      ["parent", "SUCCEEDED", false, null, null, []],
    );
    assert.equal(record.endedAt, new Date(run.endedAt ?? 0).toISOString());
    assert.deepEqual(record.apps.map(({ app }) => app).sort(), ["carts", "catalog", "orders", "ui"]);
    const { startedAt, seconds, ...carts } = appOf(record, "carts") ?? { startedAt: null, seconds: null };
    assert.deepEqual(carts, {
      app: "carts",
      status: "SUCCEEDED",
      version: 7,
      roleVerified: true,
      secrets: { db: { ageDays: 1, rotated: false } },
      attempts: 1,
    });
    assert.ok(startedAt !== null && seconds !== null && seconds >= 1);
    const { Body: _, Key: __, ...settings } = request;
    assert.deepEqual(settings, {
      Bucket: bucket.name,
      ContentType: "application/json",
      ChecksumAlgorithm: "SHA256",
      IfNoneMatch: "*",
      ExpectedBucketOwner: "123456789012",
    });
  });

  it("has no member of what a task returned", async () => {
    const made = world();
    made.work.catalog = {
      result: { password: "hunter2", secrets: [{ name: "x" }], attempts: 4711, verdict: "broken" },
    };
    await made.release({ identity: IDENTITY, context: { token: "s3cr3t" } });
    const { record } = await recordIn(made);
    assert.doesNotMatch(JSON.stringify(record), /hunter2|s3cr3t|4711/);
    assert.deepEqual(appOf(record, "catalog")?.secrets, {});
  });

  it("says of a run that failed what failed, what was undone and who was told", async () => {
    const made = world();
    made.work.orders = { error: { error: "ReleaseFailed", cause: "no such table" } };
    const run = await made.release({ identity: IDENTITY });
    assert.equal(run.end?.status, "FAILED");
    const { record } = await recordIn(made);
    assert.equal(record.status, "FAILED");
    assert.deepEqual(
      { ...record.failure },
      {
        app: "orders",
        state: "Run task",
        error: "ReleaseFailed",
        cause: "no such table",
        execution: `${names.app("orders").machine.executionPrefix}run-1`,
      },
    );
    assert.deepEqual(record.rollbacks, [
      { app: "catalog", status: "rolled back" },
      { app: "carts", status: "rolled back" },
    ]);
    assert.deepEqual(record.notified, { topic: names.failureTopic.arn, result: true });
    const { error, attempts, roleVerified, status } = appOf(record, "orders") ?? {};
    assert.deepEqual([status, error, attempts, roleVerified], ["FAILED", "ReleaseFailed", 1, true]);
    assert.equal(appOf(record, "ui")?.status, "NOT_STARTED");
  });

  it("names a rotated secret of an app whose task failed, and the tries of the task", async () => {
    const made = world();
    const secret = names.app("carts").secret("db").name;
    made.secrets[secret] = { current: "v1", lastRotated: 0, rotationSeconds: 15 };
    made.work.carts = { error: { error: "Lambda.TooManyRequestsException", cause: "busy" } };
    await made.release({ identity: IDENTITY });
    const { record } = await recordIn(made);
    const { secrets, attempts, roleVerified } = appOf(record, "carts") ?? {};
    assert.deepEqual(secrets, { db: { ageDays: 0, rotated: true } });
    assert.deepEqual([attempts, roleVerified], [4, true]);
  });

  it("does not claim a role that answered for another", async () => {
    const made = world();
    made.identity = (role) => (role === names.app("catalog").taskRole.name ? "somebody-else" : role);
    await made.release({ identity: IDENTITY });
    const { record } = await recordIn(made);
    const { roleVerified, error, secrets } = appOf(record, "catalog") ?? {};
    assert.deepEqual([roleVerified, error, secrets], [false, "IdentityMismatch", {}]);
  });

  it("does not claim a role that could not be assumed", async () => {
    const made = world();
    made.cut.add(names.app("carts").taskRole.name);
    await made.release({ identity: IDENTITY });
    const { record } = await recordIn(made);
    const { roleVerified, attempts } = appOf(record, "carts") ?? {};
    assert.deepEqual([roleVerified, attempts], [false, null]);
  });

  it("has the approval of a run that waited for one", async () => {
    const made = world();
    const yes = { by: "ann@example.com", time: "2026-01-01T00:00:00.000Z" };
    made.answer = (tokens, token) => tokens.succeed(token, JSON.stringify({ ...yes, more: 1 }));
    await made.release({ identity: { ...IDENTITY, wayIn: "agent", approval: "required" } });
    const { record } = await recordIn(made);
    assert.deepEqual(record.who.approval, yes);
  });

  it("lists what failed while other apps went on", async () => {
    const made = world(
      blueprintOf({
        a: { task: lambda("a"), onFailure: "continue" },
        b: { task: lambda("b"), after: ["a"] },
      }),
    );
    made.work.a = { error: { error: "Odd", cause: "x" } };
    const run = await made.release({ identity: IDENTITY });
    assert.equal(run.end?.status, "FAILED");
    const { record } = await recordIn(made);
    assert.deepEqual(record.failed, [{ app: "a", error: "Odd" }]);
    assert.equal(appOf(record, "b")?.status, "SUCCEEDED");
  });

  it("of a rehearsal has the verdict of each app", async () => {
    const made = world();
    made.cut.add(names.app("carts").taskRole.name);
    await made.release({ rehearse: true, quiet: true });
    const { record } = await recordIn(made);
    assert.deepEqual([record.rehearsal, record.status, record.who.identity], [true, "SUCCEEDED", null]);
    assert.deepEqual(
      [appOf(record, "carts")?.roleVerified, appOf(record, "carts")?.error],
      [false, "States.TaskFailed"],
    );
    assert.deepEqual([appOf(record, "catalog")?.roleVerified, appOf(record, "catalog")?.error], [true, undefined]);
  });

  it("is marked in the output or the cause of the run, which the rule looks for", async () => {
    const well = world();
    assert.ok((await well.release({ identity: IDENTITY })).end?.output?.includes(RECORDED_MARK));
    const badly = world();
    badly.work.orders = { error: { error: "ReleaseFailed", cause: "x" } };
    assert.ok((await badly.release({ identity: IDENTITY })).end?.cause?.includes(RECORDED_MARK));
  });

  it("that cannot be started leaves the end of the run as it is, without the mark", async () => {
    for (const error of [undefined, { error: "ReleaseFailed", cause: "x" }]) {
      const made = world();
      made.refusesStart = new StateError("StepFunctions.ThrottlingException", "Rate exceeded");
      made.work.orders = error === undefined ? {} : { error };
      const run = await made.release({ identity: IDENTITY });
      assert.equal(run.end?.status, error === undefined ? "SUCCEEDED" : "FAILED");
      assert.ok(!`${run.end?.output} ${run.end?.cause}`.includes(RECORDED_MARK));
      assert.equal(made.objects.size, 0);
      // The rule records it.
      await byRule(made);
      const { record } = await recordIn(made);
      assert.deepEqual([record.recordedBy, record.status], ["event", run.end?.status]);
    }
  });

  it("whose machine is not there fails a run that went well with one message, and undoes nothing", async () => {
    const made = world();
    made.refusesStart = new StateError("StepFunctions.StateMachineDoesNotExistException", "no such machine");
    const run = await made.release({ identity: IDENTITY });
    assert.deepEqual([run.end?.status, run.end?.error], ["FAILED", "StepFunctions.StateMachineDoesNotExistException"]);
    assert.equal(made.messages.length, 1);
    assert.equal(made.runRollback, undefined);
    assert.equal(causeOf(run).state, "Write evidence");
  });

  it("whose machine is not there does not hide why a run failed", async () => {
    const made = world();
    made.refusesStart = new StateError("StepFunctions.StateMachineDoesNotExistException", "no such machine");
    made.work.orders = { error: { error: "ReleaseFailed", cause: "x" } };
    const run = await made.release({ identity: IDENTITY });
    assert.deepEqual([run.end?.error, causeOf(run).app, made.messages.length], ["ReleaseFailed", "orders", 1]);
  });

  it("of a run that was aborted is written when the rule starts the machine", async () => {
    const made = world();
    const stop = new AbortController();
    made.work.catalog = { seconds: 30 };
    const running = made.start(names.parent.aliasArn, { identity: IDENTITY }, "run-1", stop.signal);
    await made.clock.sleep(5_000, new AbortController().signal);
    stop.abort({ kind: "stopped", error: "Stopped", cause: 'by "ada" {"app": broken}' });
    const run = await running;
    assert.equal(run.end?.status, "ABORTED");
    await byRule(made);
    const { record } = await recordIn(made);
    assert.deepEqual([record.status, record.recordedBy, record.who.identity], ["ABORTED", "event", IDENTITY]);
    assert.equal(record.failure?.execution, run.arn);
    assert.deepEqual(record.notified, { topic: names.failureTopic.arn, result: null });
  });

  it("is written once, however often the machine is started", async () => {
    const made = world();
    await made.release({ identity: IDENTITY });
    const { record } = await recordIn(made);
    const again = await byRule(made);
    assert.equal(again.end?.status, "SUCCEEDED");
    assert.deepEqual((await recordIn(made)).record, record);
  });

  it("that S3 refuses is a failure with one message, and the run keeps its end", async () => {
    const made = world();
    made.refusesObjects = new StateError("S3.S3Exception", "Access Denied (Service: S3, Status Code: 403)");
    const run = await made.release({ identity: IDENTITY });
    assert.equal(run.end?.status, "SUCCEEDED");
    const [written] = await Promise.all(made.started);
    assert.equal(written?.end?.status, "FAILED");
    assert.match(written?.end?.cause ?? "", /^\[notified\] /);
    assert.equal(causeOf(written).state, "Write evidence");
    assert.equal(made.messages.length, 1);
    assert.match(String(made.messages[0]?.Message), /\nRun without a record: .*:run-1\n/);
  });

  it("of a run that does not end is given up with a message", async () => {
    const made = world();
    made.work.catalog = { seconds: 500 };
    const running = made.release({ identity: IDENTITY });
    const early = await byRule(made);
    assert.deepEqual([early.end?.status, early.end?.error], ["FAILED", "RunStillRunning"]);
    await running;
  });
});

describe("definitions of an environment with evidence", () => {
  const made = (evidence: boolean) => environmentMachines(names, shop, undefined, HOUR, true, evidence);

  it("add nothing where no evidence is kept", () => {
    assert.doesNotMatch(JSON.stringify(made(false)), /evidence|recorded|RetryCount|rotated\\":/);
  });

  it("stay within the budgets", () => {
    const [off, on] = [made(false), made(true)];
    const apps = Object.entries(on.apps).map(([app, { release, rollback }]) => [
      app,
      { ...release, ...(rollback === undefined ? {} : { rollbackDefinition: rollback.definition }) },
    ]);
    for (const one of budgetsOf({ ...on, apps: Object.fromEntries(apps) }, shop)) {
      assert.ok(one.used <= one.limit, `${one.name} of ${one.machine}: ${one.used} of ${one.limit}`);
    }
    const size = (definition: unknown) => JSON.stringify(definition).length;
    const parent = size(on.parent.definition) - size(off.parent.definition);
    assert.ok(parent <= 1_350, `the parent grows by ${parent} bytes`);
    for (const [app, { release }] of Object.entries(on.apps)) {
      const child = size(release.definition) - size(off.apps[app]?.release.definition);
      assert.ok(child <= BUDGETS.evidence, `${app} grows by ${child} bytes`);
    }
  });

  it("write a record of at most 200 KB for 1,000 apps that all have a secret and were all rolled back", async () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `app-${String(index).padStart(4, "0")}`);
    const spec = {
      task: lambda("works"),
      secrets: { "db-password": { maxAgeDays: 30 } },
      rollback: { task: lambda("u") },
    };
    const made = world(blueprintOf(Object.fromEntries(ids.map((app) => [app, spec]))));
    const ended = (prefix: string, end: ExecutionEnd) =>
      made.executions.set(`${prefix}run-1`, {
        arn: `${prefix}run-1`,
        input: { identity: IDENTITY },
        events: [],
        startedAt: Date.now(),
        endedAt: Date.now() + 4_250,
        end,
      });
    for (const app of ids) {
      const secrets = [{ name: names.app(app).secret("db-password").name, ageDays: 12, due: false, rotated: false }];
      const answer = { context: { [app]: "x".repeat(2_000) }, secrets, attempts: 1 };
      ended(names.app(app).machine.executionPrefix, { status: "SUCCEEDED", output: JSON.stringify(answer) });
    }
    const rollbacks = ids.map((app) => ({ app, status: "rolled back" }));
    ended(names.runRollback.machine.executionPrefix, { status: "SUCCEEDED", output: JSON.stringify({ rollbacks }) });
    const cause = JSON.stringify({
      app: "ui",
      state: "Run task",
      error: "E",
      cause: "y".repeat(3_000),
      notified: true,
    });
    ended(names.parent.executionPrefix, { status: "FAILED", error: "E", cause: `[notified] ${cause}` });
    await byRule(made);
    const { record, request } = await recordIn(made);
    const bytes = Buffer.byteLength(JSON.stringify(request.Body));
    assert.deepEqual([record.apps.length, record.rollbacks.length], [1000, 1000]);
    assert.ok(record.apps.every(({ roleVerified, attempts }) => roleVerified === true && attempts === 1));
    assert.ok(bytes > 150_000 && bytes <= 200 * 1024, String(bytes));
  }).timeout(60_000);

  it("end in the machine's own states", async () => {
    const run = world();
    const execution = await run.release({ identity: IDENTITY });
    assert.deepEqual(entered(execution).slice(-3), ["Check run", "Write evidence", "Done"]);
    assert.equal((output(execution) as JsonObject).recorded, true);
  });
});
