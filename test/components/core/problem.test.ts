import assert from "node:assert/strict";
import { formatProblems, ProblemsError } from "../../../components/core/problem";

const two = [
  { place: "apps.a", message: "is missing", fix: "write it" },
  { place: "", message: "is empty", fix: "fill it" },
];

describe("problems", () => {
  it("are listed in one message with place and fix", () => {
    const expected =
      "x.json: 2 problems\n  1. apps.a: is missing\n     fix: write it\n  2. is empty\n     fix: fill it";
    assert.equal(formatProblems("x.json", two), expected);
    const error = new ProblemsError("x.json", two);
    assert.deepEqual([error.message, error.problems, error.name], [expected, two, "ProblemsError"]);
  });

  it("are counted in words", () => assert.match(formatProblems("x", two.slice(1)), /^x: 1 problem\n/));
});
