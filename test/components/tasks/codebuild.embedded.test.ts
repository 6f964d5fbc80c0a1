import assert from "node:assert/strict";
import { BatchGetBuildsCommand, CreateProjectCommand } from "@aws-sdk/client-codebuild";
import { codeBuildKind } from "../../../components/tasks/codebuild";
import { ACCOUNT, eventually, REGION } from "../../helpers/embedded-aws";
import { TaskCloud } from "../../helpers/task-cloud";

/**
 * Runs on the embedded cloud: the calls, the roles and IAM are real; the buildspec's commands run in a shell of this machine, no image is pulled and no
 * source fetched. It does not prove how AWS words a cause.
 */
describe("task kind codebuild on the embedded cloud", function () {
  this.timeout(60_000);
  let cloud: TaskCloud;
  const build = (project: string) => ({ kind: "codebuild", project }) as const;

  const project = async (name: string, buildspec: object, serviceRole = `arn:aws:iam::${ACCOUNT}:role/build`) =>
    cloud.codebuild.send(
      new CreateProjectCommand({
        name,
        serviceRole,
        source: { type: "NO_SOURCE", buildspec: JSON.stringify(buildspec) },
        artifacts: { type: "NO_ARTIFACTS" },
        environment: {
          type: "LINUX_CONTAINER",
          computeType: "BUILD_GENERAL1_SMALL",
          image: "aws/codebuild/standard:7.0",
          environmentVariables: [{ name: "ACTION", value: "none", type: "PLAINTEXT" }],
        },
      }),
    );
  const commands = (...list: string[]) => ({ version: 0.2, phases: { build: { commands: list } } });

  before(async () => {
    cloud = await TaskCloud.start();
    await cloud.role("build", { Service: "codebuild.amazonaws.com" }, []);
    await cloud.role("nobody", { Service: "lambda.amazonaws.com" }, []);
    await project("told", {
      version: 0.2,
      env: { "exported-variables": ["IMAGE", "SEEN"] },
      phases: {
        install: { commands: ['IMAGE="shop/$APP:$STAGE"'] },
        build: { commands: ['SEEN="$ENVIRONMENT $ACTION $CONTEXT"', 'test -n "$AWS_SESSION_TOKEN"'] },
      },
    });
    await project("fails", commands("echo no such branch", "exit 3"));
    await project("slow", commands("sleep 60"));
    await project("unassumable", commands("true"), `arn:aws:iam::${ACCOUNT}:role/nobody`);
  });
  after(() => cloud?.stop());

  it("hands the build who it is for and what the apps before it left, and returns what it exports", async () => {
    const machine = await cloud.app("told", { ...build("told"), environment: { STAGE: "{{environment}}" } });
    const result = (await cloud.result("told", machine, { db: { ready: true } })) as Record<string, unknown>;
    assert.match(String(result.build), new RegExp(`^arn:aws:codebuild:${REGION}:${ACCOUNT}:build/told:`));
    assert.equal(result.number, 1);
    assert.deepEqual(result.exported, { IMAGE: "shop/told:test", SEEN: 'test release {"db":{"ready":true}}' });
  });

  it("fails with States.TaskFailed and the build's description when a command fails", async () => {
    const end = await cloud.run(await cloud.app("fails", build("fails")));
    assert.deepEqual([end.status, end.error], ["FAILED", "States.TaskFailed"]);
    assert.match(end.cause ?? "", /BuildStatus\\":\\"FAILED|no such branch/);
  });

  it("fails when CodeBuild may not assume the project's role", async () => {
    const end = await cloud.run(await cloud.app("unassumable", build("unassumable")));
    assert.deepEqual([end.status, end.error], ["FAILED", "States.TaskFailed"]);
    assert.match(end.cause ?? "", /not authorized to assume the service role/);
  });

  it("stops the build when the run is stopped", async () => {
    const { Build } = await cloud.abortWhenSubmitted(await cloud.start(await cloud.app("stopped", build("slow"))));
    const ids = [(Build as { Id: string }).Id];
    await eventually("the build has stopped", async () => {
      const { builds: [found] = [] } = await cloud.codebuild.send(new BatchGetBuildsCommand({ ids }));
      return found?.buildStatus === "STOPPED";
    });
  });

  for (const missing of ["codebuild:StartBuild", "codebuild:BatchGetBuilds"]) {
    it(`is refused without ${missing}`, async () => {
      const task = build("told");
      const rights = codeBuildKind
        .permissions(task, cloud.names.scope, "")
        .map((one) => ({ ...one, Action: one.Action.filter((action) => action !== missing) }));
      const end = await cloud.run(await cloud.app(`no-${missing.slice(10).toLowerCase()}`, task, { rights }));
      assert.deepEqual([end.status, end.error], ["FAILED", "CodeBuild.AWSCodeBuildException"], end.cause);
      assert.match(end.cause ?? "", new RegExp(`not authorized to perform: ${missing}`));
    });
  }

  it("is refused for another project", async () => {
    const rights = codeBuildKind.permissions(build("told"), cloud.names.scope, "");
    const end = await cloud.run(await cloud.app("other", build("fails"), { rights }));
    assert.equal(end.error, "CodeBuild.AWSCodeBuildException", end.cause);
  });
});
