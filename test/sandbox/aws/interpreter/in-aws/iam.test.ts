import assert from "node:assert/strict";
import { CreateRoleCommand, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { type Clients, policy, serviceRole } from "../../../../helpers/embedded-aws";

import { InterpreterInAws, role } from "./interpreter-in-aws";

const STATES = "states.amazonaws.com";
describe("interpreter in the embedded AWS: IAM", function () {
  this.timeout(60_000);
  let aws: InterpreterInAws;
  let clients: Clients;

  before(async () => {
    aws = await InterpreterInAws.start();
    clients = aws.clients;
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
  after(() => aws?.stop());

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
      const end = await aws.run(await aws.machine(name, { T: { ...state, Type: "Task", End: true } }), {}, name);
      assert.equal(end.status, expected.error === undefined ? "SUCCEEDED" : "FAILED", end.cause);
      assert.equal(end.error, expected.error);
      if (expected.output) {
        assert.match(end.output ?? "", expected.output);
      }
      if (expected.cause instanceof RegExp) {
        assert.match(end.cause ?? "", expected.cause);
      } else {
        assert.equal(end.cause, expected.cause);
      }
    });
  });

  it("a machine whose role is not trusted any more fails at its first task, where a catcher sees it", async () => {
    await serviceRole(clients, "fickle", STATES);
    const states = {
      First: { Type: "Pass", Next: "T" },
      T: { Type: "Task", Resource: whoami, End: true, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Told" }] },
      Told: { Type: "Succeed" },
    };
    const fickle = await aws.machine("fickle", states, { role: "fickle" });
    const nobody = policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
    await clients.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "fickle", PolicyDocument: nobody }));
    const end = await aws.run(fickle);
    assert.equal(end.status, "SUCCEEDED", end.cause);
    assert.match(end.output ?? "", /"States.Permissions".*role\/fickle/);
  });
});
