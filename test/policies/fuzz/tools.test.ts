import assert from "node:assert/strict";
import * as fc from "fast-check";
import { describe, it } from "mocha";
import { plain } from "../machines";
import { mutated } from "./mutations";
import { permuted } from "./permuted";
import { Watched } from "./watched";

describe("what the fuzz tests are made of", () => {
  it("ends a case that hangs, and says so", () => {
    const endless = () => {
      for (;;) {}
    };
    assert.throws(() => new Watched(0.2).run(endless), /timed out after 200ms/);
    const watched = new Watched(0.2);
    assert.equal(
      watched.run(() => 7),
      7,
    );
    assert.equal(watched.cases, 1);
  });

  it("puts keys in every order, at every depth, and leaves what they stand for", () => {
    const given = { a: [{ b: 1, c: 2 }, 3], d: { e: null, f: "x" } };
    const orders = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const other = permuted(given, seed);
      assert.deepEqual(other, given);
      assert.deepEqual(permuted(given, seed), other);
      orders.add(JSON.stringify(other));
    }
    // Two members at each of three places.
    assert.equal(orders.size, 8);
    assert.equal(JSON.stringify(permuted(JSON.parse('{"__proto__":1}'), 1)), '{"__proto__":1}');
  });

  it("changes good documents, nearly always, and never the good ones themselves", () => {
    const good = [plain()];
    const before = JSON.stringify(good);
    const made = fc.sample(mutated(good), { numRuns: 300, seed: 1 }).map((one) => JSON.stringify([one]));
    assert.equal(JSON.stringify(good), before);
    assert.ok(made.filter((one) => one !== before).length > 250);
    assert.ok(new Set(made).size > 200);
  });
});
