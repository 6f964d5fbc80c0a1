import assert from "node:assert/strict";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { GRANTS, grantStatements } from "../../../components/iam/grants";
import { rollbackPatterns } from "../../../components/iam/own-apps";
import { NAMES as names } from "../../helpers/environment-names";

const STATES = "arn:aws:states:eu-central-1:111111111111";
const rollbacks = [names.app("orders").rollback];
const own = (...grants: readonly (typeof GRANTS)[number][]) =>
  grantStatements(grants, { names, rollbacks, apps: "own" });

describe("grants for the apps of the caller's team", () => {
  it("hold where the owner is the session's team and the app is none of what apps share", () => {
    assert.deepEqual(own("stop"), [
      {
        Sid: "Stop",
        Effect: "Allow",
        Action: ["states:StopExecution"],
        Resource: [`${STATES}:execution:retail-dev_*:*`],
        Condition: {
          Null: { "aws:PrincipalTag/team": "false" },
          StringEquals: { "aws:ResourceTag/owner": `\${aws:PrincipalTag/team}` },
          StringNotEquals: { "aws:ResourceTag/app": "retail" },
        },
      },
    ]);
  });

  it("have that condition in every statement but the one on the stream of rollbacks", () => {
    const statements = own(...GRANTS);
    const without = statements.filter(({ Condition }) => Condition?.StringNotEquals === undefined);
    assert.deepEqual(
      without.map(({ Sid }) => Sid),
      ["RecordRollbacks"],
    );
    assert.ok(statements.length > 8);
  });

  it("keep the alias as a condition, and never reach the parent by name", () => {
    const [start] = own("start");
    assert.equal(start?.Condition?.StringEquals?.["states:StateMachineQualifier"], "live");
    const named = own(...GRANTS).flatMap(({ Resource = [] }) => Resource);
    assert.ok(!named.includes(names.parent.arn) && !named.includes(`${names.parent.executionPrefix}*`));
  });

  it("deny the machines that roll back to who may start and not roll back, and to nobody else", () => {
    const denied = (statements: ReturnType<typeof own>) =>
      statements.filter(({ Effect }) => Effect === "Deny").map(({ Resource }) => Resource);
    assert.deepEqual(denied(own("start")), [[`${STATES}:stateMachine:retail-dev_*_rollback`]]);
    assert.deepEqual(denied(own("start", "rollback")), []);
    assert.deepEqual(denied(own("rollback")), []);
    assert.deepEqual(denied(grantStatements(["start"], { names, rollbacks: [], apps: "own" })), []);
  });

  it("name the machines that roll back whose names were cut", () => {
    const long = environmentNames(
      scopeOf({ blueprint: "b".repeat(20), environment: "dev", account: "111111111111", region: "eu-central-1" }),
    );
    const { rollback } = long.app("a".repeat(40));
    const cut = environmentNames({ ...long.scope, blueprint: "b".repeat(30) }).app("a".repeat(40)).rollback;
    assert.match(rollback.name, /_rollback$/);
    assert.deepEqual(rollbackPatterns(long, [rollback]), [`${long.parent.arn}_*_rollback`]);
    assert.deepEqual(rollbackPatterns(long, [cut]), [`${long.parent.arn}_*_rollback`, cut.arn]);
  });
});
