import type { Route } from "../../components/versions/routing";
import type { GrantsApi } from "./read-grants";

/** What the command calls, one request each unless said otherwise. Errors are those of the services. */
export interface StatusApi extends GrantsApi {
  /** Routes of an alias; undefined for an unknown alias. */
  routes(aliasArn: string): Promise<readonly Route[] | undefined>;
  /** Number of a machine's newest version; undefined for a machine without one. */
  newestVersion(machineArn: string): Promise<number | undefined>;
  /** Executions of a machine, newest first, at most so many; none of an unknown machine. */
  newestRuns(machineArn: string, limit: number): Promise<readonly ListedRun[]>;
  run(executionArn: string): Promise<RunDetails>;
  /** States that a running execution has entered and not left, by its newest events. */
  openStates(executionArn: string): Promise<readonly OpenState[]>;
  /** What is known of a secret without its value; undefined for an unknown secret. */
  secret(name: string): Promise<SecretMetadata | undefined>;
  /** States of metric alarms; unknown ones are left out. */
  alarms(names: readonly string[]): Promise<readonly AlarmState[]>;
  /** Messages of a queue; undefined for an unknown queue. */
  messages(queueName: string): Promise<number | undefined>;
}

export interface ListedRun {
  /** ARN. */
  readonly execution: string;
  readonly name: string;
  readonly status: string;
  readonly start: Date;
  /** Absent while it runs. */
  readonly stop?: Date | undefined;
}

export interface RunDetails {
  /** JSON. */
  readonly input?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

export interface OpenState {
  readonly name: string;
  readonly since: Date;
}

export interface SecretMetadata {
  /** Undefined for a secret that was never rotated. */
  readonly lastRotated?: Date | undefined;
  /** Whether a rotation stopped half-way: a version is pending that is not current. */
  readonly pending: boolean;
}

export interface AlarmState {
  readonly name: string;
  readonly inAlarm: boolean;
  /** When it changed last. */
  readonly since: Date;
}
