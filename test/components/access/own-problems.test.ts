import assert from "node:assert/strict";
import type { AccessEntry } from "../../../components/access/entry";
import { ownerProblems } from "../../../components/access/own-problems";
import { parseBlueprint } from "../../../components/blueprint/parse";

const task = { kind: "lambda", function: "f" };
const machine = (team: string): AccessEntry => ({
  kind: "machines",
  name: "nightly",
  role: "own",
  grants: ["observe"],
  apps: "own",
  sessionSeconds: 3600,
  publicKey: { kty: "RSA", kid: "k", n: "", e: "" },
  team,
});

function problemsOf(access: readonly AccessEntry[], apps: object): string[] {
  const parsed = parseBlueprint({ name: "retail", apps });
  assert.ok("blueprint" in parsed);
  return ownerProblems(access, parsed.blueprint, "platform").map(({ place, message }) => `${place}: ${message}`);
}

describe("owners that an access map refers to", () => {
  const apps = { orders: { task, owner: "orders team" }, ui: { task } };

  it("are those of apps, or the stack's where an app has none", () => {
    assert.deepEqual(problemsOf([machine("orders team")], apps), []);
    assert.deepEqual(problemsOf([machine("platform")], apps), []);
    assert.deepEqual(problemsOf([machine("order team")], apps), [
      'machines.nightly.team: unknown owner of an app "order team"',
    ]);
  });

  it("do not reach an app with the name of the blueprint, which is said where a role is for a team's own", () => {
    const named = { ...apps, retail: { task, owner: "orders team" } };
    assert.deepEqual(problemsOf([machine("platform")], named), [
      'roles.own.apps: is "own", which does not reach the app "retail": it has the blueprint\'s name',
    ]);
    const { team: _, ...all } = machine("x") as Extract<AccessEntry, { kind: "machines" }>;
    assert.deepEqual(problemsOf([{ ...all, apps: "all" }], named), []);
  });
});
