import assert from "node:assert/strict";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { runCommand } from "../../cli/command";
import { evidenceApi } from "../../cli/evidence/aws";
import type { EvidenceReport } from "../../cli/evidence/formats";
import { evidenceCommand } from "../../cli/evidence/index";
import { evidenceNames } from "../../components/core/evidence-names";
import { type RunRecord, runRecordSchema } from "../../components/evidence/record";
import { POLICY_PACK } from "../../sandbox/run/environment/environment-stack";
import { eventually } from "../helpers/embedded-aws";
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

  async function recordOf(run: string): Promise<{ readonly Key: string; readonly record: RunRecord }> {
    const found = await eventually(
      `record of ${run}`,
      async () => (await versions()).find(({ Key }) => Key?.endsWith(`/${run}.json`)),
      20,
    );
    const Key = found.Key ?? "";
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return { Key, record: runRecordSchema.parse(JSON.parse((await Body?.transformToString()) ?? "")) };
  }

  async function start(name: string, input: object): Promise<string> {
    const stateMachineArn = made.names.parent.aliasArn;
    const { executionArn = "" } = await made.sfn.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return executionArn;
  }

  it("has a record of the rehearsal of the deployment", async () => {
    const [found] = await eventually("a record", async () => {
      const all = await versions();
      return all.length > 0 && all;
    });
    const { record } = await recordOf(/([^/]+)\.json$/.exec(found?.Key ?? "")?.[1] ?? "");
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
    const executionArn = await start("evidence-2", { rehearse: true, quiet: true });
    await made.sfn.send(new StopExecutionCommand({ executionArn, cause: "stopped by hand" }));
    const { status } = await made.sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === "ABORTED") {
      const { record } = await recordOf("evidence-2");
      assert.deepEqual(
        [record.status, record.recordedBy, record.failure?.cause],
        ["ABORTED", "event", "stopped by hand"],
      );
    }
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
    const source = await made.stack.getAllConfig();
    const command = evidenceCommand({
      settings: () => ({ get: (key) => source[key]?.value, keys: () => Object.keys(source) }),
      api: () => evidenceApi(s3, made.sfn),
    });
    const args = ["--stack", "sandbox", "--since", "2020-01-01", "--format", "json"];
    const read = async () => await runCommand(command, args);
    const report = await eventually("records of all runs", async () => {
      const { status, stdout, stderr } = await read();
      assert.notEqual(status, 2, stderr);
      return status === 0 && (JSON.parse(stdout) as EvidenceReport);
    });
    assert.ok(report.records.length >= 2);
    assert.ok(report.records.every(({ lockedUntil }) => lockedUntil !== null));
    assert.ok(report.criteria.every(({ control, implementedBy }) => control !== "" && implementedBy.length > 0));
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
