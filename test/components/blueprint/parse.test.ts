import assert from "node:assert/strict";
import fc from "fast-check";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { lambda } from "../definitions/samples";

const base = () => ({ name: "shop", apps: { a: { task: lambda("f") } as Record<string, unknown> } });

function problemsOf(value: unknown, options = {}): string[] {
  const parsed = parseBlueprint(value, options);
  return "problems" in parsed ? parsed.problems.map(({ place, message, fix }) => `${place}: ${message} | ${fix}`) : [];
}

/** Problems of app `a` with these members. */
const withApp = (members: object) =>
  problemsOf({ name: "shop", apps: { a: { task: lambda("f"), ...members }, b: { task: lambda("g") } } });

describe("parseBlueprint", () => {
  it("fills in defaults and sorts apps, dependencies and secrets", () => {
    const value = {
      name: "shop",
      apps: {
        b: {
          task: lambda("g"),
          after: ["c", "a"],
          expectedSeconds: 200,
          rollback: { task: lambda("u") },
          secrets: { y: {}, x: { maxAgeDays: 1 } },
        },
        a: { task: lambda("f") },
        c: { task: lambda("f"), timeoutSeconds: 5, owner: "web", access: "c.json" },
      },
    };
    const plain = { after: [], secrets: {} };
    const parsed = parseBlueprint(value);
    assert.ok("blueprint" in parsed);
    assert.deepEqual(parsed.blueprint, {
      name: "shop",
      apps: {
        a: { ...plain, task: lambda("f"), timeoutSeconds: 300 },
        b: {
          task: lambda("g"),
          after: ["a", "c"],
          expectedSeconds: 200,
          timeoutSeconds: 600,
          secrets: { x: { maxAgeDays: 1 }, y: { maxAgeDays: 30 } },
          rollback: { task: lambda("u"), timeoutSeconds: 600 },
        },
        c: { ...plain, task: lambda("f"), timeoutSeconds: 5, owner: "web", access: "c.json" },
      },
    });
    assert.deepEqual(Object.keys(parsed.blueprint.apps), ["a", "b", "c"]);
    assert.deepEqual(
      Object.entries(parsed.written).map(([app, { timeoutSeconds }]) => [app, timeoutSeconds]),
      [
        ["a", undefined],
        ["b", undefined],
        ["c", 5],
      ],
      "written time-outs, without defaults",
    );
  });

  it("reports a cycle, an unknown app, a bad name and a missing access rule together", () => {
    const value = {
      name: "shop",
      apps: {
        orders: { task: lambda("f"), after: ["carts"], access: "orders.json" },
        carts: { task: lambda("f"), after: ["orders"] },
        Ui: { task: lambda("f"), after: ["order"] },
      },
    };
    assert.deepEqual(problemsOf(value, { accessFiles: (name: string) => `/b/access/${name}` }), [
      "apps.orders.access: access rule file /b/access/orders.json does not exist | create it, correct the name, or remove the key if the task needs no permissions beyond those of its kind",
      'apps.Ui: "Ui" is not a valid name | write 1 to 40 lowercase letters, digits and hyphens, starting with a letter',
      'apps.Ui.after[0]: unknown app "order" | did you mean "orders"?',
      'apps.carts.after: cycle: carts -> orders -> carts (each waits for the next) | remove one of these dependencies, e.g. "orders" from the "after" of "carts"',
    ]);
  });

  for (const [what, members, place, message] of [
    [
      "an unknown key, with the nearest",
      { afterr: [] },
      "apps.a.afterr",
      /unknown key "afterr" \| did you mean "after"\?/,
    ],
    ["a dependency on itself", { after: ["a"] }, "apps.a.after[0]", /waits for itself/],
    ["a dependency named twice", { after: ["b", "b"] }, "apps.a.after[1]", /named twice/],
    ["a dependency that is not a string", { after: [1] }, "apps.a.after[0]", /1 is not a string/],
    ["a time-out of 0", { timeoutSeconds: 0 }, "apps.a.timeoutSeconds", /0 is less than 1/],
    ["a fraction of a second", { timeoutSeconds: 1.5 }, "apps.a.timeoutSeconds", /1.5 is not a whole number/],
    ["a time-out of more than a year", { timeoutSeconds: 31_536_001 }, "apps.a.timeoutSeconds", /at most 31536000/],
    ["an expected duration of 0", { expectedSeconds: 0 }, "apps.a.expectedSeconds", /not more than 0/],
    [
      "an expected duration that is not a number",
      { expectedSeconds: Number.NaN },
      "apps.a.expectedSeconds",
      /not a number/,
    ],
    [
      "a time-out below the expected duration",
      { expectedSeconds: 9, timeoutSeconds: 8 },
      "apps.a.timeoutSeconds",
      /write at least 9/,
    ],
    ["an age of 0 days", { secrets: { x: { maxAgeDays: 0 } } }, "apps.a.secrets.x.maxAgeDays", /less than 1/],
    [
      "an age of more than a year",
      { secrets: { x: { maxAgeDays: 366 } } },
      "apps.a.secrets.x.maxAgeDays",
      /at most 365/,
    ],
    ["a bad secret name", { secrets: { X: {} } }, "apps.a.secrets.X", /is not a valid name/],
    ["an unknown key of a secret", { secrets: { x: { maxAge: 3 } } }, "apps.a.secrets.x.maxAge", /unknown key/],
    ["an access rule outside the folder", { access: "../x.json" }, "apps.a.access", /relative path/],
    ["an unknown kind of task", { task: { kind: "lamda" } }, "apps.a.task.kind", /"lamda" is not a kind of task/],
    [
      "a kind of task that every object inherits",
      { task: { kind: "constructor" } },
      "apps.a.task.kind",
      /"constructor" is not a kind of task/,
    ],
    ["no task", { task: undefined }, "apps.a.task", /is missing/],
    ["an invalid name of a function", { task: lambda("a b") }, "apps.a.task.function", /name or the full ARN/],
    ["an unknown key of a task", { task: { ...lambda("f"), fn: 1 } }, "apps.a.task.fn", /unknown key/],
    ["a rollback without a task", { rollback: {} }, "apps.a.rollback.task", /is missing/],
    [
      "an unknown key of a rollback",
      { rollback: { task: lambda("f"), secrets: {} } },
      "apps.a.rollback.secrets",
      /unknown key/,
    ],
    ["an owner that is not a tag value", { owner: "a<b" }, "apps.a.owner", /tag value/],
  ] as const) {
    it(`refuses ${what}`, () => {
      const found = withApp(members);
      assert.equal(found.length, 1, found.join("\n"));
      assert.ok(found[0]?.startsWith(`${place}: `), found[0]);
      assert.match(found[0] ?? "", message);
    });
  }

  it("accepts full ARNs and qualifiers of functions, in every partition", () => {
    for (const name of [
      "f:live",
      "f:$LATEST",
      "arn:aws-cn:lambda:cn-north-1:123456789012:function:f",
      "arn:aws:lambda:us-east-1:123456789012:function:f:3",
    ]) {
      assert.deepEqual(withApp({ task: lambda(name) }), []);
    }
  });

  it("does not take names of Object's own members for apps", () => {
    assert.match(withApp({ after: ["constructor"] })[0] ?? "", /unknown app "constructor"/);
    assert.deepEqual(problemsOf({ name: "shop", apps: { constructor: { task: lambda("f") } } }), []);
    const hostile = JSON.parse(
      '{"name": "shop", "apps": {"__proto__": {"task": {"kind": "lambda", "function": "f"}}}}',
    );
    assert.match(problemsOf(hostile)[0] ?? "", /"__proto__" is not a valid name/);
  });

  it("refuses values that are not blueprints", () => {
    for (const value of [
      undefined,
      null,
      7,
      "x",
      [],
      () => 1,
      {},
      { name: "shop" },
      { name: "shop", apps: {} },
      { name: "shop", apps: [] },
    ]) {
      assert.notDeepEqual(problemsOf(value), [], String(value));
    }
    const throwing = {
      name: "shop",
      get apps() {
        throw new Error("no");
      },
    };
    assert.deepEqual(problemsOf(throwing), [": cannot be read: no | write the blueprint as plain data, as in JSON"]);
  });

  it("never throws and always has a fix, whatever the value", () => {
    const part = fc.constantFrom(
      "name",
      "apps",
      "task",
      "kind",
      "after",
      "secrets",
      "rollback",
      "a",
      "b",
      "lambda",
      "__proto__",
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.anything(),
        part,
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(part, tie("tree"), { maxKeys: 4 }),
      ),
    }));
    const near = fc.record({
      name: fc.oneof(part, tree),
      apps: fc.dictionary(part, fc.oneof(tree, fc.record({ task: tree, after: tree, secrets: tree })), { maxKeys: 4 }),
    });
    fc.assert(
      fc.property(fc.oneof(tree, near), (value) => {
        const parsed = parseBlueprint(value);
        if ("blueprint" in parsed) {
          return;
        }
        assert.ok(parsed.problems.length > 0);
        for (const problem of parsed.problems) {
          assert.ok(problem.message !== "" && problem.fix !== "", JSON.stringify(problem));
        }
      }),
      { numRuns: 1000 },
    );
    assert.deepEqual(problemsOf(base()), []);
  });
});
