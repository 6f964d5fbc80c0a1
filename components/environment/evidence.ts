import type * as pulumi from "@pulumi/pulumi";
import { evidenceNames } from "../core/evidence-names";
import { EvidenceBucket } from "../evidence/evidence-bucket";
import { EvidenceRule } from "../evidence/evidence-rule";
import { createMachineRole } from "../iam/role";
import type { ExecutionLog } from "../logging/execution-log";
import type { FailureTopic } from "../notifications/failure-topic";
import type { EnvironmentVersions } from "../versions/deployment";
import { roleHooks } from "../versions/hooks";
import { ParentWorkflow } from "../workflow/parent-workflow";
import type { EvidenceSettings } from "./args";
import type { EnvironmentPlan } from "./plan";

interface EnvironmentEvidenceArgs {
  readonly plan: EnvironmentPlan;
  readonly settings: EvidenceSettings | undefined;
  readonly versions: EnvironmentVersions;
  readonly keyArn: pulumi.Input<string>;
  readonly boundary: readonly pulumi.Resource[];
  readonly log: ExecutionLog;
  readonly topic: FailureTopic;
}

/** What keeps an environment's evidence, as created. */
export interface CreatedEvidence {
  readonly bucketName: pulumi.Output<string>;
  /** What the parent starts at its end. */
  readonly alias: pulumi.Resource;
}

/** Bucket, machine and rule of an environment's evidence; undefined where it keeps none. */
export function createEvidence(
  environmentName: string,
  { plan, settings, versions, keyArn, boundary, log, topic }: EnvironmentEvidenceArgs,
  opts: pulumi.CustomResourceOptions,
): CreatedEvidence | undefined {
  const { names, evidence, tags } = plan;
  if (evidence === undefined || settings === undefined) {
    return undefined;
  }
  const { machine, machineRole } = evidenceNames(names);
  const name = `${environmentName}-evidence`;
  const bucket = new EvidenceBucket(name, { names, keyArn, retentionDays: settings.retentionDays, tags }, opts);
  const role = createMachineRole(
    `${name}-machine`,
    {
      role: machineRole,
      description: `Writes records of runs of ${names.base}`,
      statements: evidence.statements,
      boundaryArn: names.boundary.arn,
      tags,
      account: names.scope.account,
      machineArns: [machine.arn],
    },
    { ...opts, dependsOn: [...boundary], ...roleHooks(versions.hooks) },
  );
  const workflow = new ParentWorkflow(
    name,
    {
      machine,
      definition: evidence.definition,
      roleArn: machineRole.arn,
      logGroupArn: names.logGroup.arn,
      tags,
      traffic: {},
      hooks: versions.hooks,
    },
    { ...opts, dependsOn: [role.policy, log.policy, ...topic.ready, ...bucket.ready] },
  );
  const { alias } = workflow.run;
  new EvidenceRule(
    name,
    { names, queueArn: names.failureQueue.arn, boundaryArn: names.boundary.arn, tags },
    { ...opts, dependsOn: [...boundary, ...topic.ready, alias] },
  );
  return { bucketName: bucket.bucketName, alias };
}
