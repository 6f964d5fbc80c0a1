import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { LruCache } from "../../../policies/kit/lru-cache";

describe("kit/lru-cache", () => {
  /** Counts what had to be made. */
  const counting = (most: number) => {
    const made: string[] = [];
    const recent = new LruCache<{ readonly of: string }>(most);
    const get = (text: string) =>
      recent.get(text, (of) => {
        made.push(of);
        return { of };
      });
    return { made, recent, get };
  };

  it("makes a thing once, and hands out the same", () => {
    const { made, get } = counting(2);
    assert.equal(get("a"), get("a"));
    assert.deepEqual(get("b"), { of: "b" });
    assert.deepEqual(made, ["a", "b"]);
  });

  it("keeps the last few, and forgets the oldest", () => {
    const { made, get } = counting(2);
    for (const text of ["a", "b", "c", "b", "c", "a"]) {
      get(text);
    }
    assert.deepEqual(made, ["a", "b", "c", "a"]);
  });

  it("forgets what was asked for longest ago", () => {
    const { made, get } = counting(2);
    for (const text of ["a", "b", "a", "c", "a", "b"]) {
      get(text);
    }
    assert.deepEqual(made, ["a", "b", "c", "b"]);
  });

  it("keeps an empty text like any other", () => {
    const { made, get } = counting(1);
    for (const text of ["", "a", "", "a"]) {
      get(text);
    }
    assert.deepEqual(made, ["", "a", "", "a"]);
  });

  it("forgets everything on demand", () => {
    const { made, recent, get } = counting(2);
    get("a");
    recent.clear();
    get("a");
    assert.deepEqual(made, ["a", "a"]);
  });
});
