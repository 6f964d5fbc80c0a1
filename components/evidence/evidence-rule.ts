import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { evidenceNames } from "../core/evidence-names";
import type { EnvironmentNames } from "../core/names";
import { RECORDED_MARK } from "../definitions/parent/evidence";
import { createRole } from "../iam/role";
import { serviceTrust } from "../iam/trust/aws";
import { ruleStatements } from "./roles";

/**
 * Matches runs of the parent that have ended and whose record nothing has started: neither their output nor their cause
 * has {@link RECORDED_MARK}. An event leaves out an output that is too large for it; that run is then recorded twice,
 * of which S3 refuses the second. https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function unrecordedPattern({ parent }: EnvironmentNames): string {
  const unmarked = [{ "anything-but": { wildcard: `*${RECORDED_MARK}*` } }, null, { exists: false }];
  return JSON.stringify({
    source: ["aws.states"],
    "detail-type": ["Step Functions Execution Status Change"],
    detail: {
      status: ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"],
      stateMachineArn: [parent.arn],
      output: unmarked,
      cause: unmarked,
    },
  });
}

/** Arguments of `EvidenceRule`. */
export interface EvidenceRuleArgs {
  /** Names of the environment. A change of the rule's name replaces it. */
  readonly names: EnvironmentNames;
  /** ARN of the queue that receives events which could not be delivered. A change updates the target in place. */
  readonly queueArn: string;
  /** ARN of the permissions boundary of the rule's role. A change updates the role in place. */
  readonly boundaryArn: string;
  /** Tags by key, up to 50. A change updates rule and role in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The rule that has a run recorded which could not do it itself. `dependsOn` names the boundary and the alias of the
 * machine that writes records.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * new EvidenceRule("retail-dev-evidence", {
 *   names,
 *   queueArn: names.failureQueue.arn,
 *   boundaryArn: names.boundary.arn,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class EvidenceRule extends pulumi.ComponentResource {
  constructor(
    name: string,
    { names, queueArn, boundaryArn, tags }: EvidenceRuleArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { rule: named, ruleRole, machine } = evidenceNames(names);
    super("app-of-apps:evidence:EvidenceRule", name, { rule: named.name, queueArn, tags }, opts);
    const { dependsOn = [] } = opts ?? {};
    const created = createRole(
      `${name}-rule`,
      {
        role: ruleRole,
        description: `Starts the recording of runs of ${names.base}`,
        statements: ruleStatements(names),
        boundaryArn,
        tags,
        trust: JSON.stringify(
          serviceTrust({ service: "events.amazonaws.com", account: names.scope.account, sourceArns: [named.arn] }),
        ),
      },
      { parent: this, dependsOn },
    );
    const rule = new aws.cloudwatch.EventRule(
      name,
      {
        name: named.name,
        description: `Runs of ${names.base} that ended without having their record written`,
        eventPattern: unrecordedPattern(names),
        tags,
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      name,
      {
        rule: rule.name,
        targetId: "evidence",
        arn: machine.aliasArn,
        roleArn: created.role.arn,
        deadLetterConfig: { arn: queueArn },
        retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
        inputTransformer: { inputPaths: { run: "$.detail.name" }, inputTemplate: '{"run": <run>}' },
      },
      { parent: this, dependsOn: [created.policy] },
    );
    this.registerOutputs({ ruleArn: named.arn });
  }
}
