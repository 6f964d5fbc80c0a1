import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { PART } from "../../../policies/evaluator/text";
import { UnknownBecause } from "../../../policies/evaluator/truth";
import { type EventValue, fixed, varying } from "../../../policies/events/event-value";
import { letsThrough } from "../../../policies/events/field-filter";
import { snapshot, type Value } from "../../../policies/kit/value";

type Expected = boolean | "open";

function judged(filter: unknown, value: EventValue): Expected {
  const truth = letsThrough([snapshot(filter)] as readonly Value[], value);
  return truth instanceof UnknownBecause ? "open" : truth;
}

/** What each operator says of the text "FAILED". */
const OPERATORS: readonly (readonly [filter: unknown, expected: Expected])[] = [
  ["FAILED", true],
  ["failed", false],
  ["", false],
  [null, false],
  [7, false],
  [true, false],
  [["FAILED"], "open"],
  [{ prefix: "FAI" }, true],
  [{ prefix: "fai" }, false],
  [{ prefix: "" }, true],
  [{ prefix: "AIL" }, false],
  [{ prefix: { "equals-ignore-case": "fai" } }, true],
  [{ prefix: { "equals-ignore-case": "ail" } }, false],
  [{ prefix: 7 }, "open"],
  [{ prefix: { other: "fai" } }, "open"],
  [{ prefix: ["FAI"] }, "open"],
  [{ suffix: "LED" }, true],
  [{ suffix: "led" }, false],
  [{ suffix: { "equals-ignore-case": "led" } }, true],
  [{ "equals-ignore-case": "failed" }, true],
  [{ "equals-ignore-case": "fail" }, false],
  [{ "equals-ignore-case": 7 }, "open"],
  [{ wildcard: "F*D" }, true],
  [{ wildcard: "f*d" }, false],
  [{ wildcard: "FAILE?" }, false],
  [{ wildcard: "*" }, true],
  [{ wildcard: "FAILED\\*" }, false],
  [{ wildcard: { "equals-ignore-case": "f*" } }, "open"],
  [{ exists: true }, true],
  [{ exists: false }, false],
  [{ exists: "yes" }, "open"],
  [{ "anything-but": "FAILED" }, false],
  [{ "anything-but": "SUCCEEDED" }, true],
  [{ "anything-but": ["RUNNING", "SUCCEEDED"] }, true],
  [{ "anything-but": ["RUNNING", "FAILED"] }, false],
  [{ "anything-but": [1, 2] }, true],
  [{ "anything-but": { prefix: "S" } }, true],
  [{ "anything-but": { prefix: ["S", "F"] } }, false],
  [{ "anything-but": { suffix: "ED" } }, false],
  [{ "anything-but": { "equals-ignore-case": "failed" } }, false],
  [{ "anything-but": { "equals-ignore-case": ["running", "succeeded"] } }, true],
  [{ "anything-but": { wildcard: "*AIL*" } }, false],
  [{ "anything-but": { prefix: { "equals-ignore-case": "fai" } } }, false],
  [{ "anything-but": { numeric: [">", 1] } }, "open"],
  [{ "anything-but": [] }, "open"],
  [{ "anything-but": {} }, "open"],
  [{ numeric: [">", 0] }, false],
  [{ numeric: [">"] }, "open"],
  [{ numeric: ["~", 1] }, "open"],
  [{ cidr: "10.0.0.0/8" }, false],
  [{ cidr: 10 }, "open"],
  [{ contains: "AIL" }, "open"],
  [{ prefix: "FAI", suffix: "X" }, "open"],
  [{}, "open"],
];

describe("events/field-filter", () => {
  for (const [filter, expected] of OPERATORS) {
    it(`${expected === true ? "lets FAILED through" : expected === false ? "stops FAILED" : "cannot read"}: ${JSON.stringify(filter)}`, () =>
      assert.equal(judged(filter, fixed("FAILED")), expected));
  }

  it("takes an escaped asterisk of a wildcard for the character", () => {
    assert.equal(judged({ wildcard: "a\\*c" }, fixed("a*c")), true);
    assert.equal(judged({ wildcard: "a\\*c" }, fixed("abc")), false);
    assert.equal(judged({ wildcard: "a\\\\*" }, fixed("a\\bc")), true);
  });

  it("compares what is null, true, absent or a number", () => {
    assert.equal(judged(null, null), true);
    assert.equal(judged("", null), false);
    assert.equal(judged({ exists: true }, null), true);
    assert.equal(judged(true, true), true);
    assert.equal(judged(false, true), false);
    for (const filter of ["x", null, { exists: true }, { "anything-but": "x" }, { prefix: "" }]) {
      assert.equal(judged(filter, "absent"), false, JSON.stringify(filter));
    }
    assert.equal(judged({ exists: false }, "absent"), true);
    assert.equal(judged({ "anything-but": {} }, "absent"), "open");
    const number: EventValue = { kind: "number", least: 5 };
    assert.equal(judged({ numeric: [">", 4] }, number), true);
    assert.equal(judged({ numeric: [">=", 5] }, number), true);
    assert.equal(judged({ numeric: [">", 5] }, number), false);
    assert.equal(judged({ numeric: [">", 4, "<", 9] }, number), false);
    assert.equal(judged({ numeric: ["=", 5] }, number), false);
    assert.equal(judged({ prefix: "5" }, number), false);
  });

  it("matches a list by any of its items, and what differs by all it may be", () => {
    const list: EventValue = { kind: "list", items: [fixed("a"), fixed("b")] };
    assert.equal(judged("b", list), true);
    assert.equal(judged("c", list), false);
    const each: EventValue = { kind: "each", values: [fixed("a"), null] };
    assert.equal(judged("a", each), false);
    assert.equal(letsThrough(["a", null], each), true);
    assert.equal(judged("a", { kind: "object", fields: {} }), false);
    assert.equal(judged({ contains: "a" }, { kind: "object", fields: {} }), "open");
  });

  it("passes a text that differs from event to event only if all of them pass", () => {
    assert.equal(judged({ prefix: "a:" }, varying("a:")), true);
    assert.equal(judged({ prefix: "a:b" }, varying("a:")), false);
    assert.equal(judged({ "anything-but": { prefix: "a:b" } }, varying("a:")), false);
    assert.equal(judged({ "anything-but": { prefix: "b" } }, varying("a:")), true);
  });

  it("leaves open what depends on a part that is not known, and takes an ARN's account from the filter", () => {
    assert.equal(judged("eu-west-1", fixed(PART)), "open");
    const arn = fixed("arn:aws:sns:", PART, ":", PART, ":orders");
    assert.equal(judged("arn:aws:sns:eu-west-1:111122223333:orders", arn), true);
    assert.equal(judged("arn:aws:sns:eu-west-1:111122223333:carts", arn), false);
    assert.equal(judged({ wildcard: "arn:aws:sns:eu-*:*:orders" }, arn), "open");
    assert.equal(judged("x", new UnknownBecause("?")), "open");
  });
});
