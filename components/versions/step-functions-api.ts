import type { Route } from "./routing";

/** State of an execution. */
export interface ExecutionState {
  /** `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`, `PENDING_REDRIVE`. */
  readonly status: string;
  /** JSON. Absent where the service does not return it. */
  readonly input?: string | undefined;
  /** JSON; of an execution that succeeded. */
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** A published version. */
export interface PublishedVersion {
  readonly version: number;
  readonly createdAt: Date;
}

/** State of an alias. */
export interface AliasState {
  readonly routes: readonly Route[];
  readonly description: string;
}

/**
 * Step Functions, as far as versions and rehearsals use it. Errors are those of the service; the name of the error says
 * which, as in the AWS SDK (`StateMachineDoesNotExist`, `ResourceNotFound`, `AccessDeniedException`).
 */
export interface StepFunctionsApi {
  /** Returns the ARN of the execution. `arn` is a machine's, a version's or an alias's. */
  startExecution(arn: string, name: string, input: object): Promise<string>;
  /** Undefined for an unknown execution. */
  describeExecution(executionArn: string): Promise<ExecutionState | undefined>;
  /** All versions, newest first. */
  listVersions(machineArn: string): Promise<readonly PublishedVersion[]>;
  /** What a version contains; undefined for an unknown version. */
  describeVersion(arn: string): Promise<{ readonly definition: string; readonly roleArn: string } | undefined>;
  /** Every alias of a machine, with its routes. */
  listAliases(machineArn: string): Promise<readonly AliasState[]>;
  /** Undefined for an unknown alias. */
  describeAlias(aliasArn: string): Promise<AliasState | undefined>;
  updateAlias(aliasArn: string, routes: readonly Route[], description: string): Promise<void>;
  deleteVersion(arn: string): Promise<void>;
}
