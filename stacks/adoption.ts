import { z } from "zod";

/** What a company has already and demands of every stack: schemas of the settings. */

/** Tags that every resource has anyway; IAM compares keys of tags without regard to case. */
const OWN_TAGS = ["environment", "app", "owner"];

/** Tags of a resource are at most 50, and three are the environment's own. */
const MOST_TAGS = 47;

export const namePrefixSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,18}-$/, "is not 2 to 20 letters, digits and hyphens that end in a hyphen");

export const iamPathSchema = z
  .string()
  .regex(/^\/([\w+=,.@-]{1,64}\/){1,4}$/, "is not an IAM path of up to four folders, with / at both ends");

/** Of the account, or AWS's own. */
export const boundaryArnSchema = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
    "is not the ARN of a managed policy",
  );

export const keyArnSchema = z
  .string()
  .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, "is not the ARN of a KMS key (aliases are not)");

/** A FIFO topic takes no messages of alarms and rules. */
export const topicArnSchema = z
  .string()
  .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, "is not the ARN of a standard SNS topic");

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tagsSchema = z
  .record(z.string(), z.string().regex(/^[\p{L}\p{N} _.:/=+@-]{0,256}$/u, "is not the value of a tag"))
  .refine((tags) => Object.keys(tags).length <= MOST_TAGS, `has more than ${MOST_TAGS} tags`)
  .superRefine((tags, context) => {
    const seen = new Set(OWN_TAGS);
    for (const key of Object.keys(tags)) {
      const problem = keyProblem(key, seen);
      if (problem !== undefined) {
        context.addIssue({ code: "custom", path: [key], message: problem });
      }
      seen.add(key.toLowerCase());
    }
  });

function keyProblem(key: string, seen: ReadonlySet<string>): string | undefined {
  if (!/^(?!aws:)[\p{L}\p{N} _.:/=+@-]{1,128}$/iu.test(key)) {
    return "the key is not one that AWS allows for a tag";
  }
  if (OWN_TAGS.includes(key.toLowerCase())) {
    return `the environment sets ${OWN_TAGS.join(", ")} itself`;
  }
  return seen.has(key.toLowerCase()) ? "another key differs only in case, which IAM refuses" : undefined;
}
