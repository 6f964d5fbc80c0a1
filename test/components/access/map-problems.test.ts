import assert from "node:assert/strict";
import { parseAccessMap } from "../../../components/access/map-file";
import { mapProblems } from "../../../components/access/map-problems";

const KEY = { kty: "RSA", kid: "k", n: "n".repeat(342), e: "AQAB" };
const GOOD = {
  roles: { operator: { may: ["start", "rollback"] }, viewer: { may: ["observe"], apps: ["orders", "db"] } },
  people: {
    operator: { role: "operator", members: "user.a==1", environments: ["dev"] },
    viewer: { role: "viewer", groupAlias: "corp" },
  },
  machines: { runner: { role: "operator" }, nightly: { role: "viewer", publicKeys: { prod: KEY } } },
};

function problemsOf(value: object): string[] {
  const parsed = parseAccessMap({ ...GOOD, ...value });
  assert.ok("map" in parsed, JSON.stringify(parsed));
  const problems = mapProblems(parsed.map, { environments: ["dev", "prod"], apps: ["db", "orders"] });
  for (const { place, fix } of problems) {
    assert.ok(fix.length > 5, place);
  }
  return problems.map(({ place, message }) => `${place}: ${message}`);
}

describe("problems of an access map", () => {
  it("are none where every name is known, every role is used and every entry has an environment", () =>
    assert.deepEqual(problemsOf({}), []));

  it("are found together: unknown apps, roles and environments, unused roles, entries in no environment", () => {
    const found = problemsOf({
      roles: { ...GOOD.roles, spare: { may: ["start"] }, viewer: { may: ["observe"], apps: ["orders", "order"] } },
      people: {
        operator: { role: "opertor", members: "user.a==1", environments: [] },
        viewer: { role: "viewer", groupAlias: "corp", environments: ["dev", "prd"] },
      },
      machines: { ...GOOD.machines, nightly: { role: "constructor", publicKeys: { staging: KEY } } },
      ci: { viewer: { role: "operator" }, machine: { role: "operator" } },
    });
    assert.deepEqual(found, [
      'roles.viewer.apps[1]: unknown app "order"',
      'roles.spare: nobody has the role "spare"',
      'people.operator.role: unknown role "opertor"',
      'people.operator.environments: "operator" is in no environment',
      'people.viewer.environments[1]: unknown environment "prd"',
      'machines.nightly.role: unknown role "constructor"',
      'machines.nightly.publicKeys.staging: unknown environment "staging"',
      'ci.viewer: "viewer" is also in people',
      'ci.machine: "machine" is the name of a role or client that every environment has',
    ]);
  });

  it("include a machine in no environment, and a second one whose key is that of the settings", () => {
    const machines = { ...GOOD.machines, other: { role: "viewer" }, none: { role: "viewer", publicKeys: {} } };
    assert.deepEqual(problemsOf({ machines }), [
      'machines.none.publicKeys: "none" is in no environment',
      'machines.other.publicKeys: is missing, and app-of-apps:runnerPublicKey is the key of "runner"',
    ]);
  });

  it("include an agent that may roll back, redrive, approve or simulate, but not one that may start, stop and observe", () => {
    const agents = (role: string) => ({ bot: { role, publicKeys: { dev: KEY } } });
    const ofRole = (may: string[]) =>
      problemsOf({ roles: { ...GOOD.roles, bot: { may } }, agents: agents("bot") }).filter((text) =>
        text.startsWith("agents.bot.role"),
      );
    assert.deepEqual(ofRole(["start", "stop", "observe"]), []);
    assert.deepEqual(ofRole(["start", "rollback", "redrive", "approve", "simulate"]), [
      'agents.bot.role: role "bot" may rollback, which no agent is allowed to',
      'agents.bot.role: role "bot" may redrive, which no agent is allowed to',
      'agents.bot.role: role "bot" may approve, which no agent is allowed to',
      'agents.bot.role: role "bot" may simulate, which no agent is allowed to',
    ]);
  });

  it("include an approval that nobody waits for, and one that no people can give", () => {
    const { nightly: _, ...machines } = GOOD.machines;
    const approver = { ...GOOD.roles, viewer: { may: ["observe", "approve"] } };
    assert.deepEqual(problemsOf({ roles: approver, machines }), [
      "roles.viewer.may: has approve, and neither an agent's run nor a grant waits for it",
    ]);
    const roles = { ...GOOD.roles, bot: { may: ["start"] } };
    const agents = { bot: { role: "bot", publicKeys: { dev: KEY }, approval: true } };
    assert.ok(problemsOf({ roles, agents }).includes("agents.bot.approval: is true, and no people have approve"));
    assert.deepEqual(problemsOf({ roles: { ...approver, bot: { may: ["start"] } }, agents, machines }), []);
  });

  it("include a role for the apps of the caller's team without a team, and a team without such a role", () => {
    const roles = { ...GOOD.roles, viewer: { may: ["observe"], apps: "own" } };
    assert.deepEqual(problemsOf({ roles }), [
      'teamAttribute: is missing, and people have the role "viewer" for the apps of their team',
      'machines.nightly.team: is missing, and role "viewer" is for the apps of the machine\'s team',
    ]);
    const nightly = { ...GOOD.machines.nightly, team: "data" };
    const machines = { ...GOOD.machines, nightly };
    assert.deepEqual(problemsOf({ roles, teamAttribute: "user.department", machines }), []);
    assert.deepEqual(problemsOf({ teamAttribute: "user.department", machines }), [
      'teamAttribute: is "user.department", and no people have a role for the apps of their team',
      'machines.nightly.team: is "data", and role "viewer" is not for the apps of a team',
    ]);
    const ci = { jobs: { role: "viewer" } };
    assert.deepEqual(problemsOf({ roles, teamAttribute: "user.department", machines, ci }), [
      'ci.jobs.role: role "viewer" is for the apps of the caller\'s team, and entries of ci have no team',
    ]);
  });

  it("include an approval by a machine or a job, and one of single apps, as a run is of all", () => {
    const roles = { ...GOOD.roles, viewer: { may: ["approve"] }, some: { may: ["observe", "approve"], apps: ["db"] } };
    const people = { ...GOOD.people, some: { role: "some", groupAlias: "x" } };
    const agents = { bot: { role: "some", publicKeys: { dev: KEY }, approval: true } };
    assert.deepEqual(problemsOf({ roles, people, agents, ci: { jobs: { role: "viewer" } } }), [
      'machines.nightly.role: role "viewer" may approve, which only people are allowed to',
      'ci.jobs.role: role "viewer" may approve, which only people are allowed to',
      'agents.bot.role: role "some" may approve, which no agent is allowed to',
      "roles.some.apps: are not all, and the role has approve: a run is of all apps",
      "agents.bot.approval: is true, and its role is for single apps, which no run and so no approval is for",
    ]);
  });
});
