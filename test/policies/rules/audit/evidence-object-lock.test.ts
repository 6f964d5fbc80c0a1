import { types } from "../../../../policies/kit/types";
import { evidenceObjectLock } from "../../../../policies/rules/audit/evidence-object-lock";
import { cases } from "../../cases";
import { unknown } from "../../judge";

/** Default tags that are not known yet, as the SDK shows them. */
const later = Object.defineProperty({}, "tags", {
  enumerable: true,
  get: () => {
    throw Object.assign(new Error("not known yet"), { unknownTypeSentinel: "x" });
  },
});
const defaultTags = JSON.stringify({ tags: { purpose: "evidence" } });

cases(evidenceObjectLock, [
  {
    it: "finds a bucket that its provider tags, and not one whose own tag says something else",
    sample: [
      { type: types.bucket, props: {}, provider: { defaultTags } },
      { type: types.bucket, props: { tags: { purpose: "cache" } }, provider: { defaultTags } },
    ],
    messages: ['Bucket "sample", objectLockEnabled: evidence can be changed or deleted. Set it to true.'],
  },
  {
    it: "waits for the provider's tags, unless the bucket's own say it",
    sample: [
      { type: types.bucket, props: { tags: { purpose: "evidence" } }, provider: { defaultTags: later } },
      { type: types.bucket, props: { tags: { app: "orders" } }, provider: { defaultTags: later } },
    ],
    messages: ['Bucket "sample", objectLockEnabled: evidence can be changed or deleted. Set it to true.'],
    advisory: "not known yet",
  },
  {
    it: "finds a bucket of evidence without object lock",
    sample: { type: types.bucket, props: { tags: { purpose: "evidence" } } },
    messages: ['Bucket "sample", objectLockEnabled: evidence can be changed or deleted. Set it to true.'],
  },
  {
    it: "takes one with object lock",
    sample: { type: types.bucketV2, props: { tags: { purpose: "evidence" }, objectLockEnabled: true } },
    messages: [],
  },
  {
    it: "does not ask it of other buckets",
    sample: { type: types.bucket, props: { tags: { purpose: "pictures" } } },
    messages: [],
  },
  {
    it: "takes tag and value from its settings",
    sample: { type: types.bucket, props: { tags: { class: "audit" }, objectLockEnabled: false } },
    config: { tag: "class", value: "audit" },
    messages: ['Bucket "sample", objectLockEnabled: evidence can be changed or deleted. Set it to true.'],
  },
  {
    it: "says that the tags are not known yet",
    sample: { type: types.bucket, props: { tags: unknown } },
    messages: [],
    advisory: "string value at .tags can't be known during preview",
  },
]);
