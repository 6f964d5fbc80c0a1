import { versionArn, versionOf } from "./routing";
import type { StepFunctionsApi } from "./step-functions-api";

/**
 * Versions that stay of every machine. AWS allows 1,000 and refuses the next one; a rollback seldom goes back further
 * than some releases, and 50 are more than two months of a release on every working day.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const KEPT_VERSIONS = 50;

export interface PruneArgs {
  /** Versions that stay whatever their age, in addition to those that an alias leads to. */
  readonly keep: readonly number[];
  /** How many of the newest stay. */
  readonly newest: number;
}

/** Numbers of the versions to delete: neither the newest ones nor those that are named. `versions` in any order. */
export function versionsToPrune(versions: readonly number[], named: readonly number[], newest: number): number[] {
  const tooOld = [...versions].sort((a, b) => b - a).slice(newest);
  return tooOld.filter((version) => !named.includes(version)).sort((a, b) => a - b);
}

/**
 * Deletes the versions of a machine that are too many, oldest first, and returns their numbers. Executions of a deleted
 * version go on.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html
 */
export async function pruneVersions(
  stepFunctions: Pick<StepFunctionsApi, "listVersions" | "listAliases" | "deleteVersion">,
  machineArn: string,
  { keep, newest }: PruneArgs,
): Promise<number[]> {
  const versions = (await stepFunctions.listVersions(machineArn)).map(({ version }) => version);
  if (versions.length <= newest) {
    return [];
  }
  const routed = (await stepFunctions.listAliases(machineArn)).flatMap(({ routes }) =>
    routes.map(({ stateMachineVersionArn }) => versionOf(stateMachineVersionArn)),
  );
  const pruned = versionsToPrune(versions, [...keep, ...routed], newest);
  for (const version of pruned) {
    await stepFunctions.deleteVersion(versionArn(machineArn, version));
  }
  return pruned;
}
