import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { readDocument } from "../../../policies/evaluator/document";
import { UnknownBecause } from "../../../policies/evaluator/truth";
import { snapshot, Unknown } from "../../../policies/kit/value";

const unknown = new Unknown(undefined);
const allow = { Effect: "Allow", Action: "a:b", Resource: "arn:aws:a:::r" };
const read = (value: unknown) => readDocument("own", value === undefined ? undefined : snapshot(value));
const whole = (fields: object) => ({ Version: "2012-10-17", Statement: [allow], ...fields });

describe("evaluator, documents", () => {
  for (const [title, value, why, statements] of [
    ["one as an object", whole({}), undefined, 1],
    ["one as text", JSON.stringify(whole({})), undefined, 1],
    ["one statement without a list", whole({ Statement: allow }), undefined, 1],
    ["none", undefined, "own is missing", 0],
    ["text that is no JSON", "{", "own cannot be read: it is not JSON", 0],
    ["one that is not known", unknown, "own is not known yet", 0],
    ["without Statement", { Version: "2012-10-17" }, "own cannot be read: it has no Statement that is an object", 0],
    ["with no statement", whole({ Statement: [] }), "own cannot be read: it has no Statement that is an object", 0],
    [
      "a text among its statements",
      whole({ Statement: [allow, "x"] }),
      "own cannot be read: it has no Statement that is an object",
      1,
    ],
    ["statements that are not known", whole({ Statement: unknown }), "own, Statement is not known yet", 0],
    ["a statement that is not known", whole({ Statement: [allow, unknown] }), "own, Statement is not known yet", 1],
    ["a version that is not known", whole({ Version: unknown }), "own, Version is not known yet", 1],
  ] as const) {
    it(`${title}: ${why ?? "is read"}`, () => {
      const found = read(value);
      assert.equal(found.unknown?.why, why);
      assert.equal(found.statements.length, statements);
      assert.equal(found.label, "own");
    });
  }

  it("have variables from version 2012-10-17 on", () => {
    assert.equal(read(whole({})).variables, true);
    assert.equal(read(whole({ Version: "2008-10-17" })).variables, false);
    assert.equal(read({ Statement: allow }).variables, false);
    assert.equal(read("{").variables, false);
    assert.deepEqual(read(whole({ Version: unknown })).variables, new UnknownBecause("Version is not known yet"));
  });

  it("name each statement by its place and its Sid", () => {
    const { statements } = read(whole({ Statement: [{ ...allow, Sid: "Read" }, { ...allow, Sid: "" }, allow] }));
    assert.deepEqual(
      statements.map(({ label }) => label),
      ["Statement 1 (Read)", "Statement 2", "Statement 3"],
    );
  });

  it("leave unknown an Effect that is neither Allow nor Deny", () => {
    const effects = ["Allow", "Deny", "allow", unknown, undefined].map((Effect) => ({ ...allow, Effect }));
    assert.deepEqual(
      read(whole({ Statement: effects })).statements.map(({ effect }) =>
        effect instanceof UnknownBecause ? effect.why : effect,
      ),
      [
        "Allow",
        "Deny",
        "Effect is neither Allow nor Deny",
        "Effect is not known yet",
        "Effect is neither Allow nor Deny",
      ],
    );
  });
});
