import type { MoveRecord } from "../../components/versions/rollback/audit-record";
import type { StepFunctionsApi } from "../../components/versions/step-functions-api";

/** What the command calls. */
export interface RollbackClients {
  readonly stepFunctions: StepFunctionsApi;
  /** ARN of the caller. */
  readonly caller: () => Promise<string>;
  /** Writes records of moves to the log group of that name. */
  readonly record: (logGroupName: string, records: readonly MoveRecord[]) => Promise<void>;
}
