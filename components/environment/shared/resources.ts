import type * as pulumi from "@pulumi/pulumi";
import type { EvidenceBucket } from "../../evidence/evidence-bucket";
import { createBoundaryPolicy } from "../../iam/boundary-policy";
import type { ExecutionLog } from "../../logging/execution-log";
import type { FailureTopic } from "../../notifications/failure-topic";
import type { RotationFunction } from "../../secrets/rotation-function";
import type { EnvironmentArgs } from "../args";
import type { EnvironmentPlan } from "../plan";
import { createEvidenceBucket } from "./evidence-bucket";
import { createKey } from "./key";
import { createLog } from "./log";
import { createNotifications } from "./notifications";
import { createRotation } from "./rotation";

/** What an environment has once, for all its apps. */
export interface SharedResources {
  /** Key of everything that is encrypted. */
  readonly keyArn: pulumi.Output<string>;
  /** What must exist before a role: the environment's own boundary, where the organisation has none. */
  readonly boundary: readonly pulumi.Resource[];
  readonly log: ExecutionLog;
  readonly topic: FailureTopic;
  /** Where evidence is kept; absent where none is. */
  readonly evidence: EvidenceBucket | undefined;
  /** What must exist before a machine: its log, the delivery of its failures, and where moves of its alias are kept. */
  readonly machinesAfter: readonly pulumi.Resource[];
  /** Absent where no app has a secret. */
  readonly rotation: RotationFunction | undefined;
}

export function createShared(
  name: string,
  { args, plan }: { readonly args: EnvironmentArgs; readonly plan: EnvironmentPlan },
  opts: pulumi.ComponentResourceOptions,
): SharedResources {
  const { names, tags } = plan;
  const retentionDays = args.logRetentionDays;
  const keyArn = createKey(name, { args, plan }, opts);
  const boundary = createBoundaryPolicy(
    `${name}-boundary`,
    {
      policy: names.boundary,
      description: `Upper bound of every role of ${names.base}`,
      document: plan.boundary,
      tags,
    },
    opts,
  );
  const log = createLog(name, { plan, keyArn, retentionDays }, opts);
  const topic = createNotifications(name, { args, plan, keyArn, log }, opts);
  const rotation = createRotation(name, { plan, keyArn, retentionDays }, { ...opts, dependsOn: [...boundary] });
  const evidence = createEvidenceBucket(name, { args, plan, keyArn }, opts);
  const machinesAfter = [log.policy, ...topic.ready, ...(evidence?.ready ?? [])];
  return { keyArn, boundary, log, topic, evidence, machinesAfter, rotation };
}
