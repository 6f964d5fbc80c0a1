import assert from "node:assert/strict";
import { environmentNames } from "../../../components/core/names";
import { GRANTS, type Grant, grantStatements } from "../../../components/iam/grants";
import { NAMES as names } from "../../helpers/environment-names";

const STATES = "arn:aws:states:eu-central-1:111111111111";
const rollbacks = [names.app("orders").rollback];
const LIVE = { StringEquals: { "states:StateMachineQualifier": "live" } };

/** As IAM matches resources: `*` stands for any characters, colons too, `?` for one. */
function matchesGlob(arn: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern
    .split("*")
    .map((part) => part.replace(/[.$()+[\]\\^{|}]/g, "\\$&").replaceAll("?", "."));
  return new RegExp(`^${[first, ...rest].join(".*")}$`).test(arn);
}

describe("grants", () => {
  it("start only the parent, by its alias", () => {
    assert.deepEqual(grantStatements(["start"], { names, rollbacks }), [
      {
        Sid: "Start",
        Effect: "Allow",
        Action: ["states:StartExecution"],
        Resource: [`${STATES}:stateMachine:retail-dev`],
        Condition: LIVE,
      },
    ]);
  });

  it("observe and change nothing", () => {
    const actions = grantStatements(["observe"], { names, rollbacks }).flatMap(({ Action }) => Action);
    assert.ok(actions.length > 0);
    assert.deepEqual(
      actions.filter((action) => !/:(Describe|Get|List|Filter)/.test(action)),
      [],
    );
  });

  it("stop executions of the environment's machines and no others", () => {
    assert.deepEqual(grantStatements(["stop"], { names, rollbacks }), [
      {
        Sid: "Stop",
        Effect: "Allow",
        Action: ["states:StopExecution"],
        Resource: [`${STATES}:execution:retail-dev:*`, `${STATES}:execution:retail-dev_*:*`],
      },
    ]);
  });

  it("roll back apps that can be, runs, and definitions, each by the alias", () => {
    assert.deepEqual(grantStatements(["rollback"], { names, rollbacks }), [
      {
        Sid: "RollBackApps",
        Effect: "Allow",
        Action: ["states:StartExecution"],
        Resource: [
          `${STATES}:stateMachine:retail-dev_orders_rollback`,
          `${STATES}:stateMachine:retail-dev_rollback_run`,
        ],
        Condition: LIVE,
      },
      {
        Sid: "RollBackDefinitions",
        Effect: "Allow",
        Action: ["states:UpdateStateMachineAlias"],
        Resource: [`${STATES}:stateMachine:retail-dev`, `${STATES}:stateMachine:retail-dev_*`],
        Condition: LIVE,
      },
      {
        Sid: "RecordRollbacks",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${names.logGroup.arn}:log-stream:versions`],
      },
    ]);
    assert.deepEqual(
      grantStatements(["rollback"], { names, rollbacks: [] }).map(({ Sid }) => Sid),
      ["RollBackDefinitions", "RecordRollbacks"],
    );
  });

  it("simulate the environment's own roles and no others", () => {
    assert.deepEqual(grantStatements(["simulate"], { names, rollbacks }), [
      {
        Sid: "SimulateRoles",
        Effect: "Allow",
        Action: ["iam:SimulatePrincipalPolicy"],
        Resource: ["arn:aws:iam::111111111111:role/retail-dev_*"],
      },
    ]);
  });

  it("never hand out a wildcard action or an open resource", () => {
    for (const { Action, Resource } of grantStatements(GRANTS, { names, rollbacks })) {
      assert.doesNotMatch(Action.join(" "), /\*/);
      for (const arn of Resource ?? []) {
        assert.match(
          arn,
          /^arn:aws:(iam:|(states|logs|cloudwatch|sqs|secretsmanager):eu-central-1):111111111111[^*]*([:/]retail-dev(_|:|$)|:retail\/dev\/)/,
        );
      }
    }
  });

  it("reach nothing of an environment whose name continues this one's", () => {
    const other = environmentNames({ ...names.scope, environment: "dev-eu" });
    const targets = [
      other.parent,
      other.app("orders").machine,
      other.app("orders").rollback,
      other.runRollback.machine,
    ];
    const arns = [
      ...targets.flatMap(({ arn, aliasArn, executionPrefix }) => [arn, aliasArn, `${executionPrefix}run`]),
      ...[other.parentRole, other.app("orders").taskRole, other.failureQueue].map(({ arn }) => arn),
      other.app("orders").secret("password").iamArn.replace("??????", "AbCdEf"),
      `arn:aws:cloudwatch:eu-central-1:111111111111:alarm:${other.base}_failures-silent`,
    ];
    for (const pattern of grantStatements(GRANTS, { names, rollbacks }).flatMap(({ Resource }) => Resource ?? [])) {
      for (const arn of arns) {
        assert.ok(!matchesGlob(arn, pattern), `${pattern} reaches ${arn}`);
      }
    }
  });

  it("have one order, whatever order they are written in", () => {
    const statements = (grants: Grant[]) => grantStatements(grants, { names, rollbacks });
    assert.deepEqual(statements(["rollback", "stop", "start"]), statements(["start", "stop", "rollback"]));
  });
});
