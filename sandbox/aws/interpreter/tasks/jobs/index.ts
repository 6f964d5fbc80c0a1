import type { Clock } from "../../clock";
import { Cancelled, ErrorName, StateError, throwIfCancelled } from "../../language/errors";
import { isObject, type Json, type JsonObject } from "../../language/json";
import { type AwsCaller, OPTIMIZED_SPELLING } from "../aws-call";
import type { TaskCall } from "../task-call";
import type { TaskResource } from "../task-resource";
import { codeBuildBuild } from "./codebuild-build";
import { ecsTask } from "./ecs-task";
import { glueJobRun } from "./glue-job-run";
import type { Job, JobCall } from "./job";

/** Milliseconds between two polls of a job. AWS says only that there is a delay. */
const POLL = 200;

const JOBS: { readonly [integration: string]: Job } = {
  "ecs:runTask": ecsTask,
  "codebuild:startBuild": codeBuildBuild,
  "glue:startJobRun": glueJobRun,
};

/** What `arn:aws:states:::<service>:<action>.sync` waits for, by service and action. */
export const JOB_NAMES: readonly string[] = Object.keys(JOBS);

/** The job that a resource starts and waits for; undefined for any other resource. */
export function jobOf({ kind, pattern, parsed, service, action }: TaskResource): Job | undefined {
  return kind === "optimized" && pattern === "sync" && !parsed ? JOBS[`${service}:${action}`] : undefined;
}

/**
 * Runs a job to its end, every call under the task's role.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
 *
 * @throws {StateError} States.TaskFailed, with the job's description as the cause, if it did not succeed.
 */
export async function runJob(job: Job, caller: Pick<AwsCaller, "call">, clock: Clock, call: TaskCall): Promise<Json> {
  throwIfCancelled(call.signal);
  const given = isObject(call.arguments) ? call.arguments : {};
  const request = async ({ action, arguments: args }: JobCall, signal?: AbortSignal) => {
    const { service, failures } = job;
    const request = { service, action, arguments: args, spelling: OPTIMIZED_SPELLING, failures };
    const { result, metadata } = await caller.call(call, { ...request, ...(signal ? { signal } : {}) });
    return { result: result as JsonObject, metadata };
  };
  // Not cancelled halfway: a job that may have started must be known, so that it can be stopped.
  const { result, metadata } = await request({ action: call.resource.action, arguments: given });
  const { describe, stop } = job.follow(result, given);
  try {
    call.submitted({ ...result, ...metadata });
    for (;;) {
      const { result: described } = await request(describe, call.signal);
      const state = job.stateOf(described);
      if (state !== "running") {
        if (!state.succeeded) {
          throw new StateError(ErrorName.taskFailed, JSON.stringify(state.result));
        }
        return state.result;
      }
      await clock.sleep(POLL, call.signal);
    }
  } catch (error) {
    // As on AWS, a role that may not stop the job leaves it running; the state ends all the same.
    if (error instanceof Cancelled) {
      await request(stop).catch(() => {});
    }
    throw error;
  }
}
