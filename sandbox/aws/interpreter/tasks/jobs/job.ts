import type { Json, JsonObject } from "../../language/json";
import type { FailureNames } from "../aws-failure";

/** One call of the job's service. */
export interface JobCall {
  readonly action: string;
  readonly arguments: JsonObject;
}

/** Status of a job: still running, or ended, with the result or the error of the task. */
type JobState = "running" | { readonly succeeded: boolean; readonly result: Json };

/**
 * An optimized integration of the pattern `.sync`: a job is started, polled until it has ended, and stopped if the task
 * no longer waits.
 */
export interface Job {
  /** Service as `aws-sdk` tasks name it. */
  readonly service: string;
  readonly failures: FailureNames;
  /**
   * @returns calls that describe and stop the job that was started. @throws {StateError} if the answer says that none
   * was.
   */
  follow(started: JsonObject, given: JsonObject): { readonly describe: JobCall; readonly stop: JobCall };
  /** Reads the answer of the describing call. */
  stateOf(described: JsonObject): JobState;
}
