import type { EvidenceWriter } from "../../components/versions/change-evidence";
import type { AuditRecord } from "../../components/versions/rollback/audit-record";
import type { StepFunctionsApi } from "../../components/versions/step-functions-api";

/** What the command calls. */
export interface RollbackClients extends EvidenceWriter {
  readonly stepFunctions: StepFunctionsApi;
  /** Output of an execution's Map state, from its history, as JSON; undefined where it did not get that far. */
  readonly mapOutput: (executionArn: string) => Promise<string | undefined>;
  /** Writes audit records to the log group of that name. */
  readonly record: (logGroupName: string, records: readonly AuditRecord[]) => Promise<void>;
}
