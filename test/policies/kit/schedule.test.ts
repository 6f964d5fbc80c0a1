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
    ["rate(7 fortnights)", undefined],
    ["", undefined],
  ];
  for (const [expression, days] of known) {
    it(`reads "${expression}" as ${days ?? "nothing"}`, () => assert.equal(daysOf(expression), days));
  }
});
