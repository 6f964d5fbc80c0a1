import type * as pulumi from "@pulumi/pulumi";
import { evidenceNames } from "../core/evidence-names";
import { EvidenceBucket } from "../evidence/evidence-bucket";
import { EvidenceRule } from "../evidence/evidence-rule";
import { createMachineRole } from "../iam/role";
import { roleHooks } from "../versions/hooks";
import { SharedWorkflow } from "../workflow/shared-workflow";
import type { Creation } from "./creation";

/** What keeps an environment's evidence, as created. */
export interface CreatedEvidence {
  readonly bucketName: pulumi.Output<string>;
  /** What the parent starts at its end. */
  readonly alias: pulumi.Resource;
}

/** Bucket, machine and rule of an environment's evidence; undefined where it keeps none. */
export function createEvidence(
  environmentName: string,
  { args, plan, versions, shared }: Creation,
  opts: pulumi.CustomResourceOptions,
): CreatedEvidence | undefined {
  const { names, evidence, tags } = plan;
  if (evidence === undefined || args.evidence === undefined) {
    return undefined;
  }
  const { machine, machineRole } = evidenceNames(names);
  const name = `${environmentName}-evidence`;
  const { keyArn, boundary, topic, machinesAfter } = shared;
  const { retentionDays } = args.evidence;
  const bucket = new EvidenceBucket(name, { names, keyArn, retentionDays, tags }, opts);
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
  const workflow = new SharedWorkflow(
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
    { ...opts, dependsOn: [role.policy, ...machinesAfter, ...bucket.ready] },
  );
  const { alias } = workflow.run;
  new EvidenceRule(
    name,
    { names, queueArn: names.failureQueue.arn, boundaryArn: names.boundary.arn, tags },
    { ...opts, dependsOn: [...boundary, ...topic.ready, alias] },
  );
  return { bucketName: bucket.bucketName, alias };
}
