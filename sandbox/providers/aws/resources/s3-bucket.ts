import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
} from "@aws-sdk/client-s3";
import type { BucketArgs } from "@pulumi/aws/s3";
import { nameFault } from "../../kit/faults";
import { handler } from "../../kit/handler";
import type { Aws } from "../connection";
import { must, orGone, type Plain, tagsTouched } from "../service";
import { fromPairs, isMine, pairs, type TagMap } from "../tags";

/** Buckets; the id is the name. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const bucket = handler<Aws, Plain<BucketArgs>>({
  type: "aws:s3/bucket:Bucket",
  supports: ["bucket", "forceDestroy", "objectLockEnabled", "region", "tags"],
  replaceOn: ["bucket", "objectLockEnabled", "region"],
  defaults: { forceDestroy: false, objectLockEnabled: false },
  chosenByService: ["region"],
  validate: (inputs) => [
    ...nameFault(
      inputs.bucket,
      /^(?!xn--|sthree-)(?!.*(?:\.\.|-s3alias$|--ol-s3$))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      "must be 3 to 63 lowercase letters, digits, dots or hyphens",
      "bucket",
    ),
    ...(inputs.bucket === undefined
      ? [{ property: "bucket", reason: "is missing; the embedded cloud generates no names of buckets" }]
      : []),
  ],
  async existing({ service, marker }, inputs) {
    const id = must(inputs.bucket, "a name");
    const found = await orGone(service.s3.send(new HeadBucketCommand({ Bucket: id })));
    return found === undefined ? undefined : { id, mine: isMine(await tagsOf(service, id), marker) };
  },
  async create({ service, marker }, inputs) {
    const Bucket = must(inputs.bucket, "a name");
    const elsewhere = service.region !== "us-east-1";
    await service.s3.send(
      new CreateBucketCommand({
        Bucket,
        ObjectLockEnabledForBucket: inputs.objectLockEnabled === true,
        ...(elsewhere ? { CreateBucketConfiguration: { LocationConstraint: service.region as "eu-central-1" } } : {}),
      }),
    );
    await tag(service, Bucket, service.tags.written(inputs.tags, marker));
    return Bucket;
  },
  async read({ service }, id, known) {
    const found = await orGone(service.s3.send(new HeadBucketCommand({ Bucket: id })));
    if (found === undefined) {
      return undefined;
    }
    const lock = await orGone(service.s3.send(new GetObjectLockConfigurationCommand({ Bucket: id })));
    return {
      arn: `arn:${service.partition}:s3:::${id}`,
      bucket: id,
      bucketDomainName: `${id}.s3.amazonaws.com`,
      bucketRegion: service.region,
      bucketRegionalDomainName: `${id}.s3.${service.region}.amazonaws.com`,
      forceDestroy: known.forceDestroy ?? false,
      objectLockEnabled: lock?.ObjectLockConfiguration?.ObjectLockEnabled === "Enabled",
      ...service.tags.reported(await tagsOf(service, id), known.tags),
    };
  },
  async update({ service, marker }, id, change) {
    if (tagsTouched(change)) {
      await tag(service, id, service.tags.written(change.news.tags, marker));
    }
  },
  async delete({ service }, id, outputs) {
    if (outputs.forceDestroy === true) {
      await empty(service, id);
    }
    await orGone(service.s3.send(new DeleteBucketCommand({ Bucket: id })));
  },
});

async function tagsOf(service: Aws, Bucket: string): Promise<TagMap> {
  const answer = await orGone(service.s3.send(new GetBucketTaggingCommand({ Bucket })));
  return fromPairs(answer?.TagSet);
}

/** PutBucketTagging sets all tags of a bucket. */
async function tag(service: Aws, Bucket: string, tags: TagMap): Promise<void> {
  await (Object.keys(tags).length === 0
    ? service.s3.send(new DeleteBucketTaggingCommand({ Bucket }))
    : service.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: pairs(tags) } })));
}

/** Deletes every version of every object, as the real provider does before it deletes the bucket. */
async function empty(service: Aws, Bucket: string): Promise<void> {
  for (;;) {
    const page = await orGone(service.s3.send(new ListObjectVersionsCommand({ Bucket })));
    const Objects = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    if (Objects.length === 0) {
      return;
    }
    const answer = await service.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [error] = answer.Errors ?? [];
    if (error !== undefined) {
      throw new Error(`${Bucket}/${error.Key}: ${error.Code}: ${error.Message}`);
    }
  }
}
