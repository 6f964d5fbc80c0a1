import assert from "node:assert/strict";
import { ALPHABET, generateValue, LENGTH } from "../../../../components/secrets/lambda/targets";

describe("generated value", () => {
  const values = Array.from({ length: 500 }, generateValue);

  it("has the documented length and alphabet, and no value repeats", () => {
    for (const value of values) {
      assert.equal(value.length, LENGTH);
      assert.ok([...value].every((letter) => ALPHABET.includes(letter)));
    }
    assert.equal(new Set(values).size, values.length);
  });

  it("uses the whole alphabet, without characters that shells and connection strings interpret", () => {
    assert.equal(new Set(values.join("")).size, ALPHABET.length);
    assert.equal(new Set(ALPHABET).size, ALPHABET.length);
    assert.doesNotMatch(ALPHABET, /["'`\\/@\s]/);
  });
});
