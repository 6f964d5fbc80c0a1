import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  fieldsOf,
  flagOf,
  isFields,
  isPresent,
  jsonOf,
  listOf,
  numberOf,
  snapshot,
  textOf,
  textsOf,
  Unknown,
  unknownIn,
  type Value,
} from "../../../policies/kit/value";

const unknown = new Unknown(new Error("not yet"));

/** Objects within objects. */
function nest(levels: number): object {
  return levels === 0 ? { end: true } : { in: nest(levels - 1) };
}

function depthOf(value: Value): number {
  return isFields(value) ? 1 + Math.max(0, ...Object.values(value).map((each) => depthOf(each ?? null))) : 0;
}

describe("kit/value", () => {
  describe("snapshot", () => {
    it("copies what JSON can hold", () => {
      assert.equal(
        jsonOf(snapshot({ b: [true, 1.5, "x", null, { c: false }], a: {} })),
        '{"a":{},"b":[true,1.5,"x",null,{"c":false}]}',
      );
      for (const value of [true, 0, "", "x", null]) {
        assert.equal(snapshot(value), value);
      }
    });

    it("reads what JSON cannot hold as null, and large integers as numbers", () => {
      for (const value of [undefined, () => 1, Symbol("x")]) {
        assert.equal(snapshot(value), null);
      }
      assert.equal(snapshot(7n), 7);
    });

    it("cuts cycles, and no thing that only occurs twice", () => {
      const cycle: Record<string, unknown> = {};
      cycle.self = cycle;
      const list: unknown[] = [];
      list.push({ list });
      assert.equal(jsonOf(snapshot(cycle)), '{"self":null}');
      assert.equal(jsonOf(snapshot(list)), '[{"list":null}]');
      const shared = { x: 1 };
      assert.equal(jsonOf(snapshot({ a: shared, b: [shared] })), '{"a":{"x":1},"b":[{"x":1}]}');
    });

    it("cuts what is deeper than 200 levels", () => {
      assert.equal(depthOf(snapshot(nest(300))), 201);
      assert.equal(depthOf(snapshot(nest(200))), 201);
      assert.equal(depthOf(snapshot(nest(199))), 200);
    });

    it("keeps an Unknown, and makes one of what throws when it is read", () => {
      const cause = new Error("unknown");
      const source = {
        known: 1,
        get later() {
          throw cause;
        },
        already: unknown,
      };
      const copy = fieldsOf(snapshot(source));
      assert.equal(copy.known, 1);
      assert.ok(copy.later instanceof Unknown);
      assert.equal(copy.later.cause, cause);
      assert.equal(copy.already, unknown);
    });

    it("reads an object whose keys cannot be listed as an empty one", () => {
      const hostile = new Proxy(
        {},
        {
          ownKeys() {
            throw new Error("no keys");
          },
        },
      );
      assert.equal(jsonOf(snapshot({ hostile })), '{"hostile":{}}');
    });
  });

  const kinds: readonly (readonly [Value | undefined, string])[] = [
    [{ a: 1 }, "fields"],
    [[1], "list"],
    ["x", "text"],
    [null, "null"],
    [undefined, "nothing"],
    [unknown, "unknown"],
    [1, "number"],
  ];
  for (const [value, kind] of kinds) {
    it(`takes fields, lists and texts apart: ${kind}`, () => {
      assert.equal(isFields(value), kind === "fields");
      assert.equal(jsonOf(fieldsOf(value)), kind === "fields" ? '{"a":1}' : "{}");
      assert.deepEqual(listOf(value), kind === "list" ? [1] : ["null", "nothing"].includes(kind) ? [] : [value]);
      assert.equal(textOf(value), kind === "text" ? "x" : undefined);
      assert.deepEqual(textsOf(value), kind === "text" ? ["x"] : []);
    });
  }

  it("takes the texts out of a list", () => assert.deepEqual(textsOf(["a", 1, null, "b", ["c"]]), ["a", "b"]));

  const numbers: readonly (readonly [Value | undefined, number | undefined])[] = [
    [3, 3],
    [-1.5, -1.5],
    [Number.POSITIVE_INFINITY, undefined],
    [Number.NaN, undefined],
    ["3", 3],
    ["30", 30],
    ["-30.25", -30.25],
    ["3 days", undefined],
    ["day 3", undefined],
    ["1.x", undefined],
    ["", undefined],
    [true, undefined],
    [["3"], undefined],
    [null, undefined],
    [undefined, undefined],
    [unknown, undefined],
  ];
  for (const [value, number] of numbers) {
    it(`reads ${jsonOf(value)} as the number ${number}`, () => assert.equal(numberOf(value), number));
  }

  const flags: readonly (readonly [Value | undefined, boolean | undefined])[] = [
    [true, true],
    [false, false],
    ["true", true],
    ["false", false],
    ["", undefined],
    ["yes", undefined],
    [1, undefined],
    [null, undefined],
    [unknown, undefined],
  ];
  for (const [value, flag] of flags) {
    it(`reads ${jsonOf(value)} as the flag ${flag}`, () => assert.equal(flagOf(value), flag));
  }

  it("tells what is there from what is not", () => {
    for (const value of ["x", 0, false, unknown, [], {}] as Value[]) {
      assert.equal(isPresent(value), true, jsonOf(value));
    }
    for (const value of [undefined, null, ""]) {
      assert.equal(isPresent(value), false, jsonOf(value));
    }
  });

  it("writes JSON of anything", () => {
    assert.equal(jsonOf({ a: [unknown] }), '{"a":["<unknown>"]}');
    assert.equal(jsonOf(undefined), "undefined");
    const cycle: { [key: string]: Value } = {};
    cycle.self = cycle;
    assert.equal(jsonOf(cycle), "<unreadable>");
  });

  it("finds the first unknown value, however deep", () => {
    const second = new Unknown(new Error("later"));
    assert.equal(unknownIn(unknown), unknown);
    assert.equal(unknownIn([1, { a: [unknown] }, second]), unknown);
    assert.equal(unknownIn({ a: { b: null }, c: second, d: unknown }), second);
    for (const value of [undefined, null, "x", 1, [], {}, { a: [null, "x"] }]) {
      assert.equal(unknownIn(value), undefined, jsonOf(value));
    }
  });
});
