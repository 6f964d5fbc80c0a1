import { z } from "zod";
import { DEFAULT_QUOTAS, LONGEST_SECONDS, MOST_QUOTAS } from "../components/core/service-quotas";
import {
  checkGithubTrust,
  checkSubjects,
  githubEnvironmentSchema,
  githubSubjectsSchema,
  githubTrustShape,
} from "../components/iam/trust/github";
import { subscriptionSchema } from "../components/notifications/subscription";
import { publicKeySchema } from "../components/okta/public-key";
import { proxySchema } from "../components/proxy/schema";
import {
  boundaryArnSchema,
  iamPathSchema,
  keyArnSchema,
  namePrefixSchema,
  tagsSchema,
  topicArnSchema,
} from "./adoption";

/**
 * Retention periods of CloudWatch Logs of a year or more, in days.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const RETENTION_DAYS = [365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653] as const;

/** Jobs that preview pull requests; their role only reads. */
const previewSchema = z.strictObject({
  /** GitHub environment of the previewing job. */
  environment: githubEnvironmentSchema,
  /** Exact subjects of the previewing job, where the organisation has a subject template of its own. */
  subjects: githubSubjectsSchema.exactOptional(),
  /** S3 bucket that is the Pulumi backend. */
  stateBucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "is not the name of a bucket")
    .exactOptional(),
  /** ARN of the KMS key that is the stack's secrets provider. */
  secretsKeyArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, "is not the ARN of a KMS key")
    .exactOptional(),
});

const githubSchema = z
  .strictObject({ ...githubTrustShape, preview: previewSchema.exactOptional() })
  .superRefine((github, context) => {
    const { preview } = github;
    checkGithubTrust(github, context);
    const report = (path: PropertyKey[], message: string) => {
      context.addIssue({ code: "custom", path, message });
    };
    if (preview?.environment === github.environment) {
      report(
        ["preview", "environment"],
        "is the environment of the deploying job; a preview there would remove its protection",
      );
    }
    checkSubjects(github, preview?.subjects, ["preview", "subjects"], report);
    if (preview !== undefined && (preview.subjects === undefined) !== (github.subjects === undefined)) {
      report(["preview"], "has subjects only for deploying or only for previewing jobs; a template holds for both");
    }
  });

/** Number of a published version of a state machine. */
const versionSchema = z.int("is not the number of a version").min(1, "is not the number of a version");

const pinsSchema = z.record(z.string(), versionSchema);

const canarySchema = z.record(
  z.string(),
  z.strictObject({
    /** Version that runs the other executions. */
    from: versionSchema,
    /** Percentage of executions that run the newest version, 1 to 99. */
    percent: z.int("is not a whole number").min(1, "is less than 1").max(99, "is more than 99"),
  }),
);

/** A quota of the account, from the default to the most that AWS grants. */
const quotaSchema = (least: number, most: number) =>
  z
    .int("is not a whole number")
    .min(least, `is less than ${least}`)
    .max(most, `is more than ${most}, the most that AWS grants`);

/** One setting of a stack. */
export interface Setting<T extends z.ZodType = z.ZodType> {
  /** Full key, as in `Pulumi.<environment>.yaml`. */
  readonly key: string;
  /** Whether the value is text; otherwise it is JSON (a list, an object, a number). */
  readonly text: boolean;
  readonly schema: T;
  /** The value to write, with an example. */
  readonly fix: string;
}

const setting = <T extends z.ZodType>(key: string, schema: T, fix: string, text = false): Setting<T> => ({
  key,
  text,
  schema,
  fix,
});

