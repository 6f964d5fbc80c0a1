import assert from "node:assert/strict";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketVersioningCommand,
  PutBucketLoggingCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import * as aws from "@pulumi/aws";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { ACCOUNT, REGION, startTestCloud } from "../../helpers/embedded-aws";
import { isCloudResource, type ProviderStack, providerStack } from "../../helpers/provider-stack";
import { allow } from "./documents";

interface Variant {
  readonly days: number;
  readonly prefix: string;
  readonly tag: string;
  readonly algorithm: "AES256" | "aws:kms";
  readonly action: string;
}

const FIRST: Variant = { days: 1, prefix: "a/", tag: "a", algorithm: "AES256", action: "s3:GetObject" };
const SECOND: Variant = { days: 2, prefix: "b/", tag: "b", algorithm: "aws:kms", action: "s3:GetObjectVersion" };
const NAME = "probe-evidence";

/** A bucket with every setting that evidence uses, and the bucket of its log. */
const program = (variant: Variant, name: string) => async () => {
  const { days, prefix, tag, algorithm, action } = variant;
  const log = new aws.s3.Bucket("log", { bucket: "probe-log", forceDestroy: true });
  const { bucket } = new aws.s3.Bucket("main", { bucket: name, objectLockEnabled: true, tags: { variant: tag } });
  const versioned = new aws.s3.BucketVersioning("main", { bucket, versioningConfiguration: { status: "Enabled" } });
  const more = { dependsOn: versioned };
  const rule = { defaultRetention: { mode: "COMPLIANCE", days } };
  new aws.s3.BucketObjectLockConfiguration("main", { bucket, rule }, more);
  new aws.s3.BucketServerSideEncryptionConfiguration("main", {
    bucket,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: algorithm } }],
  });
  new aws.s3.BucketPublicAccessBlock("main", { bucket, blockPublicAcls: true, blockPublicPolicy: tag === "b" });
  new aws.s3.BucketOwnershipControls("main", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
  const statement = {
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: action,
    Resource: `arn:aws:s3:::${name}/*`,
  };
  new aws.s3.BucketPolicy("main", { bucket, policy: allow(statement) });
  new aws.s3.BucketLogging("main", { bucket, targetBucket: log.bucket, targetPrefix: prefix });
  new aws.s3.BucketLifecycleConfiguration("log", {
    bucket: log.bucket,
    rules: [{ id: "expire", status: "Enabled", filter: { prefix }, expiration: { days } }],
  });
};

// Not shown here: that the real provider plans the same, since it cannot be had in this place.
describe("S3 types on the embedded cloud, through the real engine", function () {
  this.timeout(240_000);
  let cloud: EmbeddedAws;
  let s3: S3Client;
  let stack: ProviderStack;

  before(async () => {
    cloud = await startTestCloud();
    const { endpoint, region, rootCredentials: credentials } = cloud;
    s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
    const config = { "aws:region": REGION, "aws:allowedAccountIds": JSON.stringify([ACCOUNT]) };
    stack = await providerStack({ config, env: cloud.env });
  });
  after(async () => {
    await stack?.close();
    await cloud?.stop();
    s3?.destroy();
  });

  it("are created, and change nothing the second time", async () => {
    assert.deepEqual(await stack.preview(program(FIRST, NAME)), { create: 11 });
    assert.deepEqual((await cloud.inventory()).buckets, []);
    assert.deepEqual((await stack.up(program(FIRST, NAME))).changes, { create: 11 });
    assert.deepEqual((await stack.up(program(FIRST, NAME))).changes, {});
    assert.deepEqual(await stack.refresh(), {});
  });

  it("are adopted after the state forgot them", async () => {
    assert.equal(await stack.forget(isCloudResource), 10);
    assert.deepEqual((await stack.up(program(FIRST, NAME))).changes, { create: 10 });
    assert.deepEqual((await cloud.inventory()).buckets, [NAME, "probe-log"]);
    assert.deepEqual((await stack.up(program(FIRST, NAME))).changes, {});
  });

  it("are updated in place", async () => {
    assert.deepEqual((await stack.up(program(SECOND, NAME))).changes, { update: 7 });
    assert.deepEqual(await stack.refresh(), {});
    assert.deepEqual((await stack.up(program(SECOND, NAME))).changes, {});
  });

  it("are noticed where they were deleted or changed by other means, and made again", async () => {
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: NAME }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket: NAME }));
    await s3.send(new PutBucketLoggingCommand({ Bucket: NAME, BucketLoggingStatus: {} }));
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket: NAME }));
    const { delete: gone = 0, update = 0 } = await stack.refresh();
    assert.deepEqual([gone, update], [3, 1]);
    assert.deepEqual((await stack.up(program(SECOND, NAME))).changes, { create: 3, update: 1 });
    assert.deepEqual(await stack.refresh(), {});
  });

  it("are replaced with their bucket where its name changes", async () => {
    const { create = 0, replace = 0 } = (await stack.up(program(SECOND, "probe-other"))).changes;
    assert.deepEqual([create, replace], [0, 8]);
    assert.deepEqual((await cloud.inventory()).buckets, ["probe-log", "probe-other"]);
  });

  it("keep a bucket with objects unless it is forced, and its versioning while objects are locked", async () => {
    await s3.send(new PutObjectCommand({ Bucket: "probe-log", Key: "a", Body: "log" }));
    await s3.send(new PutObjectCommand({ Bucket: "probe-other", Key: "a", Body: "record" }));
    await assert.rejects(stack.destroy(), /BucketNotEmpty/);
    assert.deepEqual((await cloud.inventory()).buckets, ["probe-other"]);
    const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket: "probe-other" }));
    assert.equal(Status, "Enabled");
  });

  it("are imported", async () => {
    const other = await providerStack({
      config: { "aws:region": REGION, "aws:allowedAccountIds": JSON.stringify([ACCOUNT]) },
      env: cloud.env,
    });
    try {
      await s3.send(new CreateBucketCommand({ Bucket: "made" }));
      await s3.send(new PutObjectCommand({ Bucket: "made", Key: "a", Body: "by hand" }));
      const made = async () => {
        new aws.s3.Bucket("made", { bucket: "made" }, { import: "made" });
      };
      const { changes } = await other.up(made);
      assert.equal(changes.import, 1);
      await assert.rejects(other.destroy(), /BucketNotEmpty/);
      assert.ok((await cloud.inventory()).buckets.includes("made"));
      await assert.rejects(s3.send(new DeleteBucketCommand({ Bucket: "made" })), { name: "BucketNotEmpty" });
    } finally {
      await other.close();
    }
  });
});
