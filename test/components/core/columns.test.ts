import { deepStrictEqual } from "node:assert/strict";
import { columns, columnWidths } from "../../../components/core/columns";

describe("columns of text", () => {
  it("are as wide as their widest cell, and nothing is behind the last word", () => {
    deepStrictEqual(
      columns([
        ["app", "since", ""],
        ["orders", "11:55"],
        ["a", "", "late"],
      ]),
      ["app     since", "orders  11:55", "a              late"],
    );
  });

  it("are aligned to the right where they are numeric", () => {
    deepStrictEqual(
      columns(
        [
          ["app", "runs", "note"],
          ["a", "12", ""],
          ["orders", "3", "x"],
        ],
        [1],
      ),
      ["app     runs  note", "a         12", "orders     3  x"],
    );
  });

  it("have widths where rows differ in length, and none without rows", () => {
    deepStrictEqual(columnWidths([["a"], ["ab", "c"]]), [2, 1]);
    deepStrictEqual(columns([]), []);
  });
});
