import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchLogsClient, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CodeBuildClient, CreateProjectCommand, DeleteProjectCommand } from "@aws-sdk/client-codebuild";
import {
  CreateClusterCommand,
  DeleteClusterCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { CreateJobCommand, DeleteJobCommand, GlueClient } from "@aws-sdk/client-glue";
import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import type { AwsAccess } from "../run/aws-access";
import { unlessMissing } from "./deploy";
import type { SampleJobs, SampleTaskDefinition } from "./sample-jobs";

/** Role that the sample projects and jobs run as; it may do nothing. */
const JOB_ROLE = "sample-jobs-execution";

/** Most revisions of a task definition that are made to reach the one that is named. */
const MOST_REVISIONS = 50;

/**
 * Creates what a blueprint's jobs name: each waits as long as its app is expected to take, and succeeds. Like the
 * functions they are outside the stack. Containers and builds are commands here, without images.
 * @returns a function that deletes all of it
 */
export async function deploySampleJobs(access: AwsAccess, jobs: SampleJobs): Promise<() => Promise<void>> {
  const [ecs, codebuild, glue, iam, logs] = [
    new ECSClient(access.config),
    new CodeBuildClient(access.config),
    new GlueClient(access.config),
    new IAMClient(access.config),
    new CloudWatchLogsClient(access.config),
  ];
  const cleanups: (() => Promise<unknown>)[] = [];
  const role = async (name: string, path: string, services: readonly string[]) => {
    await iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Path: path,
        AssumeRolePolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" }],
        }),
      }),
    );
    cleanups.push(() => iam.send(new DeleteRoleCommand({ RoleName: name })));
  };
  for (const arn of jobs.taskRoles) {
    const [, path = "/", name = ""] = /:role(\/(?:.+\/)?)([^/]+)$/.exec(arn) ?? [];
    await role(name, path, ["ecs-tasks.amazonaws.com"]);
  }
  for (const clusterName of jobs.clusters) {
    await ecs.send(new CreateClusterCommand({ clusterName }));
    cleanups.push(() => ecs.send(new DeleteClusterCommand({ cluster: clusterName })));
  }
  for (const [family, definition] of Object.entries(jobs.taskDefinitions)) {
    await define(ecs, family, definition);
  }
  const [projects, glueJobs] = [Object.entries(jobs.projects), Object.entries(jobs.glueJobs)];
  if (projects.length + glueJobs.length > 0) {
    await role(JOB_ROLE, "/", ["codebuild.amazonaws.com", "glue.amazonaws.com"]);
  }
  for (const [name, milliseconds] of projects) {
    await codebuild.send(createProject(name, milliseconds, `arn:aws:iam::${access.account}:role/${JOB_ROLE}`));
    // CodeBuild makes a project's log group at its first build and leaves it.
    const logGroupName = `/aws/codebuild/${name}`;
    cleanups.push(() => logs.send(new DeleteLogGroupCommand({ logGroupName })).catch(unlessMissing));
    cleanups.push(() => codebuild.send(new DeleteProjectCommand({ name })));
  }
  if (glueJobs.length > 0) {
    const folder = mkdtempSync(join(tmpdir(), "sample-glue-"));
    cleanups.push(async () => rmSync(folder, { recursive: true, force: true }));
    for (const [name, milliseconds] of glueJobs) {
      const ScriptLocation = join(folder, `${name}.py`);
      writeFileSync(ScriptLocation, `import time\ntime.sleep(${milliseconds / 1000})\n`);
      await glue.send(
        new CreateJobCommand({ Name: name, Role: JOB_ROLE, Command: { Name: "pythonshell", ScriptLocation } }),
      );
      cleanups.push(() => glue.send(new DeleteJobCommand({ JobName: name })));
    }
  }
  return async () => {
    for (const one of cleanups.reverse()) {
      await one();
    }
    for (const client of [ecs, codebuild, glue, iam, logs]) {
      client.destroy();
    }
  };
}

async function define(ecs: ECSClient, family: string, { containers, revisions }: SampleTaskDefinition): Promise<void> {
  for (let revision = 1; revision <= Math.min(revisions, MOST_REVISIONS); revision += 1) {
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family,
        networkMode: "awsvpc",
        requiresCompatibilities: ["FARGATE"],
        cpu: "256",
        memory: "512",
        containerDefinitions: Object.entries(containers).map(([name, milliseconds]) => ({
          name,
          image: `${family}:sample`,
          essential: true,
          command: [process.execPath, "-e", `setTimeout(() => {}, ${milliseconds})`],
        })),
      }),
    );
  }
}

function createProject(name: string, milliseconds: number, serviceRole: string): CreateProjectCommand {
  const buildspec = { version: 0.2, phases: { build: { commands: [`sleep ${milliseconds / 1000}`] } } };
  return new CreateProjectCommand({
    name,
    serviceRole,
    source: { type: "NO_SOURCE", buildspec: JSON.stringify(buildspec) },
    artifacts: { type: "NO_ARTIFACTS" },
    environment: { type: "LINUX_CONTAINER", computeType: "BUILD_GENERAL1_SMALL", image: "aws/codebuild/standard:7.0" },
  });
}
