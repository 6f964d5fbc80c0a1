import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DeleteStateMachineAliasCommand, StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { runCommand } from "../../cli/command";
import { evidenceApi } from "../../cli/evidence/aws";
import type { EvidenceReport } from "../../cli/evidence/formats";
import { evidenceCommand } from "../../cli/evidence/index";
import { evidenceNames } from "../../components/core/evidence-names";
import { aliasMovedSchema, type RunRecord, runRecordSchema } from "../../components/evidence/record";
import { sharesText } from "../../components/versions/rollback/plan";
import { POLICY_PACK } from "../../sandbox/run/environment/environment-stack";
import { clientsOf, eventually, nodeFunction, serviceRole } from "../helpers/embedded-aws";
import { type SmallEnvironment, smallEnvironment } from "../helpers/small-environment";

// The apps' functions do not exist here: a run fails in its first app, a rehearsal goes well.
describe("an environment with evidence, on the real engine and the embedded cloud", function () {
  this.timeout(300_000);
  let made: SmallEnvironment;
  let s3: S3Client;
  let Bucket: string;

  before(async () => {
    made = await smallEnvironment({}, { "app-of-apps:evidence": "true", "app-of-apps:evidenceRetentionDays": "400" });
    const up = await made.stack.up({ policyPacks: [POLICY_PACK], color: "never" });
    assert.deepEqual(up.stdout.match(/.*\[(mandatory|advisory)\].*\n.*\n.*/g) ?? [], []);
    Bucket = evidenceNames(made.names).bucket.name;
    s3 = new S3Client({ ...made.cloud.root.config, forcePathStyle: true });
  });
  after(async () => {
    await made?.close();
  });

  const versions = async () => (await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions ?? [];

  const content = async (Key: string | undefined) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return JSON.parse((await Body?.transformToString()) ?? "");
  };

  const moveKeys = async () => (await versions()).map(({ Key = "" }) => Key).filter((key) => key.includes("/changes/"));

  /** Moves of aliases that an action recorded: machine, from, to, and whether a pin holds it. */
  async function recordedBy(action: () => Promise<unknown>): Promise<string[]> {
    const before = await moveKeys();
    await action();
    const added = (await moveKeys()).filter((key) => !before.includes(key));
    const records = await Promise.all(added.map(async (key) => aliasMovedSchema.parse(await content(key))));
    return records.map(({ machine, from, to, why, pinned }) => {
      const text = `${machine} ${sharesText(from)} -> ${sharesText(to)}: ${why}`;
      return pinned ? `${text} (pinned)` : text;
    });
  }

  /** Does something while nobody may write records of some changes. */
  async function denyingChanges<T>(keys: string, action: () => Promise<T>): Promise<T> {
    const { Policy = "" } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    const closed = JSON.parse(Policy);
    const statement = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${Bucket}/sandbox/changes/${keys}`,
    };
    closed.Statement.push(statement);
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(closed) }));
    const result = await action();
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    return result;
  }

  const up = () => made.stack.up({ color: "never" });

  async function readByCommand(): Promise<EvidenceReport> {
    const source = await made.stack.getAllConfig();
    const command = evidenceCommand({
      settings: () => ({ get: (key) => source[key]?.value, keys: () => Object.keys(source) }),
      api: () => evidenceApi(s3, made.sfn),
    });
    const args = ["--stack", "sandbox", "--since", "2020-01-01", "--format", "json"];
    return await eventually("records of all runs", async () => {
      const { status, stdout, stderr } = await runCommand(command, args);
      assert.notEqual(status, 2, stderr);
      const report = JSON.parse(stdout) as EvidenceReport;
      return !report.findings.some(({ message }) => message.includes("may still be written")) && report;
    });
  }

  async function recordOf(run: string): Promise<{ readonly Key: string; readonly record: RunRecord }> {
    const found = await eventually(
      `record of ${run}`,
      async () => (await versions()).find(({ Key }) => Key?.endsWith(`/${run}.json`)),
      20,
    );
    const Key = found.Key ?? "";
    return { Key, record: runRecordSchema.parse(await content(Key)) };
  }

  async function start(name: string, input: object): Promise<string> {
    const stateMachineArn = made.names.parent.aliasArn;
    const { executionArn = "" } = await made.sfn.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return executionArn;
  }

  it("has a record of the rehearsal of the deployment", async () => {
    const found = await eventually("a record", async () =>
      (await versions()).find(({ Key }) => Key?.includes("/runs/")),
    );
    const { record } = await recordOf(/([^/]+)\.json$/.exec(found.Key ?? "")?.[1] ?? "");
    assert.deepEqual([record.rehearsal, record.status, record.recordedBy], [true, "SUCCEEDED", "parent"]);
    assert.ok(record.apps.every(({ roleVerified }) => roleVerified === true));
  });

  it("has a record of a run that failed", async () => {
    await start("evidence-1", {});
    const { record } = await recordOf("evidence-1");
    assert.deepEqual([record.status, record.recordedBy], ["FAILED", "parent"]);
    assert.equal(record.notified?.result, true);
    assert.ok(record.failure?.app);
  });

  it("has a record of a run that was stopped, from its event", async () => {
    const root = clientsOf(made.cloud.aws);
    const role = await serviceRole(root, "functions", "lambda.amazonaws.com");
    // Answers long after the test: until then the run cannot end by itself.
    await nodeFunction(root, "shop-db", role, "exports.handler = () => new Promise((r) => setTimeout(r, 600_000));");
    const executionArn = await start("evidence-2", {});
    await made.sfn.send(new StopExecutionCommand({ executionArn, cause: "stopped by hand" }));
    const { record } = await recordOf("evidence-2");
    assert.deepEqual(
      [record.status, record.recordedBy, record.failure?.cause],
      ["ABORTED", "event", "stopped by hand"],
    );
  });

  it("locks every record in compliance mode with its checksum and the environment's key", async () => {
    for (const { Key } of await versions()) {
      const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
      const days = ((head.ObjectLockRetainUntilDate?.getTime() ?? 0) - Date.now()) / 86_400_000;
      assert.equal(head.ObjectLockMode, "COMPLIANCE");
      assert.ok(days > 399 && days <= 400, String(days));
      assert.equal(head.ServerSideEncryption, "aws:kms");
      assert.ok(head.ChecksumSHA256);
    }
  });

  it("lets nobody delete, overwrite, copy over or unlock a record, the account's root user included", async () => {
    const { Key } = await recordOf("evidence-1");
    const before = await versions();
    const VersionId = before.find((one) => one.Key === Key)?.VersionId;
    const attempts = [
      new DeleteObjectCommand({ Bucket, Key }),
      new DeleteObjectCommand({ Bucket, Key, VersionId }),
      new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true }),
      new PutObjectCommand({ Bucket, Key, Body: "{}" }),
      new PutObjectCommand({ Bucket, Key, Body: "{}", IfNoneMatch: "*" }),
      new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${Key}`, MetadataDirective: "REPLACE" }),
      new PutObjectRetentionCommand({
        Bucket,
        Key,
        VersionId,
        Retention: { Mode: "GOVERNANCE", RetainUntilDate: new Date(Date.now() + 1_000) },
        BypassGovernanceRetention: true,
      }),
    ];
    for (const attempt of attempts) {
      const what = `${attempt.constructor.name} ${JSON.stringify(attempt.input)}`;
      await assert.rejects(s3.send(attempt as DeleteObjectCommand), /./, what);
    }
    const Delete = { Objects: [{ Key, VersionId }] };
    const { Errors = [] } = await s3
      .send(new DeleteObjectsCommand({ Bucket, Delete }))
      .catch((error: Error) => ({ Errors: [{ Code: error.name }] }));
    assert.equal(Errors.length, 1);
    assert.deepEqual(await versions(), before);
  });

  it("is read by the command, which finds nothing, from the settings and names alone", async () => {
    const report = await readByCommand();
    assert.deepEqual(report.findings, []);
    assert.ok(report.records.length >= 2);
    assert.ok(report.records.every(({ lockedUntil }) => lockedUntil !== null));
    assert.ok(report.criteria.every(({ control, implementedBy }) => control !== "" && implementedBy.length > 0));
  });

  it("has a record of every alias that the first deployment made", async () => {
    const records = await Promise.all(
      (await moveKeys()).map(async (key) => aliasMovedSchema.parse(await content(key))),
    );
    const made = records.map(({ machine, from, to }) => `${machine} ${from.length} ${sharesText(to)}`);
    const machines = ["_parent", "_rollback", "db", "orders", "orders_rollback", "shop-sandbox_evidence_run"];
    assert.deepEqual(made.sort(), machines.map((machine) => `${machine} 0 1`).sort());
    const [{ who, deployment, recordedBy: by } = assert.fail()] = records;
    assert.deepEqual([who, by], ["arn:aws:iam::123456789012:root", "deployment"]);
    assert.match(deployment?.stack ?? "", /\/sandbox$/);
    assert.deepEqual([...new Set(records.map((record) => record.deployment?.startedAt))].length, 1);
  });

  it("has a record of each alias that a deployment moves, none of those that stay, and none of a deployment without a change", async () => {
    await made.write(61);
    const moves = await recordedBy(up);
    assert.ok(moves.includes("orders 1 -> 2: newest version"), moves.join("; "));
    assert.ok(!moves.some((move) => move.startsWith("db ")), moves.join("; "));
    assert.deepEqual(await recordedBy(up), []);
  });

  it("has a record of a pin and of a canary, which say so, from where the alias was in truth", async () => {
    const set = (key: string, value: object) => made.stack.setConfig(key, { value: JSON.stringify(value) });
    await set("app-of-apps:pins", { orders: 1 });
    assert.deepEqual(await recordedBy(up), ["orders 2 -> 1: pin to version 1 (pinned)"]);
    const { aliasArn, arn } = made.names.app("orders").machine;
    await made.stepFunctions.updateAlias(aliasArn, [{ stateMachineVersionArn: `${arn}:2`, weight: 100 }], "by hand");
    const { findings, criteria } = await readByCommand();
    assert.deepEqual(
      findings.map(({ place, message }) => `${place} ${message.replace(/ since .*Z/, "")}`),
      ["alias of orders leads to 2, and its last record says 1"],
    );
    const shown = criteria.find(({ id }) => id === "CC8.1")?.shows.map(({ text }) => text) ?? [];
    assert.ok(
      shown.some((text) => /^orders was moved from 2 to 1 by arn:.*: pin to version 1$/.test(text)),
      shown.join("\n"),
    );
    await set("app-of-apps:pins", {});
    await set("app-of-apps:canary", { orders: { from: 1, percent: 20 } });
    assert.deepEqual(await recordedBy(up), [
      "orders 2 -> 1 (80 %), 2 (20 %): canary of 20 % on the newest version, the rest on version 1",
    ]);
    assert.deepEqual((await readByCommand()).findings, []);
  });

  it("fails a deployment that moved an alias and could not record it, with the record and the command that writes it", async () => {
    await made.stack.setConfig("app-of-apps:canary", { value: "{}" });
    const said = await denyingChanges("*", () => made.refusal());
    assert.equal(await made.live(), "2");
    assert.match(
      said,
      /orders: its alias was moved from 1 \(80 %\), 2 \(20 %\) to 2, and the record was not written: AccessDenied/,
    );
    const [, json = ""] = /printf '%s' '(.*?)' > record\.json && aws s3api put-object/.exec(said) ?? assert.fail(said);
    const [, Key = ""] = /--key '(.*?)'/.exec(said) ?? assert.fail(said);
    assert.equal((await readByCommand()).findings.length, 1);
    const how = { ContentType: "application/json", ChecksumAlgorithm: "SHA256", IfNoneMatch: "*" } as const;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: json, ...how }));
    assert.deepEqual((await readByCommand()).findings, []);
    assert.deepEqual(await recordedBy(up), []);
  });

  it("has a record of a pin that moves nothing, once", async () => {
    await made.stack.setConfig("app-of-apps:pins", { value: '{"orders": 2}' });
    assert.deepEqual(await recordedBy(up), ["orders 2 -> 2: pin to version 2 (pinned)"]);
    assert.deepEqual(await recordedBy(up), []);
    await made.stack.setConfig("app-of-apps:pins", { value: "{}" });
    await up();
    assert.deepEqual((await readByCommand()).findings, []);
  });

  it("has a record of each alias that leaves with its app, and says of one that was gone before that nobody knows who did it", async () => {
    const { aliasArn } = made.names.app("orders").machine;
    await made.sfn.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn: aliasArn }));
    const found = async () => (await readByCommand()).findings.map(({ place, message }) => `${place} ${message}`);
    const [gone = "", ...others] = await found();
    assert.match(gone, /^alias of orders is gone, and no record says who removed it: its last record, of .*, says 2$/);
    assert.deepEqual(others, []);
    const blueprint = JSON.parse(await readFile(made.blueprintFile, "utf8"));
    delete blueprint.apps.orders;
    await writeFile(made.blueprintFile, JSON.stringify(blueprint));
    await denyingChanges("*-orders.json", async () => {
      assert.match(
        await made.refusal(),
        /shop-sandbox was deployed, and removed nothing: .*\n.*-orders.json: AccessDenied/,
      );
    });
    const rollback = made.names.app("orders").rollback.aliasArn;
    assert.notEqual(await made.stepFunctions.describeAlias(rollback), undefined);
    const removals = (await recordedBy(up)).filter((move) => / -> :/.test(move)).sort();
    const [first = "", second = "", third = ""] = removals;
    assert.match(first, /^_rollback 1 -> : removed from the environment$/);
    assert.match(second, /^orders 2 -> : was gone before this update, found by arn:aws:iam::123456789012:root$/);
    assert.match(third, /^orders_rollback \d -> : removed from the environment$/);
    assert.equal(removals.length, 3);
    assert.deepEqual(await found(), []);
    assert.deepEqual(await recordedBy(up), []);
  });

  it("is read after it was destroyed, whose aliases then are gone without a record", async () => {
    const before = (await readByCommand()).records.length;
    await made.stack.destroy();
    const { records, findings } = await readByCommand();
    assert.equal(records.length, before);
    assert.ok(findings.length > 0);
    for (const { place, message } of findings) {
      assert.match(`${place} ${message}`, /^alias of \S+ is gone, and no record says who removed it:/);
    }
  });

  it("lets nobody delete a record whose policy was taken away", async () => {
    const { Key } = await recordOf("evidence-1");
    const VersionId = (await versions()).find((one) => one.Key === Key)?.VersionId;
    await s3
      .send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement: [] }) }))
      .catch(() => {});
    await assert.rejects(s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId })), { name: "AccessDenied" });
  });
});
