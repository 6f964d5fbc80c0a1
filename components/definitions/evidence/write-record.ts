import { integration, jsonata, literal } from "../../asl/jsonata";
import { retrier } from "../../asl/retry";
import { type Steps, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import type { Json } from "../../asl/types";
import { type EVIDENCE_FOLDERS, evidenceNames, evidencePrefix } from "../../core/evidence-names";
import type { EnvironmentNames } from "../../core/names";
import { serviceDomain } from "../../core/partition";
import { NEEDS, useKey } from "../../iam/integrations";
import { CATCH_IN_APP, DESCRIBE_FAILURE } from "../failure/caught";

/** State that puts a record into the bucket. */
export const WRITE_EVIDENCE = "Write evidence";

const IS_RECORDED = "Is it recorded";

/**
 * Refusals of S3 come under one name whatever their status code, so that one which will repeat is tried again, too.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export const WRITE_RETRY = [retrier(["S3.S3Exception", "S3.SdkClientException"], 1, 3)];

interface RecordArgs {
  readonly names: EnvironmentNames;
  readonly folder: keyof typeof EVIDENCE_FOLDERS;
  /** JSONata: the record's key below its folder. */
  readonly key: string;
  readonly body: Json;
  /** State that follows on the record, whoever wrote it. */
  readonly next: string;
}

/**
 * Puts a record under a key of its own, which is never written twice: where a record is there already, S3 answers with
 * status code 412. The bucket's default retention locks it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function writeRecordSteps({ names, folder, key, body, next }: RecordArgs): Steps {
  const { scope } = names;
  const { bucket } = evidenceNames(names);
  const prefix = evidencePrefix(names, folder);
  const bucketKey = useKey({
    keyArn: names.anyKeyArn,
    // A bucket key is asked for with the ARN of the bucket, not of the object.
    context: { "aws:s3:arn": bucket.arn },
    viaService: `s3.${scope.region}.${serviceDomain(scope.partition)}`,
    sid: "EncryptEvidence",
  });
  return {
    [WRITE_EVIDENCE]: step(
      {
        Type: "Task",
        Resource: integration(scope.partition, "aws-sdk:s3:putObject"),
        Arguments: {
          Bucket: bucket.name,
          Key: jsonata(`${literal(prefix)} & ${key}`),
          Body: body,
          ContentType: "application/json",
          ChecksumAlgorithm: "SHA256",
          IfNoneMatch: "*",
          ExpectedBucketOwner: scope.account,
        },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: WRITE_RETRY,
        Catch: [{ ...CATCH_IN_APP, ErrorEquals: ["S3.S3Exception"], Next: IS_RECORDED }, CATCH_IN_APP],
        Next: next,
      },
      NEEDS["aws-sdk:s3:putObject"](`${bucket.arn}/${prefix}*`, [bucketKey]),
    ),
    [IS_RECORDED]: step({
      Type: "Choice",
      Choices: [{ Condition: jsonata('$contains([$states.input.Cause, ""][0], "Status Code: 412")'), Next: next }],
      Default: DESCRIBE_FAILURE,
    }),
  };
}
