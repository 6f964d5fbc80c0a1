import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundleFunction } from "../core/bundle-function";
import { createRole } from "../iam/role";
import { serviceTrust } from "../iam/trust/aws";
import { RECONCILED_MINUTES } from "../notifications/alarm-metrics";
import { createSigningClient } from "../okta/signing-client";
import type { GrantsPlan } from "./plan";

/** Arguments of `Grants`. */
export interface GrantsArgs {
  /** Names, permissions and documents, from `planGrants`. A change of a name replaces what has it. */
  readonly plan: GrantsPlan;
  /** AWS account, 12 digits, whose Lambda assumes the function's role. A change updates the trust in place. */
  readonly account: string;
  /** Description of function and role, up to 256 characters. A change updates them in place. */
  readonly description: string;
  /** `https://<org>`. A change updates the function and replaces the resource set. */
  readonly orgUrl: string;
  /** Ids of the Okta groups of the entries on request, by entry. A change updates function and resource set. */
  readonly groupIds: Readonly<Record<string, pulumi.Input<string>>>;
  /** IAM roles of the entries on request, by entry. A change updates the function in place. */
  readonly roles: Readonly<Record<string, string>>;
  /** ARN of the key that encrypts table and log. A change updates both in place. */
  readonly keyArn: pulumi.Input<string>;
  /** ARN of the queue that receives events which could not be delivered. A change updates the target in place. */
  readonly queueArn: string;
  /** ARN of the permissions boundary of the function's role. A change updates the role in place. */
  readonly boundaryArn: string;
  /** Days that the function's log is retained, 365 or more. A change updates the group in place. */
  readonly retentionDays: number;
  /** Days in which the deleted signing key can be restored, 7 to 30. A change updates the key in place. */
  readonly keyDeletionDays: number;
  /** Tags by key, up to 50. A change updates everything in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Id of the function's key at Okta. */
const KEY_ID = "grants";

/** Seconds of one run of the reconciler; a change of a group takes a few. */
const TIMEOUT_SECONDS = 60;

/**
 * How often is put right what no workflow will: the longest time that a person keeps a membership which nobody granted,
 * and a grant after they left the org.
 */
const RECONCILED = `rate(${RECONCILED_MINUTES} minutes)`;

/**
 * What grants of an environment need around their workflow: the table of open grants, the function that changes the
 * groups at Okta, its way in, which is bound to these groups, and its schedule. `dependsOn` names the boundary.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * new Grants("retail-dev-grants", {
 *   plan: planGrants(names, [
 *     {
 *       kind: "people",
 *       name: "on-call",
 *       role: "operator",
 *       grants: ["observe", "stop"],
 *       apps: "all",
 *       sessionSeconds: 3600,
 *       source: { onRequest: { askedBy: ["viewer"], longestMinutes: 60, breakGlass: false } },
 *     },
 *   ]),
 *   account: "111111111111",
 *   description: "Grants of retail-dev",
 *   orgUrl: "https://example.okta.com",
 *   groupIds: { "on-call": "00g1" },
 *   roles: { "on-call": names.role("on-call").name },
 *   keyArn: "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
 *   queueArn: names.failureQueue.arn,
 *   boundaryArn: names.boundary.arn,
 *   retentionDays: 365,
 *   keyDeletionDays: 30,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class Grants extends pulumi.ComponentResource {
  /** Name these in `dependsOn` of the workflow. */
  readonly ready: readonly pulumi.Resource[];

  constructor(
    private readonly name: string,
    private readonly args: GrantsArgs,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    const { plan, description, orgUrl, boundaryArn, retentionDays, tags } = args;
    const inputs = { names: plan.names, description, orgUrl, boundaryArn, retentionDays, tags };
    super("app-of-apps:grants:Grants", name, inputs, opts);
    const table = this.createTable();
    const { role, policy } = this.createRole(opts.dependsOn);
    const access = this.createOktaAccess([role, policy]);
    const membership = this.createFunction(role, [policy, table, ...access]);
    this.ready = [table, membership, ...this.createRules(membership)];
    this.registerOutputs({ table: table.name });
  }

  private createTable(): aws.dynamodb.Table {
    const { plan, keyArn, tags } = this.args;
    return new aws.dynamodb.Table(
      this.name,
      {
        name: plan.names.table.name,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "holder",
        rangeKey: "id",
        attributes: [
          { name: "holder", type: "S" },
          { name: "id", type: "S" },
        ],
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
        ttl: { attributeName: "forget", enabled: true },
        tags,
      },
      { parent: this },
    );
  }

  private createRole(dependsOn: pulumi.ComponentResourceOptions["dependsOn"]) {
    const { plan, account, description, boundaryArn, tags } = this.args;
    // Bound to the account alone: Lambda also assumes the role while it creates the function, which has no ARN yet.
    const trust = JSON.stringify(serviceTrust({ service: "lambda.amazonaws.com", account }));
    return createRole(
      this.name,
      {
        role: plan.names.membershipRole,
        description,
        statements: plan.membershipStatements,
        boundaryArn,
        tags,
        trust,
      },
      { parent: this, ...(dependsOn === undefined ? {} : { dependsOn }) },
    );
  }

