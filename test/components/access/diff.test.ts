import assert from "node:assert/strict";
import fc from "fast-check";
import { accessChanges } from "../../../components/access/diff";
import { parseAccessMap } from "../../../components/access/map-file";
import { resolveAccess } from "../../../components/access/resolve";
import { randomMap } from "./random-maps";

const key = (kid: string) => ({ kty: "RSA", kid, n: kid.repeat(342), e: "AQAB" });
const MAP = {
  roles: { operator: { may: ["start", "observe"] }, team: { may: ["observe", "rollback"], apps: ["orders", "db"] } },
  people: {
    "platform-operators": { role: "operator", members: 'user.department=="platform"' },
    "orders-team": { role: "team", groupAlias: "corp", environments: ["dev", "prod"] },
  },
  machines: { runner: { role: "operator" }, nightly: { role: "operator", publicKeys: { prod: key("a") } } },
  ci: { deployer: { role: "operator" } },
};

function mapOf(value: object) {
  const parsed = parseAccessMap(value);
  assert.ok("map" in parsed, JSON.stringify(parsed));
  return parsed.map;
}

const changed = (after: object, before: object = MAP) =>
  accessChanges(mapOf(before), mapOf({ ...MAP, ...after }), ["dev", "staging", "prod"]).map(({ text }) => text);
const withRole = (name: string, role: object) => ({ roles: { ...MAP.roles, [name]: role } });
const withPeople = (name: string, entry: object) => ({ people: { ...MAP.people, [name]: entry } });

