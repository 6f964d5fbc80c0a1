import assert from "node:assert/strict";
import jsonata from "jsonata";
import { renderTask, type Task } from "../../../components/tasks/index";
import { names } from "../definitions/samples";

const call = {
  scope: names.scope,
  app: "one",
  action: "release",
  context: "$context",
  timeoutSeconds: 400,
} as const;

const evaluate = async (expression: string, states: object, context: object = {}) => {
  const value: unknown = await jsonata(expression).evaluate({}, { states, context });
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
};
const resultOf = (task: Task, result: unknown) => evaluate(`(${renderTask(task, call).result})`, { result });

/** Results as in AWS's API references, in Step Functions' spelling: written from the documentation, not recorded. */
describe("result of a task", () => {
  const network = { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] };
  const ecs: Task = { kind: "ecs", cluster: "c", taskDefinition: "t", container: "app", network };

  it("of kind ecs is its ARN and the exit of the named container", async () => {
    const Containers = [
      { Name: "app", ExitCode: 0 },
      { Name: "log-router", ExitCode: 0 },
    ];
    const result = {
      TaskArn: "arn:task",
      StoppedReason: "Essential container in task exited",
      Containers,
      Memory: "512",
    };
    assert.deepEqual(await resultOf(ecs, result), {
      task: "arn:task",
      exitCode: 0,
      stoppedReason: "Essential container in task exited",
    });
  });

  it("of kind codebuild has what the buildspec exports: one variable, many or none", async () => {
    const task: Task = { kind: "codebuild", project: "release" };
    const of = async (ExportedEnvironmentVariables?: object[]) => {
      const Build = { Arn: "arn:build", BuildNumber: 7, ResolvedSourceVersion: "abc", ExportedEnvironmentVariables };
      return (await resultOf(task, { Build })) as { exported: object };
    };
    assert.deepEqual(await of(), { build: "arn:build", number: 7, sourceVersion: "abc", exported: {} });
    assert.deepEqual((await of([])).exported, {});
    assert.deepEqual((await of([{ Name: "A", Value: "1" }])).exported, { A: "1" });
    assert.deepEqual(
      (
        await of([
          { Name: "A", Value: "1" },
          { Name: "B", Value: "2" },
        ])
      ).exported,
      { A: "1", B: "2" },
    );
  });

  it("of kind glue is the id and the seconds of the run", async () => {
    const result = { Id: "jr_1", ExecutionTime: 12, Arguments: { "--CONTEXT": "{}" }, JobRunState: "SUCCEEDED" };
    assert.deepEqual(await resultOf({ kind: "glue", job: "load" }, result), { run: "jr_1", seconds: 12 });
  });

  it("of kind sdk is the response or the members to keep, never undefined", async () => {
    const sdk = {
      kind: "sdk",
      service: "ssm",
      action: "putParameter",
      arguments: {},
      resources: ["arn:aws:ssm:eu-central-1:123456789012:parameter/a"],
    } as const;
    const answer = { Version: 2, Tier: "Standard" };
    assert.deepEqual(await resultOf(sdk, answer), answer);
    assert.deepEqual(await resultOf({ ...sdk, keep: ["Version"] }, answer), { Version: 2 });
    assert.deepEqual(await resultOf({ ...sdk, keep: ["Missing"] }, answer), {});
    assert.equal(await resultOf(sdk, undefined), null);
  });
});

describe("CONTEXT of a job", () => {
  const variables = (task: Task) => {
    const given = renderTask(task, call).arguments as { Arguments: Record<string, string> };
    return (given.Arguments["--CONTEXT"] ?? "").replace(/^\{% | %\}$/g, "");
  };

  it("is JSON text; above the limit the state fails with the app's name", async () => {
    const expression = variables({ kind: "glue", job: "load" });
    assert.equal(await evaluate(expression, {}, { db: { ready: true } }), '{"db":{"ready":true}}');
    await assert.rejects(evaluate(expression, {}, { db: "x".repeat(16_384) }), (error: { message?: string }) =>
      /The context of one is longer than 16384 characters/.test(error.message ?? ""),
    );
  });
});
