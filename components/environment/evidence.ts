import type * as pulumi from "@pulumi/pulumi";
import { evidenceNames } from "../core/evidence-names";
import { EvidenceRule } from "../evidence/evidence-rule";
import type { Creation } from "./creation";
import { createSharedMachine } from "./shared-machine";

/** What keeps an environment's evidence, as created. */
export interface CreatedEvidence {
  readonly bucketName: pulumi.Output<string>;
  /** What the parent starts at its end. */
  readonly alias: pulumi.Resource;
}

/** Machine and rule of an environment's evidence; undefined where it keeps none. */
export function createEvidence(
  environmentName: string,
  creation: Creation,
  opts: pulumi.CustomResourceOptions,
): CreatedEvidence | undefined {
  const { plan, versions, shared } = creation;
  const { names, evidence, tags } = plan;
  if (evidence === undefined || shared.evidence === undefined) {
    return undefined;
  }
  const { machine, machineRole } = evidenceNames(names);
  const name = `${environmentName}-evidence`;
  const { boundary, topic } = shared;
  const { alias } = createSharedMachine(
    name,
    {
      creation,
      machine,
      plan: evidence,
      role: { name: `${name}-machine`, role: machineRole, description: `Writes records of runs of ${names.base}` },
      traffic: {},
      hooks: versions.hooks,
      after: [],
    },
    opts,
  ).run;
  new EvidenceRule(
    name,
    { names, queueArn: names.failureQueue.arn, boundaryArn: names.boundary.arn, tags },
    { ...opts, dependsOn: [...boundary, ...topic.ready, alias] },
  );
  return { bucketName: shared.evidence.bucketName, alias };
}
