import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { tagsOf } from "../../kit/tags";
import { types } from "../../kit/types";
import { fieldsOf, flagOf, textOf, Unknown } from "../../kit/value";

export const evidenceObjectLock: ResourceRule = {
  name: "evidence-object-lock",
  description: "A bucket that is tagged as storing evidence has object lock.",
  severity: "medium",
  framework: soc2("CC7.2"),
  remediationSteps: "Set objectLockEnabled to true; it can be switched on for a new bucket only.",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html",
  types: [types.bucket, types.bucketV2],
  settings: {
    tag: { type: "string", default: "purpose", description: "Key of the tag that says what a bucket is for." },
    value: { type: "string", default: "evidence", description: "Value of that tag on buckets that keep evidence." },
  },
  validate(bucket, report, settings) {
    const { fields, open } = tagsOf(bucket);
    const tag = fields[settings.text("tag")];
    // A tag of its own decides, whatever its provider's are.
    const own = fieldsOf(bucket.get("tags"))[settings.text("tag")];
    const unknown = tag instanceof Unknown ? tag : own === undefined ? open : undefined;
    if (unknown !== undefined) {
      report.unknown(unknown);
      return;
    }
    if (textOf(tag) !== settings.text("value")) {
      report.notApplicable("the bucket is not tagged as keeping evidence");
      return;
    }
    const locked = bucket.get("objectLockEnabled");
    if (!(locked instanceof Unknown) && flagOf(locked) !== true) {
      report.finding(bucket, {
        at: "objectLockEnabled",
        found: "evidence can be changed or deleted",
        fix: "Set it to true",
      });
    }
  },
};
