import assert from "node:assert/strict";
import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { type EcsTask, ecsKind } from "../../../components/tasks/ecs";
import { ACCOUNT, eventually, REGION } from "../../helpers/embedded-aws";
import { TaskCloud } from "../../helpers/task-cloud";

const NODE = process.execPath;

/**
 * Runs on the embedded cloud: the calls, the roles and IAM are real; the container is a process of this machine, its image is not pulled. It does not prove
 * how AWS words a cause, nor that IAM there sees a family's newest revision.
 */
describe("task kind ecs on the embedded cloud", function () {
  this.timeout(60_000);
  let cloud: TaskCloud;

  const task = (taskDefinition: string, more: Partial<EcsTask> = {}): EcsTask => ({
    kind: "ecs",
    cluster: "release",
    taskDefinition,
    container: "migrate",
    network: { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] },
    ...more,
  });
  const define = (family: string, script: string, more: object = {}) =>
    cloud.ecs.send(
      new RegisterTaskDefinitionCommand({
        family,
        networkMode: "awsvpc",
        requiresCompatibilities: ["FARGATE"],
        cpu: "256",
        memory: "512",
        containerDefinitions: [
          { name: "migrate", image: "shop/migrate:1", essential: true, command: [NODE, "-e", script] },
        ],
        ...more,
      }),
    );
  const stopped = async (arn: string) => {
    const { tasks: [found] = [] } = await cloud.ecs.send(
      new DescribeTasksCommand({ cluster: "release", tasks: [arn] }),
    );
    return found?.lastStatus === "STOPPED" && found;
  };

  before(async () => {
    cloud = await TaskCloud.start();
    await cloud.ecs.send(new CreateClusterCommand({ clusterName: "release" }));
    await cloud.role("migrate-execution", { Service: "ecs-tasks.amazonaws.com" }, []);
    await cloud.role("migrate-task", { Service: "ecs-tasks.amazonaws.com" }, []);
    const told =
      "const { APP, ENVIRONMENT, ACTION, CONTEXT, EXECUTION, STAGE } = process.env; const keys = Object.keys(process.env); " +
      "const right = APP === 'told' && ENVIRONMENT === 'test' && ACTION === 'release' && JSON.parse(CONTEXT).db.ready && " +
      "EXECUTION.includes(':execution:shop-test_told:') && STAGE === 'test-1' && !keys.some((key) => key.startsWith('EMBEDDED_')); process.exit(right ? 0 : 9)";
    await define("told", told);
    await define("fails", "console.error('no such table'); process.exit(3)");
    await define("slow", "setTimeout(() => {}, 60000)");
    await define("who", "process.exit(process.env.AWS_ACCESS_KEY_ID ? 0 : 4)");
  });
  after(() => cloud?.stop());

  it("hands the container who it is for and what the apps before it left, and tells how it ended", async () => {
    const machine = await cloud.app("told", task("told", { environment: { STAGE: "{{environment}}-1" } }));
    const result = (await cloud.result("told", machine, { db: { ready: true } })) as Record<string, unknown>;
    assert.match(String(result.task), new RegExp(`^arn:aws:ecs:${REGION}:${ACCOUNT}:task/release/`));
    assert.deepEqual(
      { ...result, task: "" },
      {
        task: "",
        exitCode: 0,
        stoppedReason: "Essential container in task exited",
      },
    );
  });

  it("passes the roles that are named, and the container has the task role's credentials", async () => {
    const machine = await cloud.app(
      "who",
      task("who:1", { taskRole: "migrate-task", executionRole: "migrate-execution" }),
    );
    assert.equal(((await cloud.result("who", machine)) as { exitCode: number }).exitCode, 0);
  });

  it("fails with States.TaskFailed and the task's description when a container ends with another code than 0", async () => {
    const end = await cloud.run(await cloud.app("fails", task("fails")));
    assert.deepEqual([end.status, end.error], ["FAILED", "States.TaskFailed"]);
    assert.match(end.cause ?? "", /\\"ExitCode\\\\?":3/);
  });

  it("stops the task when the run is stopped", async () => {
    const { Tasks } = await cloud.abortWhenSubmitted(await cloud.start(await cloud.app("stopped", task("slow"))));
    const [started] = Tasks as { TaskArn: string }[];
    await eventually("the task has stopped", () => stopped(started?.TaskArn ?? ""));
  });

  it("stops the task when its time is over", async () => {
    const end = await cloud.run(await cloud.app("late", task("slow"), { timeoutSeconds: 1 }));
    assert.deepEqual([end.status, end.error], ["FAILED", "States.Timeout"]);
    await eventually("no task runs", async () => {
      const { taskArns = [] } = await cloud.ecs.send(new ListTasksCommand({ cluster: "release" }));
      return (await Promise.all(taskArns.map(stopped))).every(Boolean);
    });
  });

  const passing = task("told", { executionRole: "migrate-execution" });
  for (const missing of ["ecs:RunTask", "ecs:DescribeTasks", "iam:PassRole"]) {
    it(`is refused without ${missing}`, async () => {
      const app = `no-${missing.split(":")[1]?.toLowerCase()}`;
      const rights = ecsKind
        .permissions(passing, cloud.names.scope, "")
        .map((one) => ({ ...one, Action: one.Action.filter((action) => action !== missing) }))
        .filter(({ Action }) => Action.length > 0);
      const end = await cloud.run(await cloud.app(app, passing, { rights }));
      assert.deepEqual([end.status, end.error], ["FAILED", "ECS.AccessDeniedException"], end.cause);
      assert.match(end.cause ?? "", new RegExp(`not authorized to perform: ${missing}`));
    });
  }

  it("is refused in another cluster, and for another family", async () => {
    const rights = ecsKind.permissions(task("told"), cloud.names.scope, "");
    for (const [app, other] of [
      ["cluster", task("told", { cluster: "production" })],
      ["family", task("fails")],
    ] as const) {
      const end = await cloud.run(await cloud.app(`other-${app}`, other, { rights }));
      assert.equal(end.error, "ECS.AccessDeniedException", `${app}: ${end.cause}`);
    }
  });
});
