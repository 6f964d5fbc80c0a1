import assert from "node:assert/strict";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { appsOfTwoTeams, appToBreak, appToCut } from "../../../sandbox/run/choose-app";

const task = { kind: "lambda", function: "f" };

function blueprint(apps: Record<string, { after?: string[]; rollback?: boolean }>) {
  const parsed = parseBlueprint({
    name: "shop",
    apps: Object.fromEntries(
      Object.entries(apps).map(([name, { after, rollback }]) => [
        name,
        { task, ...(after ? { after } : {}), ...(rollback ? { rollback: { task } } : {}) },
      ]),
    ),
  });
  assert.ok("blueprint" in parsed);
  return parsed.blueprint;
}

describe("choosing what to break", () => {
  const diamond = blueprint({
    base: { rollback: true },
    left: { after: ["base"], rollback: true },
    right: { after: ["base"] },
    top: { after: ["left", "right"] },
    alone: { rollback: true },
  });

  it("breaks the app with most rollbacks before it", () => assert.equal(appToBreak(diamond), "top"));

  it("cuts the first app that most others wait for", () => assert.equal(appToCut(diamond), "base"));

  it("breaks only what calls a function", () => {
    const build = { kind: "codebuild", project: "release" };
    const of = (apps: object) => {
      const parsed = parseBlueprint({ name: "shop", apps });
      assert.ok("blueprint" in parsed);
      return appToBreak(parsed.blueprint);
    };
    assert.equal(of({ a: { task: build }, b: { task, after: ["a"] }, c: { task: build, after: ["b"] } }), "b");
    assert.equal(of({ a: { task: build } }), undefined);
  });

  it("finds two apps of two teams, first by name, and counts the owner of the stack as a team", () => {
    const owned = (owners: Record<string, string | undefined>) => {
      const apps = Object.entries(owners).map(([name, owner]) => [name, { task, ...(owner ? { owner } : {}) }]);
      const parsed = parseBlueprint({ name: "shop", apps: Object.fromEntries(apps) });
      assert.ok("blueprint" in parsed);
      return appsOfTwoTeams(parsed.blueprint, "platform")?.map(({ app, owner }) => `${app} of ${owner}`);
    };
    assert.deepEqual(owned({ d: "c", b: "x", a: "x", c: "y" }), ["a of x", "c of y"]);
    assert.deepEqual(owned({ a: undefined, b: "platform", c: "x" }), ["a of platform", "c of x"]);
    assert.equal(owned({ a: undefined, b: "platform" }), undefined);
    assert.equal(owned({ a: "x", b: "x" }), undefined);
  });

  it("selects the only app", () => {
    const single = blueprint({ only: {} });
    assert.equal(appToBreak(single), "only");
    assert.equal(appToCut(single), "only");
  });
});
