import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { daysOf } from "../../../policies/kit/schedule";

describe("kit/schedule", () => {
  const known: readonly (readonly [string, number | undefined])[] = [
    ["rate(1 day)", 1],
    ["rate(45 days)", 45],
    ["rate(12 hours)", 0.5],
    [" rate( 720 minutes ) ", 0.5],
    ["cron(0 8 * * ? *)", 1],
    ["cron(0 8 1 * ? *)", 31],
    ["cron(0 8 1/10 * ? *)", 10],
    ["cron(0 8 ? * MON *)", 7],
    ["cron(0 8 ? * MON#1 *)", 35],
    ["cron(0 8 ? * 6L *)", 35],
    ["cron(0 8 1 1/3 ? *)", 93],
    ["cron(0 8 1 JAN,JUL ? *)", 186],
    ["cron(0 8 1 1,2 ? *)", 341],
    ["cron(0 8 1 * ?)", 31],
    ["cron(0 8 1 SOON ? *)", undefined],
    ["cron(8 *)", undefined],
    ["rate(1   day)", 1],
    ["rate(7 fortnights)", undefined],
    ["at rate(1 day)", undefined],
    ["rate(1 day) or so", undefined],
    [" cron(0 8 * * ? *) ", 1],
    ["cron( 0  8  *  *  ?  * )", 1],
    ["at cron(0 8 * * ? *)", undefined],
    ["cron(0 8 * * ? *) or so", undefined],
    ["cron()", undefined],
    ["cron(0 8 ? * * *)", 1],
    ["cron(0 8 ? * ? *)", 1],
    ["cron(0 8 ? * L-1 *)", 7],
    ["cron(0 8 12/15 * ? *)", 15],
    ["cron(0 8 */40 * ? *)", 31],
    ["cron(0 8 x1/2 * ? *)", 31],
    ["cron(0 8 1/2x * ? *)", 31],
    ["cron(0 8 1 10/12 ? *)", 372],
    ["cron(0 8 1 */0 ? *)", 31],
    ["cron(0 8 1 1/40 ? *)", 372],
    ["cron(0 8 1 x1/2 ? *)", undefined],
    ["cron(0 8 1 1/2x ? *)", undefined],
    ["cron(0 8 1 0 ? *)", undefined],
    ["cron(0 8 1 13 ? *)", undefined],
    ["cron(0 8 1 12 ? *)", 372],
    ["cron(0 8 1 1,SOON ? *)", undefined],
    ["cron(0 8 1 10,4,1,1 ? *)", 186],
    ["cron(0 8 1 FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC ? *)", 62],
    ["cron(0 8 1 jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov ? *)", 62],
    ["", undefined],
  ];
  for (const [expression, days] of known) {
    it(`reads "${expression}" as ${days ?? "nothing"}`, () => assert.equal(daysOf(expression), days));
  }
});
