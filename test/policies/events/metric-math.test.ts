import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { compute } from "../../../policies/events/metric-math";

const values: Readonly<Record<string, number>> = { m1: 3, m2: 4, none: 0 };

const EXPRESSIONS: readonly (readonly [expression: string, value: number | undefined])[] = [
  ["m1", 3],
  [" m1 + m2 ", 7],
  ["m1-m2", -1],
  ["m1 + m2 * 2", 11],
  ["(m1 + m2) * 2", 14],
  ["-m1 + 1.5", -1.5],
  ["m2 / none", undefined],
  ["100 * m1 / m2", 75],
  ["m1 > 2", 1],
  ["m1 >= 4", 0],
  ["m1 == 3 AND m2 != 3", 1],
  ["m1 < 3 || m2 <= 4", 1],
  ["SUM([m1, m2])", 7],
  ["sum(METRICS())", 7],
  ["MAX([m1, m2, 9])", 9],
  ["MIN([m1, m2])", 3],
  ["AVG([m1, m2])", 3.5],
  ["ABS(m1 - m2)", 1],
  ["CEIL(m1 / 2) + FLOOR(m1 / 2)", 3],
  ["FILL(m1, 0) + FILL(m2, REPEAT)", 7],
  ["IF(m1 > 2, m2, 0)", 4],
  ["IF(m1 > 9, m2)", 0],
  ["m3", undefined],
  ["SUM([m1, m3])", undefined],
  ["RATE(m1)", undefined],
  ["ANOMALY_DETECTION_BAND(m1, 2)", undefined],
  ["METRICS('x')", undefined],
  ["METRICS()", undefined],
  ["SUM()", undefined],
  ["(m1", undefined],
  ["[m1", undefined],
  ["m1 m2", undefined],
  ["m1 ? m2", undefined],
  ["constructor(m1)", undefined],
  ["", undefined],
];

describe("events/metric-math", () => {
  for (const [expression, value] of EXPRESSIONS) {
    it(`${value === undefined ? "does not compute" : `computes ${value} from`} ${JSON.stringify(expression)}`, () => {
      assert.equal(
        compute(expression, (id) => values[id], [3, 4]),
        value,
      );
    });
  }

  it("does not compute what is deeper than anybody writes", () => {
    assert.equal(
      compute(`${"(".repeat(5_000)}m1${")".repeat(5_000)}`, () => 1, []),
      undefined,
    );
  });
});
