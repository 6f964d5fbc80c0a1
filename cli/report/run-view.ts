/** How an app's execution is in a run. */
export type AppStatus = "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "RUNNING" | "NOT_STARTED" | "UNKNOWN";

/** What a run did, from its evidence record or from the histories of its executions. Times in ms since the epoch. */
export interface RunView {
  readonly name: string;
  /** ARN of the parent's execution. */
  readonly execution: string;
  /** Of the parent's execution, e.g. `SUCCEEDED`. */
  readonly status: string;
  readonly rehearsal: boolean;
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly endedAt?: number | undefined;
  /** Subject of the verified identity; undefined where the environment has no runs API. */
  readonly startedBy?: string | undefined;
  readonly approvedBy?: string | undefined;
  /** Version of the parent that ran. */
  readonly version?: number | undefined;
  /** Where this is from, in words. */
  readonly source: string;
  readonly failure?: RunFailure | undefined;
  /** What was undone, in that order. */
  readonly rollbacks: readonly { readonly app: string; readonly status: string }[];
  /** By app. */
  readonly apps: ReadonlyMap<string, AppRun>;
}

export interface RunFailure {
  /** Undefined where the run itself failed. */
  readonly app?: string | undefined;
  readonly state?: string | undefined;
  readonly error: string;
  readonly cause: string;
}

export interface AppRun {
  readonly status: AppStatus;
  readonly version?: number | undefined;
  /** Whether the task's role proved to be the app's; undefined where nothing is known. */
  readonly roleVerified?: boolean | undefined;
  /** Age in days of each secret that was read, by name; null for one that was never rotated. */
  readonly secretAges: Readonly<Record<string, number | null>>;
  readonly rotated: readonly string[];
  /** Tries of the task; undefined where it was not reached. */
  readonly attempts?: number | undefined;
  readonly startedAt?: number | undefined;
  /** Undefined while it runs. */
  readonly endedAt?: number | undefined;
  readonly error?: string | undefined;
  readonly message?: string | undefined;
}

/** An app that nothing is known of. */
export function appWithout(status: "NOT_STARTED" | "UNKNOWN"): AppRun {
  return { status, secretAges: {}, rotated: [] };
}
