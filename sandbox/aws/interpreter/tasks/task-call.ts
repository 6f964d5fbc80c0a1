import type { Json } from "../language/json";
import type { TaskResource } from "./task-resource";

/** Temporary credentials of an assumed role. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Who an execution is when it calls AWS: the machine's role, or why that role could not be assumed. */
export interface MachineSession {
  readonly roleArn: string;
  /** The machine, without a version or an alias. */
  readonly stateMachineArn: string;
  readonly executionArn: string;
  readonly executionName: string;
  readonly credentials?: SessionCredentials;
  readonly credentialsError?: { readonly error: string; readonly cause: string };
}

/** One attempt of a task. */
export interface TaskCall {
  readonly resource: TaskResource;
  readonly arguments: Json;
  readonly session: MachineSession;
  /** The role of `Credentials`, assumed from the machine's role for this task alone. */
  readonly taskRoleArn?: string;
  /** Fires when the result is no longer needed. */
  readonly signal: AbortSignal;
  /** Called by a task of the pattern `.sync` once the work has been accepted and before it is done. */
  readonly submitted: (output: Json) => void;
}

/**
 * Runs a task and returns its result.
 *
 * It throws a `StateError` named as Step Functions would name the failure, or `Cancelled` once the signal has fired and
 * whatever must be stopped has been stopped. For the pattern `.waitForTaskToken` it returns the answer to the call, not
 * the later result.
 */
export interface TaskRunner {
  run(call: TaskCall): Promise<Json>;
}
