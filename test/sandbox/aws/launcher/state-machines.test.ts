import assert from "node:assert/strict";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachineVersionsCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  REGION,
  refused,
  serviceRole,
  startTestCloud,
  user,
} from "../../../helpers/embedded-aws";
import { played } from "../../../helpers/fake-interpreter";

const arnOf = (name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;

describe("embedded AWS: state machines", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let roleArn: string;

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    roleArn = await serviceRole(root, "machine", "states.amazonaws.com");
  });
  after(() => cloud.stop());

  const create = (name: string, more: object = {}, clients = root) =>
    clients.sfn.send(new CreateStateMachineCommand({ name, roleArn, definition: played({}), publish: true, ...more }));
  const describe_ = (stateMachineArn: string) => root.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));

  it("stores tracing, for the machine and for each version as published", async () => {
    await create("traced", { tracingConfiguration: { enabled: true } });
    await root.sfn.send(
      new UpdateStateMachineCommand({
        stateMachineArn: arnOf("traced"),
        tracingConfiguration: { enabled: false },
        publish: true,
      }),
    );
    const enabled = async (arn: string) => (await describe_(arn)).tracingConfiguration?.enabled;
    assert.deepEqual(
      [await enabled(arnOf("traced")), await enabled(`${arnOf("traced")}:1`), await enabled(`${arnOf("traced")}:2`)],
      [false, true, false],
    );
    await create("untraced");
    assert.equal(await enabled(arnOf("untraced")), false);
  });

  it("shows behind an alias the version that it points to", async () => {
    await create("aliased");
    const routingConfiguration = [{ stateMachineVersionArn: `${arnOf("aliased")}:1`, weight: 100 }];
    await root.sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
    await root.sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn: arnOf("aliased"), definition: played({ label: "new" }) }),
    );
    const shown = await describe_(`${arnOf("aliased")}:live`);
    assert.deepEqual([shown.stateMachineArn, shown.definition], [`${arnOf("aliased")}:live`, played({})]);
  });

  it("deletes versions and aliases with the machine, so that a new one starts afresh", async () => {
    await create("again");
    const routingConfiguration = [{ stateMachineVersionArn: `${arnOf("again")}:1`, weight: 100 }];
    await root.sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
    await root.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arnOf("again") }));
    await refused(describe_(`${arnOf("again")}:live`), "StateMachineDoesNotExist", /again:live/);
    await create("again", { definition: played({ label: "second life" }) });
    const { stateMachineVersions } = await root.sfn.send(
      new ListStateMachineVersionsCommand({ stateMachineArn: arnOf("again") }),
    );
    assert.equal(stateMachineVersions?.length, 1);
    assert.equal((await describe_(`${arnOf("again")}:1`)).definition, played({ label: "second life" }));
  });

  it("refuses a caller without iam:PassRole, and a role that Step Functions cannot assume", async () => {
    const creator = await user(root, "creator", [{ Action: "states:CreateStateMachine", Resource: "*" }]);
    await refused(
      create("not-passed", {}, clientsOf(cloud, creator)),
      "AccessDeniedException",
      /iam:PassRole on resource: .*role\/machine/,
    );
    const passer = await user(root, "passer", [
      { Action: "states:CreateStateMachine", Resource: "*" },
      {
        Action: "iam:PassRole",
        Resource: roleArn,
        Condition: { StringEquals: { "iam:PassedToService": "states.amazonaws.com" } },
      },
    ]);
    assert.ok((await create("passed", { publish: false }, clientsOf(cloud, passer))).stateMachineArn);
    const other = await serviceRole(root, "other", "lambda.amazonaws.com");
    await refused(create("other", { roleArn: other }), "AccessDeniedException", /authorized to assume/);
    await refused(create("bad name"), "InvalidName", /bad name/);
  });

  for (const [integration, rule] of Object.entries({
    "states:startExecution.sync:2": "StepFunctionsGetEventsForStepFunctionsExecutionRule",
    "ecs:runTask.sync": "StepFunctionsGetEventsForECSTaskRule",
    "codebuild:startBuild.sync": "StepFunctionsGetEventForCodeBuildStartBuildRule",
  })) {
    it(`refuses to wait for ${integration} under a role without permissions for the managed rule`, async () => {
      const Waits = { Type: "Task", Resource: `arn:aws:states:::${integration}`, Arguments: {}, End: true };
      const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "Waits", States: { Waits } });
      await refused(
        create(rule, { definition }),
        "AccessDeniedException",
        /role\/machine' is not authorized to create/,
      );
      const waiting = await serviceRole(root, rule.slice(0, 64), "states.amazonaws.com", [
        {
          Action: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
          Resource: `arn:aws:events:${REGION}:${ACCOUNT}:rule/${rule}`,
        },
      ]);
      assert.ok((await create(rule, { definition, roleArn: waiting })).stateMachineArn);
    });
  }

  const state = (states: object) => JSON.stringify({ QueryLanguage: "JSONata", StartAt: "A", States: states });
  const task = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Arguments: {}, End: true };
  const invalid: Record<string, [string, RegExp]> = {
    "unreadable JSON": ["{nope", /INVALID_JSON_DESCRIPTION/],
    "no states": ["{}", /SCHEMA_VALIDATION_FAILED.*States/],
    "a Next that leads nowhere": [
      state({ A: { Type: "Pass", Next: "B" } }),
      /MISSING_TRANSITION_TARGET.*B at \/States\/A/,
    ],
    "a bare name in an expression": [
      state({ A: { Type: "Pass", Output: "{% phone %}", End: true } }),
      /^Invalid State Machine Definition: 'UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported\. at \/States\/A\/Output'$/,
    ],
    "no end": [
      state({ A: { Type: "Pass", Next: "A" } }),
      /^Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'$/,
    ],
    "a heartbeat that is longer than the time-out": [
      state({ A: { ...task, TimeoutSeconds: 300, HeartbeatSeconds: 3600 } }),
      /SCHEMA_VALIDATION_FAILED: .* at \/States\/A\/HeartbeatSeconds/,
    ],
    "a Catch that leads nowhere": [
      state({ A: { ...task, Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] } }),
      /MISSING_TRANSITION_TARGET.*B at \/States\/A/,
    ],
  };
  for (const [what, [definition, message]] of Object.entries(invalid)) {
    it(`refuses a definition with ${what}`, async () => {
      await refused(create("invalid", { definition }), "InvalidDefinition", message);
      const stateMachineArn = arnOf("invalid-update");
      await create("invalid-update", { publish: false });
      await refused(
        root.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition })),
        "InvalidDefinition",
        message,
      );
      assert.equal((await describe_(stateMachineArn)).definition, played({}));
      const judged = await root.sfn.send(new ValidateStateMachineDefinitionCommand({ definition }));
      assert.equal(judged.result, "FAIL");
      assert.match(judged.diagnostics?.[0]?.code ?? "", /^[A-Z_]+$/);
    });
  }

  it("refuses a definition of more than 1,048,576 characters, and passes one of as many", async () => {
    const padded = (length: number) => played({}).padEnd(length);
    await refused(create("long", { definition: padded(1_048_577) }), "ValidationException", /1048576/);
    await create("long", { definition: padded(1_048_576) });
  });

  it("lists as many findings as it was asked for", async () => {
    const definition = state({ A: { Type: "Pass", InputPath: "$", OutputPath: "$", ResultPath: "$", End: true } });
    const judged = await root.sfn.send(new ValidateStateMachineDefinitionCommand({ definition, maxResults: 2 }));
    assert.deepEqual([judged.result, judged.diagnostics?.length, judged.truncated], ["FAIL", 2, true]);
    const all = await root.sfn.send(new ValidateStateMachineDefinitionCommand({ definition }));
    assert.deepEqual([all.result, all.diagnostics?.length, all.truncated], ["FAIL", 3, false]);
  });

  it("finds nothing in a good definition", async () => {
    const judged = await root.sfn.send(new ValidateStateMachineDefinitionCommand({ definition: played({}) }));
    assert.deepEqual([judged.result, judged.diagnostics], ["OK", []]);
  });
});
