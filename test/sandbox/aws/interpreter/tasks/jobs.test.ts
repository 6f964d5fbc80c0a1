import assert from "node:assert/strict";
import { Cancelled, StateError } from "../../../../../sandbox/aws/interpreter/language/errors";
import type { JsonObject } from "../../../../../sandbox/aws/interpreter/language/json";
import type { AwsCaller } from "../../../../../sandbox/aws/interpreter/tasks/aws-call";
import { JOB_NAMES, jobOf, runJob } from "../../../../../sandbox/aws/interpreter/tasks/jobs";
import type { TaskCall } from "../../../../../sandbox/aws/interpreter/tasks/task-call";
import { parseResource } from "../../../../../sandbox/aws/interpreter/tasks/task-resource";

const metadata = { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: "1" } };

/** A service that gives these answers one after the other, and what it was asked. */
function service(answers: readonly JsonObject[]) {
  const asked: [string, unknown][] = [];
  const rest = [...answers];
  const caller: Pick<AwsCaller, "call"> = {
    call: async (_task, { action, arguments: args }) => {
      asked.push([action, args]);
      return { result: rest.shift() ?? {}, metadata };
    },
  };
  return { asked, caller };
}

async function run(
  name: string,
  args: JsonObject,
  answers: readonly JsonObject[],
  abortAfter = Number.POSITIVE_INFINITY,
) {
  const { asked, caller } = service(answers);
  const resource = parseResource(`arn:aws:states:::${name}.sync`);
  const abort = new AbortController();
  const submitted: unknown[] = [];
  let slept = 0;
  const clock = {
    now: () => 0,
    sleep: async () => {
      slept += 1;
      if (slept < abortAfter) {
        return;
      }
      abort.abort({ kind: "stopped" });
      throw new Cancelled(abort.signal.reason);
    },
  };
  const call: TaskCall = {
    resource,
    arguments: args,
    session: { roleArn: "r", stateMachineArn: "m", executionArn: "e", executionName: "n" },
    signal: abort.signal,
    submitted: (output) => submitted.push(output),
  };
  const job = jobOf(resource) ?? assert.fail();
  const outcome = await runJob(job, caller, clock, call).catch((error: unknown) => error);
  return { asked, submitted, outcome };
}

/** One job from its start to its ends. */
interface Case {
  readonly name: string;
  readonly args: JsonObject;
  readonly started: JsonObject;
  readonly running: JsonObject;
  readonly done: JsonObject;
  readonly result: JsonObject;
  readonly failed: readonly JsonObject[];
  readonly look: readonly [string, JsonObject];
  readonly stop: string;
}

/** Descriptions in the shapes that AWS's API references show, in Step Functions' spelling. Made up, not recorded. */
const CASES: readonly Case[] = [
  {
    name: "ecs:runTask",
    args: { Cluster: "c", TaskDefinition: "t" },
    started: { Tasks: [{ TaskArn: "task-1", LastStatus: "PROVISIONING" }], Failures: [] },
    running: { Tasks: [{ TaskArn: "task-1", LastStatus: "RUNNING" }] },
    done: { Tasks: [{ TaskArn: "task-1", LastStatus: "STOPPED", Containers: [{ Name: "a", ExitCode: 0 }] }] },
    result: { TaskArn: "task-1", LastStatus: "STOPPED", Containers: [{ Name: "a", ExitCode: 0 }] },
    failed: [
      { Tasks: [{ LastStatus: "STOPPED", Containers: [{ ExitCode: 0 }, { ExitCode: 137 }] }] },
      { Tasks: [{ LastStatus: "STOPPED", StopCode: "TaskFailedToStart", Containers: [{ Name: "a" }] }] },
    ],
    look: ["describeTasks", { Cluster: "c", Tasks: ["task-1"] }],
    stop: "stopTask",
  },
  {
    name: "codebuild:startBuild",
    args: { ProjectName: "p" },
    started: { Build: { Id: "p:1", BuildStatus: "IN_PROGRESS" } },
    running: { Builds: [{ Id: "p:1", BuildStatus: "IN_PROGRESS" }] },
    done: { Builds: [{ Id: "p:1", BuildStatus: "SUCCEEDED" }] },
    result: { Build: { Id: "p:1", BuildStatus: "SUCCEEDED" } },
    failed: ["FAILED", "FAULT", "STOPPED", "TIMED_OUT"].map((BuildStatus) => ({
      Builds: [{ Id: "p:1", BuildStatus }],
    })),
    look: ["batchGetBuilds", { Ids: ["p:1"] }],
    stop: "stopBuild",
  },
  {
    name: "glue:startJobRun",
    args: { JobName: "j" },
    started: { JobRunId: "jr_1" },
    running: { JobRun: { Id: "jr_1", JobRunState: "STARTING" } },
    done: { JobRun: { Id: "jr_1", JobRunState: "SUCCEEDED", ExecutionTime: 3 } },
    result: { Id: "jr_1", JobRunState: "SUCCEEDED", ExecutionTime: 3 },
    failed: ["FAILED", "TIMEOUT", "STOPPED", "ERROR"].map((JobRunState) => ({ JobRun: { Id: "jr_1", JobRunState } })),
    look: ["getJobRun", { JobName: "j", RunId: "jr_1" }],
    stop: "batchStopJobRun",
  },
];

describe("jobs that a task waits for", () => {
  it("are all tested here", () => assert.deepEqual([...JOB_NAMES].sort(), CASES.map(({ name }) => name).sort()));

  it("are started and not waited for without .sync, and by no other version of it", () => {
    for (const suffix of ["", ".sync:2", ".waitForTaskToken"]) {
      assert.equal(jobOf(parseResource(`arn:aws:states:::ecs:runTask${suffix}`)), undefined);
    }
  });

  for (const { name, args, started, running, done, result, failed, look, stop } of CASES) {
    it(`${name}: polls until it has ended and returns the description`, async () => {
      const { asked, submitted, outcome } = await run(name, args, [started, running, done]);
      assert.deepEqual(outcome, result);
      assert.deepEqual(asked, [[name.split(":")[1], args], look, look]);
      assert.deepEqual(submitted, [{ ...started, ...metadata }]);
    });

    it(`${name}: fails with States.TaskFailed and the description as the cause`, async () => {
      for (const description of failed) {
        const { outcome } = await run(name, args, [started, description]);
        assert.ok(outcome instanceof StateError);
        assert.equal(outcome.error, "States.TaskFailed");
        assert.equal(typeof JSON.parse(outcome.reason ?? ""), "object");
      }
    });

    it(`${name}: is stopped when the task no longer waits`, async () => {
      const { asked, outcome } = await run(name, args, [started, running, running, {}], 2);
      assert.ok(outcome instanceof Cancelled);
      assert.equal(asked.at(-1)?.[0], stop);
      assert.ok(JSON.stringify(asked.at(-1)?.[1]).match(/task-1|p:1|jr_1/));
    });
  }

  it("ecs:runTask fails with AmazonECS.Unknown if no task could be placed", async () => {
    const { outcome, asked } = await run("ecs:runTask", {}, [{ Tasks: [], Failures: [{ Reason: "RESOURCE:MEMORY" }] }]);
    assert.ok(outcome instanceof StateError);
    assert.equal(outcome.error, "AmazonECS.Unknown");
    assert.match(outcome.reason ?? "", /RESOURCE:MEMORY/);
    assert.equal(asked.length, 1);
  });
});
