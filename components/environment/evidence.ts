import type * as pulumi from "@pulumi/pulumi";
import { evidenceNames } from "../core/evidence-names";
import { EvidenceBucket } from "../evidence/evidence-bucket";
import { EvidenceRule } from "../evidence/evidence-rule";
import type { Creation } from "./creation";
import { createSharedMachine } from "./shared-machine";

/** What keeps an environment's evidence, as created. */
export interface CreatedEvidence {
  readonly bucketName: pulumi.Output<string>;
  /** What the parent starts at its end. */
  readonly alias: pulumi.Resource;
  /** What writes records waits for these. */
  readonly ready: readonly pulumi.Resource[];
}

/** Bucket, machine and rule of an environment's evidence; undefined where it keeps none. */
export function createEvidence(
  environmentName: string,
  creation: Creation,
  opts: pulumi.CustomResourceOptions,
): CreatedEvidence | undefined {
  const { args, plan, versions, shared } = creation;
  const { names, evidence, grants, tags } = plan;
  if (evidence === undefined || args.evidence === undefined) {
    return undefined;
  }
  const { machine, machineRole } = evidenceNames(names);
  const name = `${environmentName}-evidence`;
  const { keyArn, boundary, topic } = shared;
  const { retentionDays } = args.evidence;
  const grantsRoleArn = grants?.names.machineRole.arn;
  const bucket = new EvidenceBucket(name, { names, keyArn, retentionDays, grantsRoleArn, tags }, opts);
  const { alias } = createSharedMachine(
    name,
    {
      creation,
      machine,
      plan: evidence,
      role: { name: `${name}-machine`, role: machineRole, description: `Writes records of runs of ${names.base}` },
      traffic: {},
      hooks: versions.hooks,
      after: bucket.ready,
    },
    opts,
  ).run;
  new EvidenceRule(
    name,
    { names, queueArn: names.failureQueue.arn, boundaryArn: names.boundary.arn, tags },
    { ...opts, dependsOn: [...boundary, ...topic.ready, alias] },
  );
  return { bucketName: bucket.bucketName, alias, ready: bucket.ready };
}
