import assert from "node:assert/strict";
import type { AccessEntry } from "../../../components/access/entry";
import { callersOf } from "../../../components/runs-api/callers";
import { runsApiProblems } from "../../../components/runs-api/problems";
import { names } from "../definitions/samples";

const common = { role: "r", sessionSeconds: 3600, apps: "all" } as const;
const people = (name: string, grants: AccessEntry["grants"], more: Partial<AccessEntry> = {}): AccessEntry =>
  ({ ...common, kind: "people", name, grants, source: { members: 'user.department=="a"' }, ...more }) as AccessEntry;
const runner: AccessEntry = {
  ...common,
  kind: "machines",
  name: "runner",
  grants: ["start", "observe"],
  publicKey: { kty: "RSA", kid: "k", n: "n".repeat(342), e: "AQAB" },
};

describe("callers of the runs API", () => {
  it("are people by group and machines by client, with what of their grants is about runs", () => {
    const existing = people("ops", ["stop"], { source: { groupAlias: "ad" } } as Partial<AccessEntry>);
    assert.deepEqual(callersOf(names, [people("operator", ["start", "rollback", "stop"]), existing, runner]), [
      { who: { group: "aws#shop-test#shop-test_operator#123456789012" }, may: ["start", "stop"] },
      { who: { group: "aws#ad#shop-test_ops#123456789012" }, may: ["stop"] },
      { who: { client: "shop-test_runner" }, may: ["start", "observe"] },
    ]);
  });

  it("are not those of single apps, nor those without a grant of runs", () => {
    const some = [people("team", ["start", "observe"], { apps: ["orders"] }), people("tester", ["simulate"])];
    assert.deepEqual(callersOf(names, some), []);
  });
});

describe("problems of a runs API", () => {
  it("are a map without machines, and entries that may only start", () => {
    assert.deepEqual(runsApiProblems([people("a", ["observe"]), runner], "k"), []);
    const found = runsApiProblems([people("a", ["start"])], "app-of-apps:runsApi");
    assert.deepEqual(
      found.map(({ place, message }) => [place, message.slice(0, 40)]),
      [
        ["app-of-apps:runsApi", "is true, and no machine of the access ma"],
        ["app-of-apps:runsApi", "is true, and a may only start: its role "],
      ],
    );
  });
});
