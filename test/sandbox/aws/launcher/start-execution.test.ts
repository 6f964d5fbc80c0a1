import assert from "node:assert/strict";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  ended,
  REGION,
  refused,
  serviceRole,
  startTestCloud,
  user,
} from "../../../helpers/embedded-aws";
import { type Play, played } from "../../../helpers/fake-interpreter";

describe("embedded AWS: StartExecution", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let role: string;
  const arnOf = (name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    role = await serviceRole(root, "machine", "states.amazonaws.com");
  });
  after(() => cloud.stop());

  const machine = async (name: string, play: Play) =>
    await root.sfn.send(
      new CreateStateMachineCommand({ name, roleArn: role, definition: played(play), publish: true }),
    );
  const update = async (name: string, play: Play) =>
    await root.sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn: arnOf(name), definition: played(play), publish: true }),
    );
  const labelOf = async (stateMachineArn: string) => {
    const { executionArn } = await root.sfn.send(new StartExecutionCommand({ stateMachineArn }));
    const execution = await ended(root, executionArn);
    return { label: JSON.parse(execution.output ?? "{}").label, execution };
  };

  it("runs under the machine's role, assumed as the service", async () => {
    await machine("identity", { label: "x" });
    const { executionArn } = await root.sfn.send(
      new StartExecutionCommand({ stateMachineArn: arnOf("identity"), name: "run-1", input: '{"a":1}' }),
    );
    const execution = await ended(root, executionArn);
    assert.equal(execution.status, "SUCCEEDED");
    assert.deepEqual(JSON.parse(execution.output ?? ""), {
      label: "x",
      identity: `arn:aws:sts::${ACCOUNT}:assumed-role/machine/run-1`,
      input: { a: 1 },
    });
  });

  it("runs the definition of a version or an alias, and returns which", async () => {
    const first = (await machine("versions", { label: "one" })).stateMachineVersionArn ?? "";
    const { stateMachineAliasArn: live = "" } = await root.sfn.send(
      new CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: [{ stateMachineVersionArn: first, weight: 100 }],
      }),
    );
    const second = (await update("versions", { label: "two" })).stateMachineVersionArn ?? "";
    assert.equal((await labelOf(first)).label, "one");
    assert.equal((await labelOf(second)).label, "two");
    assert.equal((await labelOf(arnOf("versions"))).label, "two");
    const { label, execution } = await labelOf(live);
    assert.equal(label, "one");
    assert.equal(execution.stateMachineArn, arnOf("versions"));
    assert.equal(execution.stateMachineVersionArn, first);
    assert.equal(execution.stateMachineAliasArn, live);
    const ran = await root.sfn.send(
      new DescribeStateMachineForExecutionCommand({ executionArn: execution.executionArn }),
    );
    assert.equal(ran.definition, played({ label: "one" }));
    const listed = await root.sfn.send(new ListExecutionsCommand({ stateMachineArn: live }));
    assert.deepEqual(
      listed.executions?.map((each) => each.executionArn),
      [execution.executionArn],
    );

    await root.sfn.send(
      new UpdateStateMachineAliasCommand({
        stateMachineAliasArn: live,
        routingConfiguration: [
          { stateMachineVersionArn: first, weight: 50 },
          { stateMachineVersionArn: second, weight: 50 },
        ],
      }),
    );
    const labels = new Set<unknown>();
    for (let run = 0; run < 40 && labels.size < 2; run++) {
      labels.add((await labelOf(live)).label);
    }
    assert.deepEqual([...labels].sort(), ["one", "two"]);
  });

  it("uses the definition as it was at the start", async () => {
    await machine("race", { label: "old" });
    const { executionArn } = await root.sfn.send(new StartExecutionCommand({ stateMachineArn: arnOf("race") }));
    await update("race", { label: "new" });
    assert.equal(JSON.parse((await ended(root, executionArn)).output ?? "").label, "old");
  });

  it("is idempotent while the same execution runs, and refuses the name otherwise", async () => {
    await machine("twice", { outcome: "hang" });
    const start = (input: string) =>
      root.sfn.send(new StartExecutionCommand({ stateMachineArn: arnOf("twice"), name: "once", input }));
    const one = await start('{"a":1}');
    const again = await start('{"a":1}');
    assert.deepEqual([again.executionArn, again.startDate], [one.executionArn, one.startDate]);
    await refused(start('{"a":2}'), "ExecutionAlreadyExists", /twice:once/);
    await machine("ended", {});
    const { executionArn } = await root.sfn.send(
      new StartExecutionCommand({ stateMachineArn: arnOf("ended"), name: "once" }),
    );
    await ended(root, executionArn);
    await refused(
      root.sfn.send(new StartExecutionCommand({ stateMachineArn: arnOf("ended"), name: "once" })),
      "ExecutionAlreadyExists",
      /ended:once/,
    );
  });

  it("refuses names and inputs that AWS refuses", async () => {
    await machine("strict", {});
    const start = (more: object) =>
      root.sfn.send(new StartExecutionCommand({ stateMachineArn: arnOf("strict"), ...more }));
    await refused(start({ name: "a b" }), "InvalidName", /a b/);
    await refused(start({ input: "{" }), "InvalidExecutionInput", /Invalid State Machine Execution Input/);
    await refused(start({ input: JSON.stringify("x".repeat(262_144)) }), "InvalidExecutionInput", /262144/);
    await refused(start({ stateMachineArn: arnOf("none") }), "StateMachineDoesNotExist", /none/);
  });

  it("authorizes an alias on the base machine and its qualifier", async () => {
    const { stateMachineVersionArn } = await machine("guarded", {});
    await root.sfn.send(
      new CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
      }),
    );
    const credentials = await user(root, "starter", [
      {
        Action: "states:StartExecution",
        Resource: arnOf("guarded"),
        Condition: { StringEquals: { "states:StateMachineQualifier": "live" } },
      },
    ]);
    const { sfn } = clientsOf(cloud, credentials);
    const start = (stateMachineArn: string) => sfn.send(new StartExecutionCommand({ stateMachineArn }));
    assert.ok((await start(`${arnOf("guarded")}:live`)).executionArn);
    await refused(start(arnOf("guarded")), "AccessDeniedException", /states:StartExecution on resource: .*:guarded /);
    await refused(start(`${arnOf("guarded")}:1`), "AccessDeniedException", /states:StartExecution/);
  });
});
