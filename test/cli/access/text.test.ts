import assert from "node:assert/strict";
import { accessText } from "../../../cli/access/text";
import type { AccessEntry } from "../../../components/access/entry";
import { accessRows } from "../../../components/access/explain";
import { grantStatements } from "../../../components/iam/grants";
import { NAMES as names } from "../../helpers/environment-names";

const entry: AccessEntry = {
  kind: "people",
  name: "developers",
  role: "team",
  grants: ["start"],
  apps: "own",
  sessionSeconds: 900,
  source: { members: "user.a==1" },
  teamAttribute: "user.department",
};

describe("the table of access", () => {
  it("says of a role for a team's own apps whose team counts, on which tags, and what it never may", () => {
    const statements = grantStatements(["start"], { names, rollbacks: [names.app("orders").rollback], apps: "own" });
    const access = accessRows(names, [entry], { developers: statements });
    assert.deepEqual(
      [access[0]?.team, access[0]?.allowed.length, access[0]?.denied?.map(({ actions }) => actions)],
      ["user.department", 1, [["states:StartExecution"]]],
    );
    const text = accessText([{ environment: "dev", access }]);
    assert.match(text, /sessions of 15 minutes, team user\.department/);
    const tests = [
      "aws:PrincipalTag/team is present",
      "aws:ResourceTag/app is not retail",
      `aws:ResourceTag/owner is \${aws:PrincipalTag/team}`,
    ];
    for (const test of tests) {
      assert.ok(text.includes(test), text);
    }
    assert.match(text, /- never states:StartExecution +- states stateMachine:retail-dev_\*_rollback\n/);
  });
});
