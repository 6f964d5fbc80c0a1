import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { every, some } from "../../../policies/kit/answer";
import { Unknown } from "../../../policies/kit/value";

const first = new Unknown(new Error("first"));
const second = new Unknown(new Error("second"));

describe("kit/answer", () => {
  it("says no to all of them as soon as one is no", () => {
    assert.equal(every(), true);
    assert.equal(every(true, true), true);
    assert.equal(every(first, false), false);
    assert.equal(every(true, first, second), first);
  });

  it("says yes to one of them as soon as one is yes", () => {
    assert.equal(some(), false);
    assert.equal(some(false, false), false);
    assert.equal(some(first, true), true);
    assert.equal(some(false, first, second), first);
  });
});
