import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parsePolicy } from "../../../policies/iam/document";
import { Unknown } from "../../../policies/kit/value";

describe("iam/document", () => {
  it("reads single values and lists alike, and keys without regard to case", () => {
    const parsed = parsePolicy(
      JSON.stringify({
        Statement: {
          Sid: "One",
          Effect: "Allow",
          Principal: { AWS: "a", Service: ["b", "c"] },
          Action: "s3:GetObject",
          NotResource: "d",
          Condition: {
            "ForAnyValue:StringLikeIfExists": { "AWS:Thing": ["x", 1, true, null] },
            Bool: { "aws:SecureTransport": false },
          },
        },
      }),
    );
    assert.deepEqual(parsed, {
      kind: "statements",
      statements: [
        {
          label: "Statement 1 (One)",
          allows: true,
          principals: [
            { kind: "AWS", value: "a" },
            { kind: "Service", value: "b" },
            { kind: "Service", value: "c" },
          ],
          notPrincipals: false,
          actions: ["s3:GetObject"],
          notActions: false,
          actionsBut: [],
          resources: [],
          notResources: true,
          conditions: [
            {
              operator: "bool",
              quantifier: undefined,
              ifExists: false,
              required: true,
              key: "aws:securetransport",
              values: ["false"],
            },
            {
              operator: "stringlike",
              quantifier: "foranyvalue",
              ifExists: true,
              required: false,
              key: "aws:thing",
              values: ["x", "1", "true"],
            },
          ],
          unknown: {
            sense: undefined,
            principals: undefined,
            actions: undefined,
            resources: undefined,
            conditions: undefined,
          },
          open: undefined,
        },
      ],
    });
  });

  it("takes an operator apart only where it says so", () => {
    const operators = (...written: readonly string[]) => {
      const Condition = Object.fromEntries(written.map((each) => [each, { "aws:thing": "x" }]));
      const parsed = parsePolicy(JSON.stringify({ Statement: { Effect: "Allow", Condition } }));
      return parsed.kind === "statements"
        ? parsed.statements[0]?.conditions.map(({ operator, quantifier, ifExists }) => ({
            operator,
            quantifier,
            ifExists,
          }))
        : undefined;
    };
    const plain = { quantifier: undefined, ifExists: false };
    assert.deepEqual(operators("StringEquals"), [{ operator: "stringequals", ...plain }]);
    assert.deepEqual(operators("NullIfExists"), [{ operator: "null", ...plain, ifExists: true }]);
    assert.deepEqual(operators("ForAllValues:ArnLike"), [
      { operator: "arnlike", ...plain, quantifier: "forallvalues" },
    ]);
    assert.deepEqual(operators("not ForAllValues:ArnLike"), [{ operator: "not forallvalues:arnlike", ...plain }]);
    assert.deepEqual(operators(""), [{ operator: "", ...plain }]);
  });

  it("numbers statements, and names them where they have a name", () => {
    const parsed = parsePolicy(JSON.stringify({ Statement: [{ Sid: "A" }, { Sid: "" }, {}, { Sid: 7 }] }));
    assert.ok(parsed.kind === "statements");
    assert.deepEqual(
      parsed.statements.map(({ label }) => label),
      ["Statement 1 (A)", "Statement 2", "Statement 3", "Statement 4"],
    );
  });

  it("tells everybody from somebody", () => {
    const principals = (Principal: unknown) => {
      const parsed = parsePolicy(JSON.stringify({ Statement: [{ Effect: "Allow", Principal }] }));
      return parsed.kind === "statements" ? parsed.statements[0]?.principals : undefined;
    };
    assert.deepEqual(principals("*"), [{ kind: "*", value: "*" }]);
    assert.deepEqual(principals("111122223333"), [{ kind: "AWS", value: "111122223333" }]);
    assert.deepEqual(principals(7), []);
    assert.deepEqual(principals({ AWS: [7, "x"] }), [{ kind: "AWS", value: "x" }]);
  });

  it("says what it could not read", () => {
    assert.deepEqual(parsePolicy("{"), { kind: "malformed", why: "is not JSON" });
    assert.deepEqual(parsePolicy(7), { kind: "malformed", why: "is neither a JSON text nor an object" });
    assert.deepEqual(parsePolicy("{}"), { kind: "malformed", why: "has no Statement that is an object" });
    const mixed = parsePolicy(JSON.stringify({ Statement: [{ Effect: "Allow" }, "x"] }));
    assert.deepEqual(mixed, { kind: "malformed", why: "has no Statement that is an object" });
    const unknown = new Unknown(new Error("not yet"));
    assert.deepEqual(parsePolicy({ Statement: unknown }), { kind: "unknown", unknown });
    assert.deepEqual(parsePolicy({ Statement: [{ Effect: "Allow" }, unknown] }), { kind: "unknown", unknown });
    assert.deepEqual(parsePolicy(undefined), { kind: "absent" });
    assert.deepEqual(parsePolicy(""), { kind: "absent" });
  });
});
