import { StateError } from "../../language/errors";
import { isObject } from "../../language/json";
import type { Job } from "./job";

/** https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html */
const AT_WORK = new Set(["STARTING", "RUNNING", "STOPPING", "WAITING"]);

/** `glue:startJobRun.sync`, https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html */
export const glueJobRun: Job = {
  service: "glue",
  failures: { prefix: "Glue", unlisted: "AWSGlueException" },
  follow: (started, given) => {
    const [job, run] = [given.JobName ?? null, started.JobRunId ?? null];
    return {
      describe: { action: "getJobRun", arguments: { JobName: job, RunId: run } },
      stop: { action: "batchStopJobRun", arguments: { JobName: job, JobRunIds: [run] } },
    };
  },
  stateOf: (described) => {
    const { JobRun: run } = described;
    if (!isObject(run)) {
      throw new StateError("Glue.Unknown", JSON.stringify(described));
    }
    if (AT_WORK.has(String(run.JobRunState))) {
      return "running";
    }
    return { succeeded: run.JobRunState === "SUCCEEDED", result: run };
  },
};
