import { StateError } from "../../language/errors";
import { isObject } from "../../language/json";
import type { Job } from "./job";

const FAILURES = { prefix: "CodeBuild", unlisted: "AWSCodeBuildException" };

/** `codebuild:startBuild.sync`, https://docs.aws.amazon.com/step-functions/latest/dg/connect-codebuild.html */
export const codeBuildBuild: Job = {
  service: "codebuild",
  failures: FAILURES,
  follow: (started) => {
    const id = isObject(started.Build) ? started.Build.Id : undefined;
    if (id === undefined) {
      throw new StateError("CodeBuild.Unknown", JSON.stringify(started));
    }
    return {
      describe: { action: "batchGetBuilds", arguments: { Ids: [id] } },
      stop: { action: "stopBuild", arguments: { Id: id } },
    };
  },
  stateOf: (described) => {
    const [build] = Array.isArray(described.Builds) ? described.Builds : [];
    if (!isObject(build)) {
      throw new StateError("CodeBuild.Unknown", JSON.stringify(described));
    }
    if (build.BuildStatus === "IN_PROGRESS") {
      return "running";
    }
    return { succeeded: build.BuildStatus === "SUCCEEDED", result: { Build: build } };
  },
};
