import assert from "node:assert/strict";
import { closestName, formatProblems, nameFix, ProblemsError, unknownName } from "../../../components/core/problem";

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

  it("are counted in the headline", () => assert.match(formatProblems("x", two.slice(1)), /^x: 1 problem\n/));
});

describe("closest name", () => {
  const names = ["orders", "carts", "checkout", "ui"];
  for (const [wrong, meant] of [
    ["order", "orders"],
    ["Carts", "carts"],
    ["chekcout", "checkout"],
    ["u", "ui"],
    ["payments", undefined],
    ["", undefined],
  ] as const) {
    it(`of "${wrong}" is ${meant}`, () => assert.equal(closestName(wrong, names), meant));
  }
});

describe("an unknown name", () => {
  it("is reported with the closest known one as its fix, else with all of them", () => {
    assert.deepEqual(unknownName("--app", "app", "order", ["orders", "carts"]), {
      place: "--app",
      message: 'unknown app "order"',
      fix: 'did you mean "orders"?',
    });
    assert.equal(unknownName("--app", "app", "payments", ["orders", "carts"]).fix, "name one of orders, carts");
    assert.equal(nameFix("payments", ["orders"], "remove it"), "remove it");
  });
});
