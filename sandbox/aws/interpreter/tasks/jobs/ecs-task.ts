import { StateError } from "../../language/errors";
import { isObject, type Json, type JsonObject } from "../../language/json";
import type { Job } from "./job";

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/**
 * Why a task is stopped when its state is given up; as AWS words it in the task's `StoppedReason` is not documented.
 */
const REASON = "The state that waited for the task was given up.";

/**
 * `ecs:runTask.sync`. A task that could not be placed fails the state with `AmazonECS.Unknown`; one of which any
 * container ended with another code than 0, or none at all, with `States.TaskFailed` and its description as the cause.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
 */
export const ecsTask: Job = {
  service: "ecs",
  failures: { prefix: "ECS", unlisted: "AmazonECSException" },
  follow: (started, given) => {
    const [task] = list(started.Tasks);
    if (list(started.Failures).length > 0 || !isObject(task)) {
      throw new StateError("AmazonECS.Unknown", JSON.stringify(started));
    }
    const where = given.Cluster === undefined ? {} : { Cluster: given.Cluster };
    return {
      describe: { action: "describeTasks", arguments: { ...where, Tasks: [task.TaskArn ?? null] } },
      stop: { action: "stopTask", arguments: { ...where, Task: task.TaskArn ?? null, Reason: REASON } },
    };
  },
  stateOf: (described: JsonObject) => {
    const [task] = list(described.Tasks);
    if (!isObject(task)) {
      throw new StateError("AmazonECS.Unknown", JSON.stringify(described));
    }
    if (task.LastStatus !== "STOPPED") {
      return "running";
    }
    const containers = list(task.Containers);
    const succeeded = containers.every((one) => isObject(one) && one.ExitCode === 0);
    return { succeeded: succeeded && task.StopCode !== "TaskFailedToStart", result: task };
  },
};
