import assert from "node:assert/strict";
import fc from "fast-check";
import type { Json } from "../../../../../sandbox/aws/interpreter/language/json";
import { Scope } from "../../../../../sandbox/aws/interpreter/language/scope";

const variables = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.integer(), { noNullPrototype: true });

describe("variables", () => {
  it("an inner flow sees the outer variables and its own; the outer one sees only its own", () => {
    fc.assert(
      fc.property(variables, variables, (outside, inside) => {
        const outer = new Scope();
        outer.assign(outside);
        const inner = outer.inner();
        const shared = Object.keys(inside).filter((name) => name in outside);
        if (shared.length > 0) {
          assert.throws(() => inner.assign(inside), { error: "States.Runtime" });
        } else {
          inner.assign(inside);
        }
        assert.deepEqual(inner.read(), shared.length > 0 ? outside : { ...outside, ...inside });
        assert.deepEqual(outer.read(), outside);
      }),
    );
  });

  it("siblings can use the same name", () => {
    const outer = new Scope();
    const [left, right] = [outer.inner(), outer.inner()];
    left.assign({ x: 1 });
    right.assign({ x: 2 });
    assert.deepEqual([left.read(), right.read(), outer.read()], [{ x: 1 }, { x: 2 }, {}]);
  });

  it("256 KiB in one Assign, 10 MiB in all; a new value replaces the old", () => {
    const scope = new Scope();
    const big: Json = "x".repeat(255 * 1024);
    assert.throws(() => scope.assign({ a: big, b: big }), { error: "States.DataLimitExceeded" });
    for (let count = 0; count < 100; count += 1) {
      scope.assign({ same: big });
    }
    for (let count = 0; count < 39; count += 1) {
      scope.assign({ [`v${count}`]: big });
    }
    assert.throws(() => scope.assign({ more: big }), { error: "States.DataLimitExceeded" });
  });
});