  /** One scope, and an administrator role on the groups that grants fill and on nothing else. */
  private createOktaAccess(dependsOn: pulumi.Resource[]): pulumi.Resource[] {
    const { plan, orgUrl, groupIds, keyDeletionDays, tags } = this.args;
    const { clientId, signingKeyAlias } = plan.names;
    return createSigningClient(
      this.name,
      {
        clientId,
        keyId: KEY_ID,
        keyAlias: signingKeyAlias.name,
        keyPolicy: plan.signingKeyPolicy,
        keyDeletionDays,
        purpose: clientId,
        orgUrl,
        scope: "okta.groups.manage",
        role: {
          description: "Changes members of the groups that grants fill",
          permissions: ["okta.groups.members.manage", "okta.groups.read"],
        },
        resources: {
          description: "Groups that grants fill",
          urls: Object.values(groupIds).map((id) => pulumi.interpolate`${orgUrl}/api/v1/groups/${id}`),
        },
        tags,
      },
      { parent: this, dependsOn },
    );
  }

  private createFunction(role: aws.iam.Role, dependsOn: pulumi.Resource[]): aws.lambda.Function {
    const { plan, description, orgUrl, groupIds, roles, keyArn, retentionDays, tags } = this.args;
    const { membership, logGroup, signingKeyAlias, clientId, table, machine } = plan.names;
    const log = new aws.cloudwatch.LogGroup(
      this.name,
      { name: logGroup.name, kmsKeyId: keyArn, retentionInDays: retentionDays, tags },
      { parent: this },
    );
    const entries = pulumi
      .output(groupIds)
      .apply((ids) =>
        JSON.stringify(
          Object.fromEntries(Object.entries(ids).map(([entry, groupId]) => [entry, { groupId, role: roles[entry] }])),
        ),
      );
    return new aws.lambda.Function(
      this.name,
      {
        name: membership.name,
        description,
        role: role.arn,
        runtime: aws.lambda.Runtime.NodeJS24dX,
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({
          "index.js": new pulumi.asset.StringAsset(bundleFunction(`${__dirname}/lambda`)),
        }),
        timeout: TIMEOUT_SECONDS,
        memorySize: 256,
        environment: {
          variables: {
            OKTA_ORG_URL: orgUrl,
            OKTA_CLIENT_ID: clientId,
            OKTA_KEY_ID: KEY_ID,
            SIGNING_KEY: signingKeyAlias.name,
            TABLE: table.name,
            MACHINE_ALIAS: machine.aliasArn,
            ENTRIES: entries,
          },
        },
        loggingConfig: { logFormat: "JSON", logGroup: log.name },
        tags,
      },
      { parent: this, dependsOn },
    );
  }

  /** What starts the function: time, and workflows that ended badly. */
  private createRules(membership: aws.lambda.Function): pulumi.Resource[] {
    const { plan, queueArn } = this.args;
    const { names } = plan;
    const schedule = this.createRule(membership, "Schedule", this.name, {
      rule: {
        name: names.rule.name,
        description: "Puts right what no workflow of a grant will",
        scheduleExpression: RECONCILED,
      },
      target: { targetId: "reconcile", input: "{}" },
    });
    const gone = this.createRule(membership, "Gone", `${this.name}-gone`, {
      rule: {
        name: names.goneRule.name,
        description: "Workflows of grants that ended badly",
        eventPattern: JSON.stringify({
          source: ["aws.states"],
          "detail-type": ["Step Functions Execution Status Change"],
          detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"], stateMachineArn: [names.machine.arn] },
        }),
      },
      target: {
        targetId: "gone",
        deadLetterConfig: { arn: queueArn },
        inputTransformer: { inputPaths: { gone: "$.detail.executionArn" }, inputTemplate: '{"gone": <gone>}' },
      },
    });
    return [schedule, gone];
  }

  private createRule(
    membership: aws.lambda.Function,
    statementId: string,
    name: string,
    { rule, target }: RuleArgs,
  ): aws.cloudwatch.EventTarget {
    const own = { parent: this };
    const created = new aws.cloudwatch.EventRule(name, { ...rule, tags: this.args.tags }, own);
    const permission = new aws.lambda.Permission(
      name,
      {
        statementId,
        function: membership.name,
        action: "lambda:InvokeFunction",
        principal: "events.amazonaws.com",
        sourceArn: created.arn,
      },
      own,
    );
    return new aws.cloudwatch.EventTarget(
      name,
      { ...target, rule: created.name, arn: membership.arn },
      { ...own, dependsOn: [permission] },
    );
  }
}

interface RuleArgs {
  readonly rule: aws.cloudwatch.EventRuleArgs;
  readonly target: Omit<aws.cloudwatch.EventTargetArgs, "arn" | "rule">;
}
