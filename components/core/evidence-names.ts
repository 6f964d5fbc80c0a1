import { type EnvironmentNames, LIVE_ALIAS, type MachineNames, NAME_LIMITS, type Named, shorten } from "./names";

/** Names of what keeps an environment's evidence. No app has a `_` in its name, so nothing else has these. */
export interface EvidenceNames {
  /** The bucket of the records. */
  readonly bucket: Named;
  /** The bucket that receives the access log of the first. */
  readonly accessLog: Named;
  /** The machine that records runs which could not do it themselves, and its role. */
  readonly machine: MachineNames;
  readonly machineRole: Named;
  /** The rule that starts it, and the rule's role. */
  readonly rule: Named;
  readonly ruleRole: Named;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET_LIMIT = 63;

/**
 * Names of the evidence of an environment. Bucket names are shared by all accounts of a partition, so they have the
 * account and the region in them; they have neither capitals nor `_`.
 */
export function evidenceNames(names: EnvironmentNames): EvidenceNames {
  const { partition, region, account } = names.scope;
  const bucket = (suffix: string): Named => {
    const name = shorten(`${names.base.toLowerCase()}-${suffix}-${account}-${region}`, BUCKET_LIMIT);
    return { name, arn: `arn:${partition}:s3:::${name}` };
  };
  const machine = shorten(`${names.base}_evidence_run`, NAME_LIMITS.machine);
  const arn = (kind: string) => `arn:${partition}:states:${region}:${account}:${kind}:${machine}`;
  const rule = shorten(`${names.base}_evidence`, NAME_LIMITS.rule);
  return {
    bucket: bucket("evidence"),
    accessLog: bucket("evidence-access"),
    machine: {
      name: machine,
      arn: arn("stateMachine"),
      aliasArn: `${arn("stateMachine")}:${LIVE_ALIAS}`,
      executionPrefix: `${arn("execution")}:`,
    },
    machineRole: names.role("evidence_run_machine"),
    rule: { name: rule, arn: `arn:${partition}:events:${region}:${account}:rule/${rule}` },
    ruleRole: names.role("evidence_rule"),
  };
}

/** Folders of the bucket. */
export const EVIDENCE_FOLDERS = { runs: "runs", changes: "changes", grants: "grants" } as const;

/** Keys of the records of a kind: `<environment>/<folder>/`; date and name complete them. */
export function evidencePrefix({ scope }: EnvironmentNames, folder: keyof typeof EVIDENCE_FOLDERS): string {
  return `${scope.environment}/${EVIDENCE_FOLDERS[folder]}/`;
}
