import { CreateProjectCommand } from "@aws-sdk/client-codebuild";
import { policy } from "../../helpers/embedded-aws";
import { as, type ByBehaviour, type KindFaults, NO_TOKEN, SMALL_RESULT } from "../fault";

const COMMANDS: ByBehaviour<string> = {
  good: "true",
  fails: "exit 3",
  slow: "sleep 60",
};

export const codeBuildFaults: KindFaults = {
  kind: "codebuild",
  async work(cloud, name, behaviour) {
    const trust = policy({ Principal: { Service: "codebuild.amazonaws.com" }, Action: "sts:AssumeRole" });
    const serviceRole = await cloud.role(`${name}-build`, trust, undefined);
    const buildspec = JSON.stringify({ version: 0.2, phases: { build: { commands: [as(COMMANDS, behaviour)] } } });
    await cloud.codebuild.send(
      new CreateProjectCommand({
        name,
        serviceRole,
        source: { type: "NO_SOURCE", buildspec },
        artifacts: { type: "NO_ARTIFACTS" },
        environment: {
          type: "LINUX_CONTAINER",
          computeType: "BUILD_GENERAL1_SMALL",
          image: "aws/codebuild/standard:7.0",
        },
      }),
    );
    return { kind: "codebuild", project: name };
  },
  verdicts: {
    "task error": { error: "States.TaskFailed", says: /FAILED/ },
    throttle: { error: "CodeBuild.AWSCodeBuildException", says: /Rate exceeded/ },
    "time-out": { error: "States.Timeout", says: /Run task/ },
    "heartbeat lost": NO_TOKEN,
    "access denied": {
      error: "CodeBuild.AWSCodeBuildException",
      says: /not authorized to perform: codebuild:StartBuild/,
    },
    "result too large": SMALL_RESULT,
  },
};
