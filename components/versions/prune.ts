import type { MachineControl } from "./step-functions-api";
import { versionArn, versionOf } from "./version-arn";

/**
 * Versions that are kept of every machine. AWS takes 1,000 and refuses the next one; a rollback seldom goes back further than some releases, and 50 are
 * more than two months of a release on every working day. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const KEPT_VERSIONS = 50;

export interface PruneArgs {
  /** Versions that stay whatever their age, beside those that an alias leads to. */
  readonly keep: readonly number[];
  /** How many of the newest stay. */
  readonly newest: number;
}

/** Numbers of the versions that are too many: none of the newest, none that is named. `versions` in any order. */
export function versionsToPrune(versions: readonly number[], named: readonly number[], newest: number): number[] {
  const tooOld = [...versions].sort((a, b) => b - a).slice(newest);
  return tooOld.filter((version) => !named.includes(version)).sort((a, b) => a - b);
}

/**
 * Deletes what is too much of a machine's versions, oldest first, and answers with the numbers. Executions that run a deleted version go on.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html
 */
export async function pruneVersions(
  control: Pick<MachineControl, "versions" | "aliases" | "deleteVersion">,
  machineArn: string,
  { keep, newest }: PruneArgs,
): Promise<number[]> {
  const versions = (await control.versions(machineArn)).map(({ version }) => version);
  if (versions.length <= newest) return [];
  const routed = (await control.aliases(machineArn)).flatMap(({ routes }) =>
    routes.map(({ stateMachineVersionArn }) => versionOf(stateMachineVersionArn)),
  );
  const pruned = versionsToPrune(versions, [...keep, ...routed], newest);
  for (const version of pruned) await control.deleteVersion(versionArn(machineArn, version));
  return pruned;
}
