import assert from "node:assert/strict";
import { parseAccessMap } from "../../../components/access/map-file";
import { type AccessSettings, needsRunnerKey, resolveAccess } from "../../../components/access/resolve";

const key = (kid: string) => ({ kty: "RSA" as const, kid, n: "n".repeat(342), e: "AQAB" });
const jobs = { repository: "example/platform", repositoryId: "4711", environment: "dev" };
const MAP = {
  roles: { all: { may: ["simulate", "start"] }, some: { may: ["observe", "approve"], apps: ["orders"] } },
  people: {
    leads: { role: "all", members: "user.a==1" },
    team: { role: "some", groupAlias: "corp", environments: ["prod"], sessionMinutes: 15 },
  },
  machines: {
    runner: { role: "all" },
    nightly: { role: "some", publicKeys: { prod: key("p"), constructor: key("c") } },
  },
  ci: { deployer: { role: "all" }, checks: { role: "some", github: { ...jobs, environment: "checks" } } },
};

function entries(settings: Partial<AccessSettings>) {
  const parsed = parseAccessMap(MAP);
  assert.ok("map" in parsed, JSON.stringify(parsed));
  return resolveAccess(parsed.map, { machineAccess: true, ...settings });
}
const names = (settings: Partial<AccessSettings>) => entries(settings).map(({ name }) => name);

describe("entries of an access map in an environment", () => {
  it("have their role's grants that are IAM actions, its apps, and seconds of a session", () => {
    const [leads, team] = entries({ environment: "prod" });
    const source = { members: "user.a==1" };
    const grants = ["start", "simulate"];
    assert.deepEqual(leads, {
      kind: "people",
      name: "leads",
      role: "all",
      grants,
      apps: "all",
      sessionSeconds: 3600,
      source,
    });
    assert.deepEqual(team, {
      kind: "people",
      name: "team",
      role: "some",
      grants: ["observe"],
      apps: ["orders"],
      sessionSeconds: 900,
      source: { groupAlias: "corp" },
      approves: true,
    });
  });

  it("have agents with the key of the environment, sessions of 15 minutes, and whether their runs wait", () => {
    const parsed = parseAccessMap({
      ...MAP,
      agents: {
        planner: { role: "all", publicKeys: { prod: key("a") }, approval: true },
        bot: { role: "all", publicKeys: { dev: key("b"), constructor: key("c") } },
      },
    });
    assert.ok("map" in parsed, JSON.stringify(parsed));
    const agents = (settings: Partial<AccessSettings>) =>
      resolveAccess(parsed.map, { machineAccess: true, ...settings }).flatMap((entry) =>
        entry.kind === "agents" ? [[entry.name, entry.publicKey.kid, entry.approval, entry.sessionSeconds]] : [],
      );
    assert.deepEqual(agents({ environment: "prod" }), [["planner", "a", true, 900]]);
    assert.deepEqual(agents({ environment: "dev" }), [["bot", "b", false, 900]]);
    assert.deepEqual(agents({ environment: "toString" }), []);
    assert.deepEqual(agents({ environment: "prod", machineAccess: false }), []);
  });

  it("are those of the environment: by name, by key, and by what its settings let in", () => {
    assert.deepEqual(names({ environment: "dev" }), ["leads", "checks"]);
    assert.deepEqual(names({ environment: "dev", runnerPublicKey: key("r"), github: jobs }), [
      "leads",
      "runner",
      "deployer",
      "checks",
    ]);
    assert.deepEqual(names({ environment: "prod" }), ["leads", "team", "nightly", "checks"]);
    assert.deepEqual(names({ environment: "toString" }), ["leads", "checks"]);
    assert.deepEqual(names({ environment: "constructor" }), ["leads", "nightly", "checks"]);
  });

  it("have no machines without machine access", () =>
    assert.deepEqual(names({ environment: "prod", machineAccess: false, runnerPublicKey: key("r") }), [
      "leads",
      "team",
      "checks",
    ]));

  it("have the machine's key of the environment, or that of the settings, and the jobs of the entry or the settings", () => {
    const found = entries({ environment: "prod", runnerPublicKey: key("r"), github: jobs });
    assert.deepEqual(
      found.flatMap((entry) => (entry.kind === "machines" ? [[entry.name, entry.publicKey.kid]] : [])),
      [
        ["runner", "r"],
        ["nightly", "p"],
      ],
    );
    assert.deepEqual(
      found.flatMap((entry) => (entry.kind === "ci" ? [[entry.name, entry.trust.environment]] : [])),
      [
        ["deployer", "dev"],
        ["checks", "checks"],
      ],
    );
  });

  it("are all of them where no environment is named", () =>
    assert.deepEqual(names({ runnerPublicKey: key("r"), github: jobs }), [
      "leads",
      "team",
      "runner",
      "nightly",
      "deployer",
      "checks",
    ]));

  it("need the settings' key only where a machine has none in the map", () => {
    const needs = (machines: object) => {
      const parsed = parseAccessMap({ ...MAP, machines });
      assert.ok("map" in parsed);
      return needsRunnerKey(parsed.map);
    };
    assert.equal(needs(MAP.machines), true);
    assert.equal(needs({ nightly: MAP.machines.nightly }), false);
    assert.equal(needs({}), false);
  });
});
