import assert from "node:assert/strict";
import type { AccessEntry } from "../../../../components/access/entry";
import {
  oktaClient,
  sessionTrust,
  statesSourceIdentity,
  teamAttribute,
} from "../../../../components/environment/sign-in/sessions";
import { clientNames } from "../../../../components/okta/client-names";
import { NAMES } from "../../../helpers/environment-names";

const common = { role: "r", grants: ["observe"], sessionSeconds: 3600 } as const;
const publicKey = { kty: "RSA", kid: "k", n: "", e: "" } as const;
const people = (name: string, apps: AccessEntry["apps"], attribute?: string): AccessEntry => ({
  kind: "people",
  name,
  ...common,
  apps,
  source: { members: "user.a==1" },
  teamAttribute: attribute,
});
const machine = (name: string, team?: string) =>
  ({ kind: "machines", name, ...common, apps: team === undefined ? "all" : "own", publicKey, team }) as const;

describe("sessions of an environment's roles", () => {
  it("carry nothing where no role is for a team's own apps", () => {
    const access = [people("operator", "all"), machine("runner")];
    assert.deepEqual(
      access.map((entry) => sessionTrust(NAMES, entry, access)),
      [{}, {}],
    );
    assert.equal(teamAttribute(access), undefined);
    assert.equal(statesSourceIdentity(access), false);
    assert.deepEqual(oktaClient(NAMES, machine("runner")).tags, {});
  });

  it("have the team of a person as a tag that roles for own apps require and others allow", () => {
    const access = [people("operator", "all"), people("developers", "own", "user.department"), machine("runner")];
    assert.deepEqual(
      access.map((entry) => sessionTrust(NAMES, entry, access)),
      [{ tags: { team: "optional" } }, { tags: { team: "required" } }, {}],
    );
    assert.equal(teamAttribute(access), "user.department");
  });

  it("have the one team of a machine as a tag that other machines may have empty", () => {
    const access = [people("operator", "all"), machine("nightly", "data"), machine("runner")];
    assert.deepEqual(
      access.map((entry) => sessionTrust(NAMES, entry, access)),
      [{}, { tags: { team: { equals: "data" } } }, { tags: { team: "optional" } }],
    );
    assert.deepEqual(oktaClient(NAMES, machine("nightly", "data")).tags, { team: "data" });
  });

  it("of an agent need the tag that says so and the agent as source identity, beside machines with their own", () => {
    const bot = { ...machine("bot"), kind: "agents", approval: false } as const;
    const access = [people("operator", "all"), machine("nightly", "data"), bot];
    const client = (name: string) => clientNames(NAMES).machine(name);
    assert.equal(statesSourceIdentity(access), true);
    assert.deepEqual(oktaClient(NAMES, bot).tags, { "identity-kind": "agent" });
    assert.deepEqual(
      access.map((entry) => sessionTrust(NAMES, entry, access)),
      [
        {},
        { tags: { "identity-kind": "optional", team: { equals: "data" } }, sourceIdentity: client("nightly") },
        { tags: { "identity-kind": { equals: "agent" }, team: "optional" }, sourceIdentity: client("bot") },
      ],
    );
  });
});