describe("a change of the access map in words", () => {
  it("is nothing where nobody's access changes, whatever the order of rights and roles", () => {
    const team = { may: ["rollback", "observe"], apps: ["db", "orders"] };
    assert.deepEqual(changed({ roles: { team, operator: MAP.roles.operator } }), []);
  });

  it("says what of their own team callers may do, and which team a machine is of", () => {
    const own = (may: string[]) => ({
      ...withRole("team", { may, apps: "own" }),
      teamAttribute: "user.department",
    });
    assert.deepEqual(changed(own(["observe", "rollback"])), [
      "in dev and prod, orders-team is people of group corp, whose team is user.department, no longer people of group corp",
      "in dev and prod, orders-team may now read runs and roll back releases of the apps of their own team, no longer of orders and db",
    ]);
    const before = { ...MAP, ...own(["observe"]) };
    assert.deepEqual(changed(own(["observe", "stop"]), before), [
      "in dev and prod, orders-team may now stop runs of the apps of their own team",
    ]);
    assert.deepEqual(changed(own(["stop"]), { ...MAP, ...own(["observe", "stop"]) }), [
      "in dev and prod, orders-team may no longer read runs",
    ]);
    assert.deepEqual(changed({ ...own(["observe"]), ...withRole("team", { may: ["observe"], apps: "all" }) }, before), [
      "in dev and prod, orders-team is people of group corp, no longer people of group corp, whose team is user.department",
      "in dev and prod, orders-team may now read runs of everything, no longer of the apps of their own team",
    ]);
    const machines = (team: string) => ({
      ...own(["observe"]),
      machines: { nightly: { role: "team", team, publicKeys: { prod: key("a") } } },
    });
    assert.deepEqual(changed(machines("data"), { ...MAP, ...machines("orders") }), [
      "in prod, nightly is the machine with key a (aaaaaaaa...), of team data, no longer the machine with key a (aaaaaaaa...), of team orders",
    ]);
  });

  it("names the environments, the entry and what it may do now", () => {
    const stopping = { ...MAP.roles.operator, may: ["start", "observe", "stop"] };
    const people = {
      "platform-operators": { ...MAP.people["platform-operators"], environments: ["dev", "staging"] },
      "prod-operators": { ...MAP.people["platform-operators"], environments: ["prod"] },
      "orders-team": MAP.people["orders-team"],
    };
    const before = { ...MAP, people, machines: {}, ci: {} };
    const after = {
      ...before,
      roles: { ...MAP.roles, stopping },
      people: { ...people, "prod-operators": { ...people["prod-operators"], role: "stopping" } },
    };
    assert.deepEqual(changed(after, before), ["in prod, prod-operators may now stop runs"]);
  });

  it("puts rights with the same change in one sentence for each entry of a role", () =>
    assert.deepEqual(changed(withRole("team", { may: ["start", "stop"], apps: ["orders", "db"] })), [
      "in dev and prod, orders-team may now start runs and stop runs of orders and db",
      "in dev and prod, orders-team may no longer read runs and roll back releases of orders and db",
    ]));

  for (const [what, apps, sentence] of [
    ["one app more", ["orders", "db", "ui"], "may now read runs and roll back releases of ui"],
    ["one app less", ["orders"], "may no longer read runs and roll back releases of db"],
    ["everything", "all", "may now read runs and roll back releases of everything, not only of orders and db"],
  ] as const) {
    it(`says that a role is for ${what}`, () =>
      assert.deepEqual(changed(withRole("team", { may: MAP.roles.team.may, apps })), [
        `in dev and prod, orders-team ${sentence}`,
      ]));
  }

  it("says that a role is no longer for everything", () =>
    assert.deepEqual(
      changed(
        { ...withRole("operator", { ...MAP.roles.operator, apps: ["ui"] }), machines: {}, ci: {} },
        { ...MAP, machines: {}, ci: {} },
      ),
      ["in every environment, platform-operators may start runs and read runs of ui only, no longer of everything"],
    ));

  it("says who is new with what they may do, and who is gone", () => {
    const { "orders-team": _, ...people } = MAP.people;
    const auditors = { role: "team", members: 'user.department=="audit"', environments: ["prod"] };
    assert.deepEqual(changed({ people: { ...people, auditors } }), [
      "in dev and prod, orders-team loses all access",
      'in prod, auditors (people by user.department=="audit") is new',
      "in prod, auditors may now read runs and roll back releases of orders and db",
    ]);
  });

  it("says that an entry is somebody else: other members, another key, other jobs", () => {
    const members = 'user.department=="support"';
    assert.deepEqual(changed(withPeople("platform-operators", { role: "operator", members })), [
      'in every environment, platform-operators is people by user.department=="support", no longer people by user.department=="platform"',
    ]);
    const machines = { ...MAP.machines, nightly: { role: "operator", publicKeys: { prod: key("b") } } };
    assert.deepEqual(changed({ machines }), [
      "in prod, nightly is the machine with key b (bbbbbbbb...), no longer the machine with key a (aaaaaaaa...)",
    ]);
    const github = { repository: "o/r", repositoryId: "1", environment: "prod" };
    assert.deepEqual(changed({ ci: { deployer: { role: "operator", github } } }), [
      "in every environment, deployer is jobs of o/r (1), environment prod, no longer the jobs of the settings",
    ]);
  });

  it("says how long sessions are", () => {
    const entry = { ...MAP.people["orders-team"], sessionMinutes: 15 };
    assert.deepEqual(changed(withPeople("orders-team", entry)), [
      "in dev and prod, orders-team has sessions of 15 minutes instead of 60",
    ]);
  });

  it("is nothing for random maps exactly where every entry's grants and apps are the same", () =>
    fc.assert(
      fc.property(randomMap, randomMap, fc.boolean(), (one, other, isSame) => {
        const [before, after] = [mapOf(one), mapOf(isSame ? one : other)];
        const rights = (map: typeof before) =>
          resolveAccess(map, { machineAccess: true, runnerPublicKey: { kty: "RSA", kid: "k", n: "", e: "" } }).map(
            ({ name, grants, apps }) => [name, grants, apps === "all" ? apps : [...apps].sort()],
          );
        const same = JSON.stringify(rights(before)) === JSON.stringify(rights(after));
        assert.equal(accessChanges(before, after, ["dev"]).length === 0, same);
      }),
    ));
});
