import assert from "node:assert/strict";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { planSampleFunctions, standInScale } from "../../../sandbox/apps/sample-functions";

function plan(apps: Record<string, unknown>, scale = 1) {
  const parsed = parseBlueprint({ name: "shop", apps });
  assert.ok("blueprint" in parsed);
  return planSampleFunctions({
    blueprint: parsed.blueprint,
    known: new Set(["known"]),
    account: "123456789012",
    region: "us-east-1",
    scale,
    secretName: (app, secret) => `shop/sandbox/${app}/${secret}`,
  });
}

describe("sample functions of a blueprint", () => {
  it("deploys one function for all apps that call it, with the work of each", () => {
    const { functions, renamed } = plan(
      {
        a: { task: { kind: "lambda", function: "known" }, expectedSeconds: 4, secrets: { db: {} } },
        b: { task: { kind: "lambda", function: "known" } },
        c: { task: { kind: "lambda", function: "other" }, rollback: { task: { kind: "lambda", function: "undo" } } },
      },
      0.5,
    );
    assert.deepEqual(functions, [
      {
        name: "known",
        standIn: false,
        work: { a: { milliseconds: 2000, secrets: ["shop/sandbox/a/db"] }, b: { milliseconds: 500, secrets: [] } },
      },
      { name: "other", standIn: true, work: { c: { milliseconds: 500, secrets: [] } } },
      { name: "undo", standIn: true, work: { c: { milliseconds: 500, secrets: [] } } },
    ]);
    assert.deepEqual(renamed, []);
  });

  it("names a function of another account or region inside the sandbox, and reports it", () => {
    const away = "arn:aws:lambda:eu-west-1:999999999999:function:pay";
    const here = "arn:aws:lambda:us-east-1:123456789012:function:ship";
    const { blueprint, renamed } = plan({
      a: { task: { kind: "lambda", function: away } },
      b: { task: { kind: "lambda", function: here } },
      c: { task: { kind: "lambda", function: `${here}:prod` } },
      d: { task: { kind: "lambda", function: "bill:prod" } },
    });
    assert.deepEqual(renamed, [
      { app: "a", from: away, to: "pay" },
      { app: "c", from: `${here}:prod`, to: "ship" },
      { app: "d", from: "bill:prod", to: "bill" },
    ]);
    assert.deepEqual(
      Object.values(blueprint.apps).map((app) => app.task.kind === "lambda" && app.task.function),
      ["pay", "ship", "ship", "bill"],
    );
  });
});

describe("scale of the stand-ins", () => {
  for (const [criticalPath, scale] of [
    [1, 1],
    [20, 1],
    [40, 0.5],
    [2000, 0.01],
  ] as const) {
    it(`${criticalPath} s -> x ${scale}`, () => assert.equal(standInScale(criticalPath), scale));
  }
});
