import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateJobCommand, GetJobRunCommand } from "@aws-sdk/client-glue";
import { glueKind } from "../../../components/tasks/glue";
import { eventually } from "../../helpers/embedded-aws";
import { TaskCloud } from "../../helpers/task-cloud";
import { suiteFolder } from "../../helpers/with-folder";

/**
 * Runs on the embedded cloud: the calls, the roles and IAM are real; a job of type pythonshell runs its script as a process of this machine, from a file where
 * AWS has it in S3. Spark jobs cannot run there and fail, saying so. It does not prove how AWS words a cause.
 */
describe("task kind glue on the embedded cloud", function () {
  this.timeout(60_000);
  const folder = suiteFolder();
  let cloud: TaskCloud;
  const run = (job: string) => ({ kind: "glue", job }) as const;

  const job = async (Name: string, script: string, type = "pythonshell", Role = "glue-job") => {
    const ScriptLocation = join(folder, `${Name}.py`);
    writeFileSync(ScriptLocation, script);
    await cloud.glue.send(new CreateJobCommand({ Name, Role, Command: { Name: type, ScriptLocation } }));
  };

  before(async () => {
    cloud = await TaskCloud.start();
    await cloud.role("glue-job", { Service: "glue.amazonaws.com" }, []);
    await job(
      "told",
      `import json, os, sys
given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
right = (given["--APP"], given["--ENVIRONMENT"], given["--ACTION"], given["--since"]) == ("told", "test", "release", "2024-01-01")
right = right and json.loads(given["--CONTEXT"])["db"]["ready"] and ":execution:shop-test_told:" in given["--EXECUTION"]
sys.exit(0 if right and os.environ["AWS_SESSION_TOKEN"] else 9)
`,
    );
    await job("fails", "raise SystemExit('no such partition')");
    await job("slow", "import time; time.sleep(60)");
    await job("spark", "", "glueetl");
  });
  after(async () => {
    await cloud?.stop();
  });

  it("hands the script who it is for and what the apps before it left, and tells which run it was", async () => {
    const machine = await cloud.app("told", { ...run("told"), arguments: { since: "2024-01-01" } });
    const result = (await cloud.result("told", machine, { db: { ready: true } })) as Record<string, unknown>;
    assert.deepEqual(Object.keys(result), ["run", "seconds"]);
    assert.equal(typeof result.seconds, "number");
  });

  it("fails with States.TaskFailed and the run's description when the script fails", async () => {
    const end = await cloud.run(await cloud.app("fails", run("fails")));
    assert.deepEqual([end.status, end.error], ["FAILED", "States.TaskFailed"]);
    assert.match(end.cause ?? "", /no such partition/);
  });

  it("does not let a job succeed that the embedded cloud cannot run", async () => {
    const end = await cloud.run(await cloud.app("spark", run("spark")));
    assert.deepEqual([end.status, end.error], ["FAILED", "States.TaskFailed"]);
    assert.match(end.cause ?? "", /has no Spark/);
  });

  it("stops the run when the machine's run is stopped", async () => {
    const { JobRunId } = await cloud.abortWhenSubmitted(await cloud.start(await cloud.app("stopped", run("slow"))));
    await eventually("the run has stopped", async () => {
      const answer = await cloud.glue.send(new GetJobRunCommand({ JobName: "slow", RunId: String(JobRunId) }));
      return answer.JobRun?.JobRunState === "STOPPED";
    });
  });

  for (const missing of ["glue:StartJobRun", "glue:GetJobRun"]) {
    it(`is refused without ${missing}`, async () => {
      const rights = glueKind
        .permissions(run("told"), cloud.names.scope, "")
        .map((one) => ({ ...one, Action: one.Action.filter((action) => action !== missing) }));
      const end = await cloud.run(await cloud.app(`no-${missing.slice(5).toLowerCase()}`, run("told"), { rights }));
      assert.equal(end.status, "FAILED");
      assert.match(end.error ?? "", /^Glue\.(?:AccessDenied|AWSGlue)Exception$/, end.cause);
      assert.match(end.cause ?? "", new RegExp(`not authorized to perform: ${missing}`));
    });
  }

  it("is refused for another job", async () => {
    const rights = glueKind.permissions(run("told"), cloud.names.scope, "");
    const end = await cloud.run(await cloud.app("other", run("fails"), { rights }));
    assert.match(end.error ?? "", /^Glue\.(?:AccessDenied|AWSGlue)Exception$/, end.cause);
  });
});