/** Every setting of a stack. Optional ones have a default. */
export const SETTINGS = {
  region: setting(
    "aws:region",
    z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "is not an AWS region"),
    "name a region, e.g. eu-central-1",
    true,
  ),
  accounts: setting(
    "aws:allowedAccountIds",
    z.array(z.string().regex(/^\d{12}$/, "is not 12 digits in quotes")).length(1, "does not name exactly one account"),
    'name the one account, e.g. ["123456789012"]',
  ),
  oktaOrg: setting(
    "okta:orgName",
    z.string().regex(/^[a-z0-9][a-z0-9-]*$/i, "is not the name of an org"),
    "name the org, e.g. dev-123456",
    true,
  ),
  oktaBaseUrl: setting(
    "okta:baseUrl",
    z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "is not a domain")
      .default("okta.com"),
    "write okta.com, oktapreview.com or okta-emea.com",
    true,
  ),
  owner: setting(
    "app-of-apps:owner",
    z.string().regex(/^[\p{L}\p{N} _.:/=+@-]{1,256}$/u, "is not a tag value"),
    "name the team that is responsible for the environment, e.g. platform",
    true,
  ),
  subscriptions: setting(
    "app-of-apps:subscriptions",
    z.array(subscriptionSchema).min(1, "is empty, so nobody would be notified of a failure").optional(),
    'list at least one of {"protocol": "email" | "https" | "sqs", "endpoint": ...}',
  ),
  runnerPublicKey: setting(
    "app-of-apps:runnerPublicKey",
    publicKeySchema.optional(),
    'write the public RSA key as a JSON Web Key: {"kty": "RSA", "kid": ..., "n": ..., "e": ...}',
  ),
  machineAccess: setting(
    "app-of-apps:machineAccess",
    z.boolean("is not true or false").default(true),
    "write false where the Okta org has no API Access Management; the environment then has no machines of the access map",
  ),
  runsApi: setting(
    "app-of-apps:runsApi",
    z.boolean("is not true or false").default(false),
    "write true to let an API alone start runs, which then say who started them; needs a machine of the access map",
  ),
  runIdentityHours: setting(
    "app-of-apps:runIdentityHours",
    z.int("is not a whole number").min(1, "is less than 1").max(168, "is more than 168").default(24),
    "write how many hours after its token has expired a run's identity may start an app, 1 to 168",
  ),
  evidence: setting(
    "app-of-apps:evidence",
    z.boolean("is not true or false").default(false),
    "write true to have runs and changes leave records in a bucket of the environment",
  ),
  evidenceRetentionDays: setting(
    "app-of-apps:evidenceRetentionDays",
    z.int("is not a whole number").min(365, "is less than 365").max(36_500, "is more than 36500").optional(),
    "write for how many days nobody can delete a record, 365 or more; bucket and key then outlive the environment",
  ),
  grants: setting(
    "app-of-apps:grants",
    z.boolean("is not true or false").default(false),
    "write true to grant people roles on request, for some minutes; needs the runs API and onRequest in the access map",
  ),
  logRetentionDays: setting(
    "app-of-apps:logRetentionDays",
    z.literal(RETENTION_DAYS, "is not a retention of CloudWatch Logs of a year or more").default(365),
    `write one of ${RETENTION_DAYS.join(", ")}`,
  ),
  secretRecoveryDays: setting(
    "app-of-apps:secretRecoveryDays",
    z
      .int("is not a whole number")
      .refine((days) => days === 0 || (days >= 7 && days <= 30), "is not 0 or 7 to 30")
      .default(30),
    "write 0 (deleted immediately, for temporary environments) or 7 to 30",
  ),
  keyDeletionDays: setting(
    "app-of-apps:keyDeletionDays",
    z.int("is not a whole number").min(7, "is less than 7").max(30, "is more than 30").default(30),
    "write 7 to 30",
  ),
  blueprint: setting(
    "app-of-apps:blueprint",
    z.string().min(1, "is empty").default("blueprint.ts"),
    "write the path of a .ts or .json blueprint, relative to stacks/",
    true,
  ),
  accessMap: setting(
    "app-of-apps:accessMap",
    z.string().min(1, "is empty").default("access/map.json"),
    "write the path of the access map, relative to stacks/",
    true,
  ),
  values: setting(
    "app-of-apps:values",
    z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "is not a name of lowercase letters, digits and -"),
        z.string().min(1, "is empty").max(512, "is longer than 512 characters"),
      )
      .default({}),
    'write the values of {{values.<name>}} in this environment, e.g. {"release-subnet": "subnet-0a1b2c3d"}; no secrets',
  ),
  expectedSeconds: setting(
    "app-of-apps:expectedSeconds",
    z
      .record(
        z.string(),
        z.number("is not a number").gt(0, "is not more than 0").max(LONGEST_SECONDS, "is more than a year"),
      )
      .default({}),
    'write the seconds that apps usually take in this environment, e.g. {"orders": 4.5}; `npm run -s expected` learns them from past runs',
  ),
  pins: setting(
    "app-of-apps:pins",
    pinsSchema.default({}),
    'pin aliases to versions, e.g. {"orders": 7}; the parent is _parent, the rollback of orders is orders_rollback',
  ),
  canary: setting(
    "app-of-apps:canary",
    canarySchema.default({}),
    'send a percentage of executions to the newest version, e.g. {"orders": {"from": 7, "percent": 10}}',
  ),
  namePrefix: setting(
    "app-of-apps:namePrefix",
    namePrefixSchema.optional(),
    "write what names have to begin with, e.g. acme-; a change replaces everything",
    true,
  ),
  iamPath: setting(
    "app-of-apps:iamPath",
    iamPathSchema.optional(),
    "write the IAM path that roles and policies have to have, e.g. /platform/; a change replaces them",
    true,
  ),
  boundaryArn: setting(
    "app-of-apps:boundaryArn",
    boundaryArnSchema.optional(),
    "write the ARN of the managed policy that has to bound every role, e.g. arn:aws:iam::123456789012:policy/boundary",
    true,
  ),
  keyArn: setting(
    "app-of-apps:keyArn",
    keyArnSchema.optional(),
    "write the ARN of the customer managed key that has to encrypt everything, of the stack's account and region",
    true,
  ),
  failureTopicArn: setting(
    "app-of-apps:failureTopicArn",
    topicArnSchema.optional(),
    "write the ARN of the SNS topic that receives failures, of the stack's account and region",
    true,
  ),
  tags: setting(
    "app-of-apps:tags",
    tagsSchema.default({}),
    'write tags of every resource, in addition to environment, app and owner, e.g. {"cost-center": "4711"}',
  ),
  quotas: setting(
    "app-of-apps:quotas",
    z
      .strictObject({
        roles: quotaSchema(DEFAULT_QUOTAS.roles, MOST_QUOTAS.roles).exactOptional(),
        machines: quotaSchema(DEFAULT_QUOTAS.machines, MOST_QUOTAS.machines).exactOptional(),
      })
      .default({}),
    'write the quotas that AWS has raised for the account, e.g. {"roles": 5000}',
  ),
  identityProxy: setting(
    "app-of-apps:identityProxy",
    proxySchema.optional(),
    'write {"kind": "hoop", "url": "https://hoop.example.com", "groups": ["operator"]}; another OIDC proxy also names callbackPath and variables (docs/identity-aware-proxy.md)',
  ),
  github: setting(
    "app-of-apps:github",
    githubSchema.optional(),
    'write {"repository": "owner/name", "ownerId": "45", "repositoryId": "123", "environment": "prod", "preview": {"environment": "prod-preview"}}; preview is optional, the ids are those of `gh api repos/OWNER/NAME --jq "{ownerId: .owner.id, repositoryId: .id}"`',
  ),
} as const satisfies Record<string, Setting>;

/** Checked values of all settings. */
export type Settings = { readonly [K in keyof typeof SETTINGS]: z.infer<(typeof SETTINGS)[K]["schema"]> };
