import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { RELEASE_TABLE } from "../../apps/deploy";
import type { AwsAccess } from "../aws-access";

/** One release record as an app left it. */
interface ReleaseRecord {
  readonly app: string;
  readonly action: string;
  readonly execution: string;
  readonly at: string;
  readonly secretVersions: Readonly<Record<string, string>>;
}

/** All release records of one run of the parent (the children carry the parent's execution name), oldest first. */
export async function releaseRecords(access: AwsAccess, executionName: string): Promise<ReleaseRecord[]> {
  const dynamo = new DynamoDBClient(access.config);
  const records: ReleaseRecord[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await dynamo.send(
      new ScanCommand({ TableName: RELEASE_TABLE, ExclusiveStartKey: start as never, ConsistentRead: true }),
    );
    for (const item of page.Items ?? []) {
      const execution = (item.release?.S ?? "").split("#")[0] ?? "";
      if (execution.split(":").at(-1) !== executionName) {
        continue;
      }
      records.push({
        app: item.app?.S ?? "",
        action: item.action?.S ?? "",
        execution,
        at: item.at?.S ?? "",
        secretVersions: JSON.parse(item.secretVersions?.S ?? "{}") as Record<string, string>,
      });
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return records.sort((a, b) => a.at.localeCompare(b.at));
}

export const RELEASES_HEADER = ["execution", "released", "rolled back", "secret versions read"] as const;

/**
 * One row for each run of the parent: how many apps left a release record, which left one of a rollback, what they
 * read.
 */
export function releaseRows(runs: readonly { readonly name: string; readonly records: readonly ReleaseRecord[] }[]) {
  return runs.map(({ name, records }) => {
    const of = (action: string) => records.filter((record) => record.action === action);
    const versions = records.flatMap((record) => Object.entries(record.secretVersions));
    return [
      name,
      `${of("release").length} apps`,
      of("rollback")
        .map((record) => record.app)
        .join(", ") || "none",
      versions.map(([secret, version]) => `${secret.split("/").at(-1)} ${version.slice(0, 8)}`).join(", ") || "none",
    ];
  });
}
