import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { GrantsApi } from "../status/read-grants";
import type { ListedRun } from "../status/status-api";

/** What the command calls. Errors are those of the services. */
export interface ReportApi extends GrantsApi {
  /** Content of an object in a bucket of this account; undefined where there is none. */
  object(bucket: string, key: string): Promise<string | undefined>;
  /** Executions of a machine, newest first, at most so many. */
  newestRuns(machineArn: string, limit: number): Promise<readonly ListedRun[]>;
  /** Undefined for an unknown execution. */
  execution(executionArn: string): Promise<ExecutionDetails | undefined>;
  /** All events of an execution, oldest first; undefined for an unknown execution. */
  history(executionArn: string): Promise<readonly HistoryEvent[] | undefined>;
}

export interface ExecutionDetails {
  readonly status: string;
  readonly start: Date;
  readonly stop?: Date | undefined;
  /** JSON. */
  readonly input?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  /** How often it was redriven. @default 0 */
  readonly redrives?: number | undefined;
  /** Number of the version that ran. */
  readonly version?: number | undefined;
}
