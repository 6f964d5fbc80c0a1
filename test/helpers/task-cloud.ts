import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { CodeBuildClient } from "@aws-sdk/client-codebuild";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { GlueClient } from "@aws-sdk/client-glue";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { parseBlueprint } from "../../components/blueprint/parse";
import { type EnvironmentNames, environmentNames, scopeOf } from "../../components/core/names";
import { type PolicyStatement, policyJson } from "../../components/core/policy-document";
import { childMachine } from "../../components/definitions/child/definition";
import { machineStatements } from "../../components/iam/machine-permissions";
import { runsAsMachine, type Task, taskPermissions } from "../../components/tasks/index";
import type { MachineRoles } from "../../components/versions/rehearsal/permissions";
import type { EmbeddedAws, EmbeddedAwsArgs } from "../../sandbox/aws";
import { startInterpreter } from "../../sandbox/aws/interpreter/server";
import { ACCOUNT, type Clients, clientsOf, ended, eventually, policy, REGION, startTestCloud } from "./embedded-aws";

/** How an app is deployed. */
export interface AppOptions {
  /** What the role that the task runs as may do for the task. @default exactly what the task implies */
  readonly rights?: readonly PolicyStatement[];
  /** Time-out of the task in seconds. @default 60 */
  readonly timeoutSeconds?: number;
}

/**
 * The embedded AWS with machines of apps as the program would deploy them: the child definition, a machine role with the rights derived from it, a
 * task role with the rights that the task implies. IAM judges every call. Retries wait a hundredth of their time.
 */
export class TaskCloud {
  readonly names: EnvironmentNames = environmentNames(
    scopeOf({ blueprint: "shop", environment: "test", account: ACCOUNT, region: REGION }),
  );
  readonly ecs: ECSClient;
  readonly codebuild: CodeBuildClient;
  readonly glue: GlueClient;
  readonly dynamodb: DynamoDBClient;
  /** Roles of the deployed apps, with everything that they must be allowed, whatever {@link AppOptions.rights} left out. */
  readonly roles: Record<string, MachineRoles> = {};

  private constructor(
    readonly cloud: EmbeddedAws,
    readonly clients: Clients,
  ) {
    const config = { endpoint: cloud.endpoint, region: REGION, credentials: cloud.rootCredentials };
    this.ecs = new ECSClient(config);
    this.codebuild = new CodeBuildClient(config);
    this.glue = new GlueClient(config);
    this.dynamodb = new DynamoDBClient(config);
  }

  static async start(args: Partial<EmbeddedAwsArgs> = {}): Promise<TaskCloud> {
    const cloud = await startTestCloud({ interpreter: startInterpreter, waitScale: 0.01, ...args });
    return new TaskCloud(cloud, clientsOf(cloud));
  }

  async stop(): Promise<void> {
    for (const client of [this.ecs, this.codebuild, this.glue, this.dynamodb]) {
      client.destroy();
    }
    await this.cloud.stop();
  }

  /** Deploys the machine of an app and gives its ARN. */
  async app(app: string, task: Task, { rights, timeoutSeconds = 60 }: AppOptions = {}): Promise<string> {
    const parsed = parseBlueprint({ name: "shop", apps: { [app]: { task, timeoutSeconds } } });
    assert.ok("blueprint" in parsed, JSON.stringify(parsed));
    const spec = parsed.blueprint.apps[app] ?? assert.fail();
    const { definition, needs } = childMachine({ names: this.names, app, spec });
    const { machine, machineRole, taskRole } = this.names.app(app);
    const implied = taskPermissions(task, this.names.scope, machine.arn);
    const machineRights = machineStatements(needs);
    const own = runsAsMachine(task);
    this.roles[app] = {
      machine: { role: machineRole, statements: machineRights },
      ...(own ? {} : { task: { role: taskRole, statements: implied } }),
    };
    const others = machineRights.filter((one) => !implied.some((other) => isDeepStrictEqual(one, other)));
    const held = own && rights !== undefined ? [...others, ...rights] : machineRights;
    await this.role(machineRole.name, { Service: "states.amazonaws.com" }, held);
    if (!own) {
      await this.role(taskRole.name, { AWS: machineRole.arn }, rights ?? implied);
    }
    await this.clients.sfn.send(
      new CreateStateMachineCommand({
        name: machine.name,
        definition: JSON.stringify(definition),
        roleArn: machineRole.arn,
      }),
    );
    return machine.arn;
  }

  /** A role that this principal may assume; returns its ARN. */
  async role(name: string, principal: object, statements: readonly PolicyStatement[]): Promise<string> {
    const { iam } = this.clients;
    const trust = policy({ Principal: principal, Action: "sts:AssumeRole" });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
    if (statements.length > 0) {
      await iam.send(
        new PutRolePolicyCommand({ RoleName: name, PolicyName: "own", PolicyDocument: policyJson(statements) }),
      );
    }
    return Role?.Arn ?? assert.fail();
  }

  /** Starts an app's machine with the context of the apps before it, and more input. */
  async start(stateMachineArn: string, context: object = {}, more: object = {}): Promise<string> {
    const input = JSON.stringify({ context, ...more });
    const { executionArn } = await this.clients.sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    return executionArn ?? assert.fail();
  }

  /** An execution of it once it has ended. */
  async run(stateMachineArn: string, context: object = {}, more: object = {}): Promise<DescribeExecutionOutput> {
    return ended(this.clients, await this.start(stateMachineArn, context, more));
  }

  /** What a run that went well says of the app. */
  async result(app: string, stateMachineArn: string, context: object = {}): Promise<unknown> {
    const end = await this.run(stateMachineArn, context);
    assert.equal(end.status, "SUCCEEDED", `${end.error}: ${end.cause}`);
    return JSON.parse(end.output ?? "{}").context[app];
  }

  /** Stops an execution as soon as its task has been submitted, and gives what the service answered to the start. */
  async abortWhenSubmitted(executionArn: string): Promise<Record<string, unknown>> {
    const { sfn } = this.clients;
    const output = await eventually("TaskSubmitted", async () => {
      const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
      return events.find(({ type }) => type === "TaskSubmitted")?.taskSubmittedEventDetails?.output;
    });
    await sfn.send(new StopExecutionCommand({ executionArn }));
    assert.equal((await ended(this.clients, executionArn)).status, "ABORTED");
    return JSON.parse(output);
  }
}
