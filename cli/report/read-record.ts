import { errorWithName } from "../../components/core/errors";
import { evidenceNames, evidencePrefix } from "../../components/core/evidence-names";
import { parseJson } from "../../components/core/json";
import type { EnvironmentNames } from "../../components/core/names";
import { runRecordSchema } from "../../components/evidence/record";
import { runFromRecord } from "./from-record";
import type { ExecutionDetails, ReportApi } from "./report-api";
import type { RunView } from "./run-view";

/**
 * A run as its evidence record says; undefined where there is none, or none that may be read: `progress` then says why.
 */
export async function runFromEvidence(
  api: ReportApi,
  names: EnvironmentNames,
  name: string,
  { start, redrives = 0 }: ExecutionDetails,
  progress: (line: string) => void,
): Promise<RunView | undefined> {
  const bucket = evidenceNames(names).bucket.name;
  const again = redrives > 0 ? `.redrive-${redrives}` : "";
  const key = `${evidencePrefix(names, "runs")}${start.toISOString().slice(0, 10)}/${name}${again}.json`;
  const place = `s3://${bucket}/${key}`;
  try {
    const text = await api.object(bucket, key);
    if (text === undefined) {
      return undefined;
    }
    const { data, error } = runRecordSchema.safeParse(parseJson(text));
    if (data !== undefined) {
      return runFromRecord(data, place);
    }
    progress(`${place} does not follow the schema, so histories are read: ${error.issues[0]?.message}`);
  } catch (error) {
    progress(`${place} cannot be read, so histories are read: ${errorWithName(error)}`);
  }
  return undefined;
}
