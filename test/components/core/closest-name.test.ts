import assert from "node:assert/strict";
import { closestName } from "../../../components/core/closest-name";

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
