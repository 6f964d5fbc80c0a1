import { createHash } from "node:crypto";
import { partitionOf } from "./partition";

/**
 * Where an environment lives: everything that physical names and ARNs are computed from. All plain, known at preview.
 */
export interface Scope {
  /** Name of the blueprint, `^[a-z][a-z0-9-]{0,39}$`. */
  readonly blueprint: string;
  /** Name of the environment, which is the Pulumi stack's name, `^[a-z][a-z0-9-]{0,19}$`. */
  readonly environment: string;
  /** AWS account id, 12 digits. */
  readonly account: string;
  /** AWS region, e.g. `eu-central-1`. */
  readonly region: string;
  /** AWS partition, e.g. `aws` or `aws-cn`. */
  readonly partition: string;
  /**
   * What names have to begin with: letters, digits and hyphens, up to 20 characters, the last a hyphen.
   * @default none
   */
  readonly namePrefix?: string;
  /**
   * IAM path of roles and policies, `/` at both ends.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names
   * @default `/`
   */
  readonly iamPath?: string;
  /**
   * ARN of a managed policy that exists: the permissions boundary that the organisation demands of every role.
   * @default the environment's own, made from what its roles are allowed to do
   */
  readonly boundaryArn?: string;
  /**
   * ARN of an SNS topic of this account and region that exists and receives the failures.
   * @default the environment's own
   */
  readonly failureTopicArn?: string;
}

/** A named thing and its ARN. */
export interface Named {
  readonly name: string;
  readonly arn: string;
  /** IAM path of a role or policy. @default `/` */
  readonly path?: string;
}

/** A state machine: its base ARN, the ARN of its alias `live`, and the ARNs of its executions. */
export interface MachineNames extends Named {
  /** What callers start: `<arn>:live`. */
  readonly aliasArn: string;
  /** `arn:...:execution:<name>:`; an execution's name completes it. */
  readonly executionPrefix: string;
}

/**
 * A secret: its name, and the form that IAM statements use (`?` stands for one of the six random characters that AWS
 * adds).
 */
export interface SecretNames {
  readonly name: string;
  readonly iamArn: string;
}

/** Names of one app's resources. */
export interface AppNames {
  readonly machine: MachineNames;
  readonly rollback: MachineNames;
  readonly machineRole: Named;
  readonly taskRole: Named;
  secret(secret: string): SecretNames;
}

/** Names of one environment's resources. */
export interface EnvironmentNames {
  readonly scope: Scope;
  /** `<prefix><blueprint>-<environment>` */
  readonly base: string;
  /**
   * How the ARNs of all the environment's roles begin, even of those whose names are cut: with `<base>_`, or the part
   * of it that `shorten` keeps.
   */
  readonly roleArnPrefix: string;
  readonly parent: MachineNames;
  readonly parentRole: Named;
  /** Role of an entry of the access map. */
  role(entry: string): Named;
  /** Jobs of GitHub Actions that preview pull requests. */
  readonly previewerRole: Named;
  readonly previewerBoundary: Named;
  readonly rotationFunction: Named;
  readonly rotationRole: Named;
  readonly boundary: Named;
  /** Boundary of an agent of the access map. */
  agentBoundary(entry: string): Named;
  readonly failureTopic: Named;
  readonly failureQueue: Named;
  readonly failureRule: Named;
  readonly logGroup: Named;
  readonly samlProvider: Named;
  /** `alias/<base>` and its ARN, for people. No IAM statement tests it: an alias counts minutes after it was made. */
  readonly keyAlias: Named;
  /** Every key of this account and region; bound it by the encryption context in a condition. */
  readonly anyKeyArn: string;
  app(app: string): AppNames;
  /** The machine that rolls back a run of the parent, and its role. */
  readonly runRollback: RunRollbackNames;
}

/** Names of the machine that rolls back a run. */
export interface RunRollbackNames {
  readonly machine: MachineNames;
  readonly machineRole: Named;
}

/** Alias that callers of every machine use. */
export const LIVE_ALIAS = "live";

/**
 * Stream of the environment's execution log that records who moved an alias, so with the same retention, key and
 * readers.
 */
export const VERSIONS_STREAM = "versions";

/** Longest names that each service takes. */
export const NAME_LIMITS = {
  /**
   * States CreateStateMachine, SNS topic (256, kept short), SQS queue:
   * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
   */
  machine: 80,
  /** IAM role and Lambda function: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  role: 64,
  /** EventBridge PutRule: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
  rule: 64,
  /** IAM policy and SAML provider. */
  policy: 128,
} as const;

/** A {@link Scope} with the partition that its region implies. */
export function scopeOf(place: Omit<Scope, "partition">): Scope {
  return { ...place, partition: partitionOf(place.region) };
}

/**
 * A name no longer than `limit`: the name itself, or its beginning closed with `-` and 8 hexadecimal digits of the
 * SHA-256 of the whole, so that two long names that begin alike stay apart.
 */
