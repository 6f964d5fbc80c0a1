import assert from "node:assert/strict";
import { type PolicyStatement, policyJson } from "../../../components/core/policy-document";
import { fitInline, INLINE_LIMIT } from "../../../components/iam/inline-policy";
import { NAMES } from "../../helpers/environment-names";

const apps = (count: number) => Array.from({ length: count }, (_, i) => NAMES.app(`app-${i}-${"x".repeat(20)}`));
const statements = (count: number): PolicyStatement[] => [
  { Effect: "Allow", Action: ["states:StartExecution"], Resource: apps(count).map(({ machine }) => machine.arn) },
  { Effect: "Allow", Action: ["sns:Publish"], Resource: [NAMES.failureTopic.arn, NAMES.parent.arn] },
];

describe("statements that fit an inline policy", () => {
  it("stay as they are while they fit", () => assert.deepEqual(fitInline(statements(20), NAMES), statements(20)));

  it("widen the names of machines, and nothing outside the environment's names", () => {
    const fitted = fitInline(statements(300), NAMES);
    assert.ok(policyJson(fitted).length <= INLINE_LIMIT);
    assert.deepEqual(fitted[0]?.Resource, ["arn:aws:states:eu-central-1:111111111111:stateMachine:retail-dev_*"]);
    assert.deepEqual(fitted[1], statements(300)[1]);
  });

  it("widen the machines that roll back an app to one another, not to the machines that release", () => {
    const rollbacks = [...apps(300).map(({ rollback }) => rollback.arn), NAMES.runRollback.machine.arn];
    const [start] = fitInline([{ Effect: "Allow", Action: ["states:StartExecution"], Resource: rollbacks }], NAMES);
    const machine = "arn:aws:states:eu-central-1:111111111111:stateMachine:retail-dev_";
    assert.deepEqual(start?.Resource, [`${machine}*_rollback`, `${machine}rollback_run`]);
  });

  it("name an app's many secrets by its own folder, not by that of all apps", () => {
    const app = NAMES.app("orders");
    const secrets = Array.from({ length: 120 }, (_, i) => app.secret(`password-${i}`).iamArn);
    const [rotate] = fitInline(
      [{ Effect: "Allow", Action: ["secretsmanager:RotateSecret"], Resource: secrets }],
      NAMES,
    );
    assert.deepEqual(rotate?.Resource, ["arn:aws:secretsmanager:eu-central-1:111111111111:secret:retail/dev/orders/*"]);
  });

  it("name secrets by the environment's folder where there are too many apps", () => {
    const secrets = apps(200).map((app) => app.secret("password").iamArn);
    const [rotate] = fitInline(
      [{ Effect: "Allow", Action: ["secretsmanager:DescribeSecret"], Resource: secrets }],
      NAMES,
    );
    assert.deepEqual(rotate?.Resource, ["arn:aws:secretsmanager:eu-central-1:111111111111:secret:retail/dev/*"]);
  });
});
