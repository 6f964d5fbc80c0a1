import assert from "node:assert/strict";
import { UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { startInterpreter } from "../../../sandbox/aws/interpreter/server";
import {
  type Clients,
  clientsOf,
  ended,
  policy,
  refused,
  serviceRole,
  startTestCloud,
  user,
} from "../../helpers/embedded-aws";

/** The launcher and the interpreter together. What AWS does with a nested execution that a redriven parent had started is not shown. */
describe("embedded AWS: RedriveExecution", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let stateMachineArn: string | undefined;

  before(async () => {
    cloud = await startTestCloud({ interpreter: startInterpreter });
    root = clientsOf(cloud);
    const roleArn = await serviceRole(root, "machine", "states.amazonaws.com", [
      { Action: "sts:AssumeRole", Resource: "arn:aws:iam::123456789012:role/chained" },
    ]);
    await serviceRole(root, "chained", "lambda.amazonaws.com");
    const definition = JSON.stringify({
      QueryLanguage: "JSONata",
      StartAt: "Before",
      States: {
        Before: { Type: "Pass", Assign: { seen: "{% $states.input.n %}" }, Next: "Chained" },
        Chained: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:sts:getCallerIdentity",
          Credentials: { RoleArn: "arn:aws:iam::123456789012:role/chained" },
          Output: "{% {'seen': $seen, 'redrives': $states.context.Execution.RedriveCount} %}",
          End: true,
        },
      },
    });
    ({ stateMachineArn } = await root.sfn.send(
      new CreateStateMachineCommand({ name: "machine", roleArn, definition }),
    ));
  });
  after(() => cloud?.stop());

  const failing = async (name: string) => {
    const { executionArn } = await root.sfn.send(
      new StartExecutionCommand({ stateMachineArn, name, input: '{"n": 7}' }),
    );
    assert.equal((await ended(root, executionArn)).status, "FAILED");
    return executionArn;
  };
  const trust = (principal: object) =>
    root.iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: "chained",
        PolicyDocument: policy({ Principal: principal, Action: "sts:AssumeRole" }),
      }),
    );

  it("goes on where a trust that has been fixed since had stopped it, and succeeds", async () => {
    const executionArn = await failing("fixed");
    await trust({ AWS: "arn:aws:iam::123456789012:role/machine" });
    const { redriveDate } = await root.sfn.send(new RedriveExecutionCommand({ executionArn }));
    assert.ok(redriveDate && Math.abs(redriveDate.getTime() - Date.now()) < 10_000);
    const end = await ended(root, executionArn);
    assert.deepEqual(
      [end.status, end.redriveCount, end.redriveStatus, JSON.parse(end.output ?? "")],
      ["SUCCEEDED", 1, "NOT_REDRIVABLE", { seen: 7, redrives: 1 }],
    );
    assert.equal(end.error, undefined);
    const { events = [] } = await root.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    const types = events.map(({ type }) => type);
    assert.equal(types.filter((type) => type === "PassStateEntered").length, 1);
    assert.deepEqual(types.slice(types.indexOf("ExecutionFailed"), types.indexOf("ExecutionFailed") + 3), [
      ...["ExecutionFailed", "ExecutionRedriven", "TaskStateEntered"],
    ]);
    assert.deepEqual(
      events.map(({ id }) => id),
      events.map((_, index) => index + 1),
    );
    await trust({ Service: "lambda.amazonaws.com" });
  });

  it("refuses an execution that succeeded, an unknown one, and a caller without permission", async () => {
    const executionArn = await failing("refused");
    const keys = await user(root, "onlooker", [{ Action: "states:DescribeExecution", Resource: "*" }]);
    const onlooker = clientsOf(cloud, keys);
    await refused(onlooker.sfn.send(new RedriveExecutionCommand({ executionArn })), "AccessDeniedException", /Redrive/);
    const { status } = await root.sfn.send(new DescribeExecutionCommand({ executionArn }));
    assert.equal(status, "FAILED");
    await refused(
      root.sfn.send(new RedriveExecutionCommand({ executionArn: `${executionArn}-not` })),
      "ExecutionDoesNotExist",
      /Does Not Exist/,
    );
    await trust({ AWS: "arn:aws:iam::123456789012:role/machine" });
    await root.sfn.send(new RedriveExecutionCommand({ executionArn }));
    await ended(root, executionArn);
    await refused(
      root.sfn.send(new RedriveExecutionCommand({ executionArn })),
      "ExecutionNotRedrivable",
      /is SUCCEEDED/,
    );
    await trust({ Service: "lambda.amazonaws.com" });
  });

  it("redrives for a caller with the permission", async () => {
    const executionArn = await failing("allowed");
    const resource = "arn:aws:states:us-east-1:123456789012:execution:machine:*";
    const operator = clientsOf(
      cloud,
      await user(root, "operator", [{ Action: "states:RedriveExecution", Resource: resource }]),
    );
    await operator.sfn.send(new RedriveExecutionCommand({ executionArn }));
    assert.equal((await ended(root, executionArn)).redriveCount, 1);
  });
});