export function shorten(name: string, limit: number): string {
  if (name.length <= limit) {
    return name;
  }
  return `${name.slice(0, keptBy(limit))}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}

/** How many characters of a name that is too long stay as they are. */
const keptBy = (limit: number): number => limit - "-".length - 8;

/**
 * Physical names and ARNs of an environment, computed and never read from outputs. Apps and suffixes are joined with
 * `_`, which no name of a blueprint, an environment or an app contains: nothing of `dev` can be taken for something of
 * `dev-eu`, nor the app `eu` of the one for the other's parent.
 */
export function environmentNames(scope: Scope): EnvironmentNames {
  const { account, region, partition } = scope;
  const { namePrefix = "", iamPath = "/" } = scope;
  const base = `${namePrefix}${scope.blueprint}-${scope.environment}`;
  const arn = (service: string, rest: string, where = region) =>
    `arn:${partition}:${service}:${where}:${account}:${rest}`;
  const inPath = iamPath === "/" ? {} : { path: iamPath };
  const role = (full: string): Named => {
    const name = shorten(full, NAME_LIMITS.role);
    return { name, arn: arn("iam", `role${iamPath}${name}`, ""), ...inPath };
  };
  const policy = (full: string): Named => {
    const name = shorten(full, NAME_LIMITS.policy);
    return { name, arn: arn("iam", `policy${iamPath}${name}`, ""), ...inPath };
  };
  const machine = (full: string): MachineNames => {
    const name = shorten(full, NAME_LIMITS.machine);
    const machineArn = arn("states", `stateMachine:${name}`);
    return {
      name,
      arn: machineArn,
      aliasArn: `${machineArn}:${LIVE_ALIAS}`,
      executionPrefix: arn("states", `execution:${name}:`),
    };
  };
  const named = (full: string, limit: number, arnOf: (name: string) => string): Named => {
    const name = shorten(full, limit);
    return { name, arn: arnOf(name) };
  };
  return {
    scope,
    base,
    roleArnPrefix: arn("iam", `role${iamPath}${`${base}_`.slice(0, keptBy(NAME_LIMITS.role))}`, ""),
    parent: machine(base),
    parentRole: role(`${base}_machine`),
    role: (entry) => role(`${base}_${entry}`),
    previewerRole: role(`${base}_previewer`),
    previewerBoundary:
      scope.boundaryArn === undefined ? policy(`${base}_previewer-boundary`) : existing(scope.boundaryArn),
    rotationFunction: named(`${base}_rotation`, NAME_LIMITS.role, (name) => arn("lambda", `function:${name}`)),
    rotationRole: role(`${base}_rotation`),
    boundary: scope.boundaryArn === undefined ? policy(`${base}_boundary`) : existing(scope.boundaryArn),
    agentBoundary: (entry) =>
      scope.boundaryArn === undefined ? policy(`${base}_${entry}-boundary`) : existing(scope.boundaryArn),
    failureTopic:
      scope.failureTopicArn === undefined
        ? named(`${base}_failures`, NAME_LIMITS.machine, (name) => arn("sns", name))
        : existing(scope.failureTopicArn),
    failureQueue: named(`${base}_failures-dlq`, NAME_LIMITS.machine, (name) => arn("sqs", name)),
    failureRule: named(`${base}_failures`, NAME_LIMITS.rule, (name) => arn("events", `rule/${name}`)),
    logGroup: named(`/aws/vendedlogs/states/${base}`, 512, (name) => arn("logs", `log-group:${name}`)),
    samlProvider: named(`${base}-okta`, NAME_LIMITS.policy, (name) => arn("iam", `saml-provider/${name}`, "")),
    keyAlias: named(`alias/${base}`, 256, (name) => arn("kms", name)),
    anyKeyArn: arn("kms", "key/*"),
    // No app's machine has such a name: an app has no `_` in its own, and its machines end in nothing or in
    // `_rollback`.
    runRollback: { machine: machine(`${base}_rollback_run`), machineRole: role(`${base}_rollback_run_machine`) },
    app: (app) => ({
      machine: machine(`${base}_${app}`),
      rollback: machine(`${base}_${app}_rollback`),
      machineRole: role(`${base}_${app}_machine`),
      taskRole: role(`${base}_${app}_task`),
      secret: (secret) => {
        const name = `${namePrefix}${scope.blueprint}/${scope.environment}/${app}/${secret}`;
        return { name, iamArn: arn("secretsmanager", `secret:${name}-??????`) };
      },
    }),
  };
}

/** Something of the organisation's, known by its ARN. */
function existing(arn: string): Named {
  return { name: arn.slice(arn.search(/[^:/]+$/)), arn };
}

/** Pattern of the executions of every machine of an environment but the parent. */
export function ownedExecutions({ parent }: EnvironmentNames): string {
  return `${parent.executionPrefix.slice(0, -1)}_*:*`;
}
