import type { Route } from "./routing";

/** How an execution stands. */
export interface ExecutionState {
  /** `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`, `PENDING_REDRIVE`. */
  readonly status: string;
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

/** An alias as it is. */
export interface AliasState {
  readonly routes: readonly Route[];
  readonly description: string;
}

/**
 * What is done with machines while and after they are deployed, each one call of Step Functions. Errors are those of the service; the name of the error says
 * which, as in the AWS SDK (`StateMachineDoesNotExist`, `ResourceNotFound`, `AccessDeniedException`).
 */
export interface MachineControl {
  /** Definition of a machine, a version or an alias, as JSON. */
  definition(arn: string): Promise<string>;
  /** Starts an execution; answers with its ARN. */
  start(arn: string, name: string, input: object): Promise<string>;
  /** Undefined where there is no such execution. */
  look(executionArn: string): Promise<ExecutionState | undefined>;
  /** Newest first, all of them. */
  versions(machineArn: string): Promise<readonly PublishedVersion[]>;
  /** Every alias of a machine, with where it leads. */
  aliases(machineArn: string): Promise<readonly AliasState[]>;
  /** Undefined where there is no such alias. */
  alias(aliasArn: string): Promise<AliasState | undefined>;
  moveAlias(aliasArn: string, routes: readonly Route[], description: string): Promise<void>;
  deleteVersion(arn: string): Promise<void>;
}
