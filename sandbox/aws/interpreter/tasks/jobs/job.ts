import type { Json, JsonObject } from "../../language/json";
import type { FailureNames } from "../aws-failure";

/** One call of the job's service. */
export interface JobCall {
  readonly action: string;
  readonly arguments: JsonObject;
}

/** How a job stands: still at work, or over, and then with what the task gets or fails with. */
export type JobState = "running" | { readonly succeeded: boolean; readonly result: Json };

/** An optimized integration of the pattern `.sync`: a job is started, looked at until it is over, and stopped if nobody waits any more. */
export interface Job {
  /** Service as `aws-sdk` tasks name it. */
  readonly service: string;
  readonly failures: FailureNames;
  /** @returns how to look at and stop the job that was started. @throws {StateError} if the answer says that none was. */
  follow(started: JsonObject, given: JsonObject): { readonly look: JobCall; readonly stop: JobCall };
  /** Reads the answer to a look. */
  stateOf(described: JsonObject): JobState;
}
