import assert from "node:assert/strict";
import type { AccessEntry } from "../../../components/access/entry";
import { callersOf } from "../../../components/runs-api/callers";
import { agentProblems, runsApiProblems } from "../../../components/runs-api/problems";
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

const bot: AccessEntry = {
  ...common,
  kind: "agents",
  name: "bot",
  grants: ["start", "observe", "stop"],
  publicKey: { kty: "RSA", kid: "b", n: "n".repeat(342), e: "AQAB" },
  approval: true,
};

describe("callers of the runs API", () => {
  it("are agents by client, with whether their runs wait, and people with approve", () => {
    const approver = people("leads", ["observe"], { approves: true } as Partial<AccessEntry>);
    assert.deepEqual(callersOf(names, [approver, bot, { ...bot, name: "free", approval: false }]), [
      { who: { group: "aws#shop-test#shop-test_leads#123456789012" }, may: ["observe", "approve"] },
      { who: { agent: "shop-test_bot" }, approval: true, may: ["start", "observe", "stop"] },
      { who: { agent: "shop-test_free" }, may: ["start", "observe", "stop"] },
    ]);
    assert.deepEqual(callersOf(names, [{ ...bot, apps: ["orders"] }]), []);
  });

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

describe("problems of agents", () => {
  it("are a runs API without anybody who approves, and an agent whose role would be empty", () => {
    const approver = people("leads", ["observe"], { approves: true } as Partial<AccessEntry>);
    assert.deepEqual(runsApiProblems([approver, runner, bot], "k"), []);
    assert.deepEqual(
      runsApiProblems([runner, { ...bot, grants: ["start", "stop"] }], "k").map(({ message }) => message),
      [
        "is true, and nobody in this environment may approve the runs of agents that wait for it",
        "is true, and bot may only start and stop: its role in AWS would be empty, as the API does that",
      ],
    );
  });

  it("are approval and stop without a runs API, and none for an agent that starts and observes", () => {
    assert.deepEqual(
      agentProblems([runner, bot], "k").map(({ message }) => message),
      [
        "is not true, and the access map has the agent bot: its runs wait for approval, which people give by the API",
        "is not true, and the access map has the agent bot: it stops its own runs, which only the API knows",
      ],
    );
    assert.deepEqual(agentProblems([runner, { ...bot, approval: false, grants: ["start", "observe"] }], "k"), []);
  });
});

describe("problems of a runs API", () => {
  it("are a map without machines, and entries that may only start", () => {
    assert.deepEqual(runsApiProblems([people("a", ["observe"]), runner], "k"), []);
    const found = runsApiProblems([people("a", ["start"])], "app-of-apps:runsApi");
    assert.deepEqual(
      found.map(({ place, message }) => [place, message.slice(0, 40)]),
      [
        ["app-of-apps:runsApi", "is true, and no machine or agent of the "],
        ["app-of-apps:runsApi", "is true, and a may only start: its role "],
      ],
    );
  });
});
