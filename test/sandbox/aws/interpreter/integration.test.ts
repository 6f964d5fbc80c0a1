import assert from "node:assert/strict";
import { CreateRoleCommand, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import { startInterpreter } from "../../../../sandbox/aws/interpreter/server";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  ended,
  eventually,
  nextMessage,
  nodeFunction,
  policy,
  REGION,
  serviceRole,
  startTestCloud,
} from "../../../helpers/embedded-aws";

const STATES = "states.amazonaws.com";
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const machineArn = (name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;

/**
 * The interpreter inside the embedded AWS, with IAM judging every call.
 *
 * It does not prove that AWS itself words its answers so; names and causes follow its documentation.
 */
describe("interpreter in the embedded AWS", function () {
  this.timeout(60_000);
  let cloud: EmbeddedAws;
  let clients: Clients;

  before(async () => {
    cloud = await startTestCloud({ interpreter: startInterpreter, waitScale: 0.01 });
    clients = clientsOf(cloud);
  });
  after(() => cloud?.stop());

  async function machine(name: string, states: Record<string, object>, more: { role?: string; timeout?: number } = {}) {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: Object.keys(states)[0],
      States: states,
      ...(more.timeout === undefined ? {} : { TimeoutSeconds: more.timeout }),
    };
    const { stateMachineArn } = await clients.sfn.send(
      new CreateStateMachineCommand({
        name,
        definition: JSON.stringify(definition),
        roleArn: role(more.role ?? "machine"),
        publish: true,
      }),
    );
    return stateMachineArn ?? "";
  }

  async function run(stateMachineArn: string, input: object = {}, name?: string) {
    const { executionArn } = await clients.sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), ...(name ? { name } : {}) }),
    );
    return ended(clients, executionArn);
  }

  async function events(executionArn: string | undefined) {
    const { events: found = [] } = await clients.sfn.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    return found;
  }

  describe("IAM", () => {
    before(async () => {
      await serviceRole(clients, "machine", STATES, [
        { Action: "sts:AssumeRole", Resource: [role("task"), role("untrusting"), role("absent")] },
      ]);
      await clients.iam.send(
        new CreateRoleCommand({
          RoleName: "task",
          AssumeRolePolicyDocument: policy({ Principal: { AWS: role("machine") }, Action: "sts:AssumeRole" }),
        }),
      );
      await clients.iam.send(
        new PutRolePolicyCommand({
          RoleName: "task",
          PolicyName: "own",
          PolicyDocument: policy({ Action: "secretsmanager:DescribeSecret", Resource: "*" }),
        }),
      );
      await serviceRole(clients, "untrusting", "lambda.amazonaws.com");
    });

    const whoami = "arn:aws:states:::aws-sdk:sts:getCallerIdentity";
    const describeSecret = "arn:aws:states:::aws-sdk:secretsmanager:describeSecret";
    const refusal = (name: string) =>
      `The role ${role("machine")} is not authorized to assume the task state's role, ${role(name)}.`;
    const probes: [string, object, { output?: RegExp; error?: string; cause?: RegExp | string }][] = [
      ["the machine's own role", { Resource: whoami }, { output: /assumed-role\/machine\/own-role"/ }],
      [
        "a chained role",
        { Resource: whoami, Credentials: { RoleArn: role("task") } },
        { output: /assumed-role\/task\/chained"/ },
      ],
      [
        "a role whose trust says no",
        { Resource: whoami, Credentials: { RoleArn: role("untrusting") } },
        { error: "States.TaskFailed", cause: refusal("untrusting") },
      ],
      [
        "a role that is not there",
        { Resource: whoami, Credentials: { RoleArn: role("absent") } },
        { error: "States.TaskFailed", cause: refusal("absent") },
      ],
      [
        "an action that the chained role allows, on nothing",
        { Resource: describeSecret, Arguments: { SecretId: "nope" }, Credentials: { RoleArn: role("task") } },
        { error: "SecretsManager.ResourceNotFoundException", cause: /Service: SecretsManager, Status Code: 400/ },
      ],
      [
        "an action that the machine's role denies",
        { Resource: describeSecret, Arguments: { SecretId: "nope" } },
        {
          error: "SecretsManager.SecretsManagerException",
          cause: /not authorized to perform: secretsmanager:DescribeSecret/,
        },
      ],
    ];
    const names = ["own-role", "chained", "untrusting", "absent", "allowed", "denied"];
    probes.forEach(([title, state, expected], index) => {
      it(title, async () => {
        const name = names[index] ?? "";
        const end = await run(await machine(name, { T: { ...state, Type: "Task", End: true } }), {}, name);
        assert.equal(end.status, expected.error === undefined ? "SUCCEEDED" : "FAILED", end.cause);
        assert.equal(end.error, expected.error);
        if (expected.output) assert.match(end.output ?? "", expected.output);
        if (expected.cause instanceof RegExp) assert.match(end.cause ?? "", expected.cause);
        else assert.equal(end.cause, expected.cause);
      });
    });

    it("a machine whose role is not trusted any more fails at its first task, where a catcher sees it", async () => {
      await serviceRole(clients, "fickle", STATES);
      const states = {
        First: { Type: "Pass", Next: "T" },
        T: { Type: "Task", Resource: whoami, End: true, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Told" }] },
        Told: { Type: "Succeed" },
      };
      const fickle = await machine("fickle", states, { role: "fickle" });
      const nobody = policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
      await clients.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "fickle", PolicyDocument: nobody }));
      const end = await run(fickle);
      assert.equal(end.status, "SUCCEEDED", end.cause);
      assert.match(end.output ?? "", /not allowed to assume the role/);
    });
  });

  describe("nested executions", () => {
    before(async () => {
      const children = ["child", "slow", "failing"];
      await serviceRole(clients, "parent", STATES, [
        { Action: "states:StartExecution", Resource: children.map(machineArn) },
        {
          Action: ["states:DescribeExecution", "states:StopExecution"],
          Resource: children.map((name) => `arn:aws:states:${REGION}:${ACCOUNT}:execution:${name}:*`),
        },
      ]);
      await machine("child", { P: { Type: "Pass", Output: { got: "{% $states.input.n %}" }, End: true } });
      await machine("slow", { W: { Type: "Wait", Seconds: 6000, End: true } });
      await machine("failing", { F: { Type: "Fail", Error: "Broken", Cause: "on purpose" } });
    });
    const sync = "arn:aws:states:::states:startExecution.sync:2";
    const call = (arn: string, more: object = {}) => ({
      Type: "Task",
      Resource: sync,
      Arguments: { StateMachineArn: arn, Input: { n: 7 }, Name: "{% $states.context.Execution.Name %}" },
      End: true,
      ...more,
    });
    const childOf = (name: string, execution: string) =>
      clients.sfn.send(
        new DescribeExecutionCommand({
          executionArn: `arn:aws:states:${REGION}:${ACCOUNT}:execution:${name}:${execution}`,
        }),
      );

    it("gives the parsed output of a child started by its alias", async () => {
      const { stateMachineAliasArn } = await clients.sfn.send(
        new CreateStateMachineAliasCommand({
          name: "live",
          routingConfiguration: [{ stateMachineVersionArn: `${machineArn("child")}:1`, weight: 100 }],
        }),
      );
      const parent = await machine(
        "by-alias",
        { C: call(stateMachineAliasArn ?? "", { Output: "{% $states.result.Output %}" }) },
        { role: "parent" },
      );
      const end = await run(parent, {}, "aliased");
      assert.equal(end.output, '{"got":7}', end.cause);
      assert.equal((await childOf("child", "aliased")).stateMachineAliasArn, stateMachineAliasArn);
    });

    it("fails with States.TaskFailed and the child's description", async () => {
      const parent = await machine("of-failing", { C: call(machineArn("failing")) }, { role: "parent" });
      const end = await run(parent, {}, "fails");
      assert.equal(end.error, "States.TaskFailed");
      const { StartDate, StopDate, ...told } = JSON.parse(end.cause ?? "");
      assert.ok(Number.isInteger(StartDate) && Number.isInteger(StopDate));
      assert.deepEqual(told, {
        Cause: "on purpose",
        Error: "Broken",
        ExecutionArn: `arn:aws:states:${REGION}:${ACCOUNT}:execution:failing:fails`,
        Input: '{"n":7}',
        InputDetails: { Included: true },
        Name: "fails",
        StateMachineArn: machineArn("failing"),
        Status: "FAILED",
      });
      assert.deepEqual(
        (await events(end.executionArn)).map(({ type }) => type),
        [
          "ExecutionStarted",
          "TaskStateEntered",
          "TaskScheduled",
          "TaskStarted",
          "TaskSubmitted",
          "TaskFailed",
          "ExecutionFailed",
        ],
      );
    });

    it("is refused where the role may not start the child", async () => {
      const parent = await machine("not-allowed", { C: call(machineArn("by-alias")) }, { role: "parent" });
      const end = await run(parent);
      assert.equal(end.error, "StepFunctions.AWSStepFunctionsException");
      assert.match(end.cause ?? "", /not authorized to perform: states:StartExecution/);
    });

    const waitFor = (name: string, execution: string) =>
      eventually(`${name}:${execution}`, async () => {
        try {
          return (await childOf(name, execution)).status === "RUNNING";
        } catch {
          return false;
        }
      });

    it("stops its child when it is stopped", async () => {
      const parent = await machine("stopped", { C: call(machineArn("slow")) }, { role: "parent" });
      const { executionArn } = await clients.sfn.send(
        new StartExecutionCommand({ stateMachineArn: parent, name: "cascade" }),
      );
      await waitFor("slow", "cascade");
      await clients.sfn.send(new StopExecutionCommand({ executionArn, error: "Operator", cause: "enough" }));
      const end = await ended(clients, executionArn);
      assert.deepEqual([end.status, end.error, end.cause], ["ABORTED", "Operator", "enough"]);
      assert.equal((await childOf("slow", "cascade")).status, "ABORTED");
    });

    it("stops its child when it times out", async () => {
      const parent = await machine("late", { C: call(machineArn("slow")) }, { role: "parent", timeout: 1 });
      assert.equal((await run(parent, {}, "timing-out")).status, "TIMED_OUT");
      assert.equal((await childOf("slow", "timing-out")).status, "ABORTED");
    });

    it("stops the child of one branch when another branch fails", async () => {
      const branches = [
        { StartAt: "A", States: { A: call(machineArn("slow")) } },
        { StartAt: "B", States: { B: call(machineArn("failing")) } },
      ];
      const parent = await machine(
        "branches",
        { P: { Type: "Parallel", Branches: branches, End: true } },
        { role: "parent" },
      );
      const end = await run(parent, {}, "side-by-side");
      assert.equal(end.error, "States.TaskFailed");
      assert.equal((await childOf("slow", "side-by-side")).status, "ABORTED");
    });
  });

  describe("services", () => {
    before(async () => {
      await serviceRole(clients, "function", "lambda.amazonaws.com");
      const functions = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:worker`;
      await serviceRole(clients, "caller", STATES, [
        { Action: "lambda:InvokeFunction", Resource: [functions, `${functions}:*`] },
        { Action: "sqs:SendMessage", Resource: `arn:aws:sqs:${REGION}:${ACCOUNT}:inbox` },
      ]);
      const source = `class OutOfStock extends Error { constructor(m) { super(m); this.name = "OutOfStock"; } }
        exports.handler = async (event) => { if (event.fail) throw new OutOfStock("no " + event.fail); return { doubled: event.n * 2 }; };`;
      await nodeFunction(clients, "worker", role("function"), source);
    });
    const invoke = "arn:aws:states:::lambda:invoke";

    it("invokes a function and parses its payload", async () => {
      const task = {
        Type: "Task",
        Resource: invoke,
        Arguments: { FunctionName: "worker", Payload: "{% $states.input %}" },
        Output: "{% $states.result.Payload %}",
        End: true,
      };
      const end = await run(await machine("invokes", { T: task }, { role: "caller" }), { n: 21 });
      assert.equal(end.output, '{"doubled":42}', end.cause);
    });

    it("names a function's failure as the function named it", async () => {
      const task = {
        Type: "Task",
        Resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:worker`,
        Arguments: { fail: "shoes" },
        Catch: [{ ErrorEquals: ["OutOfStock"], Next: "Told" }],
        End: true,
      };
      const end = await run(await machine("throws", { T: task, Told: { Type: "Succeed" } }, { role: "caller" }));
      assert.equal(end.status, "SUCCEEDED", `${end.error}: ${end.cause}`);
      const { Error: error, Cause } = JSON.parse(end.output ?? "{}");
      assert.deepEqual([error, JSON.parse(Cause).errorMessage], ["OutOfStock", "no shoes"]);
    });

    it("waits for a task token sent through a queue", async () => {
      const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: "inbox" }));
      const task = {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Arguments: { QueueUrl, MessageBody: { token: "{% $states.context.Task.Token %}" } },
        End: true,
      };
      const { executionArn } = await clients.sfn.send(
        new StartExecutionCommand({ stateMachineArn: await machine("asks", { T: task }, { role: "caller" }) }),
      );
      const message = await nextMessage(clients, QueueUrl, 5);
      await clients.sfn.send(new SendTaskSuccessCommand({ taskToken: message?.body.token, output: '{"ok":true}' }));
      assert.equal((await ended(clients, executionArn)).output, '{"ok":true}');
    });
  });
});
