import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { testsOf } from "../../../policies/evaluator/condition";
import { MANY, Text } from "../../../policies/evaluator/text";
import { all, UnknownBecause } from "../../../policies/evaluator/truth";
import { snapshot, Unknown } from "../../../policies/kit/value";
import { roleRequest } from "./requests";

const arn = "arn:aws:states:eu-central-1:111122223333:stateMachine:orders";
const request = roleRequest("sqs:SendMessage", "*", {
  "x:text": "Orders",
  "x:list": ["a", "b"],
  "x:number": "5",
  "x:date": "2026-03-01T00:00:00Z",
  "x:flag": "true",
  "x:arn": arn,
  "x:long": "arn:aws:states:eu-central-1:111122223333:execution:orders:run",
  "x:short": "arn:aws:states",
  "x:negative": "-12.25",
  "x:moment": "2026-03-01T10:20:30.125Z",
  "x:minute": "2026-03-01T10:20Z",
  "x:seconds": "1772323200.5",
  "x:empty": [],
  "x:blank": "",
  "x:none": null,
});

/** `true`, `false`, or why it cannot be said. */
function holds(operator: string, key: string, values: unknown): boolean | string {
  const tests = testsOf(snapshot({ [operator]: { [key]: dollars(values) } }), true, request);
  const answer = all(tests.map((test) => test.holds));
  return answer instanceof UnknownBecause ? answer.why : answer;
}

/** Values with their variables, for which the table writes `#` in place of the dollar sign. */
const dollars = (values: unknown): unknown => (typeof values === "string" ? values.replaceAll("#{", "${") : values);

/** Why a variable leaves the answer open. */
const hole = (key: string, why: string): string => `variable \${${key}} ${why}`;

const table: readonly (readonly [operator: string, key: string, values: unknown, expected: boolean | string])[] = [
  ["StringEquals", "x:text", "Orders", true],
  ["StringEquals", "X:Text", ["other", "Orders"], true],
  ["StringEquals", "x:text", "orders", false],
  ["StringEquals", "x:text", "Ord*", false],
  ["StringEqualsIgnoreCase", "x:text", "oRDERS", true],
  ["StringNotEquals", "x:text", ["a", "Orders"], false],
  ["StringNotEquals", "x:text", ["a", "b"], true],
  ["StringNotEqualsIgnoreCase", "x:text", "ORDERS", false],
  ["StringLike", "x:text", "O?de*", true],
  ["StringLike", "x:text", "o*", false],
  ["StringNotLike", "x:text", ["o*", "*s"], false],
  ["stringequals", "x:text", "Orders", true],
  ["NumericEquals", "x:number", 5, true],
  ["NumericEquals", "x:number", "5.0", true],
  ["NumericNotEquals", "x:number", "5", false],
  ["NumericLessThan", "x:number", "5", false],
  ["NumericLessThanEquals", "x:number", "5", true],
  ["NumericGreaterThan", "x:number", "4.5", true],
  ["NumericGreaterThanEquals", "x:number", "6", false],
  ["NumericEquals", "x:number", "five", '"five" is no number'],
  ["NumericEquals", "x:text", "5", '"Orders" is no number'],
  ["DateEquals", "x:date", "2026-03-01T01:00:00+01:00", true],
  ["DateEquals", "x:date", "1772323200", true],
  ["DateNotEquals", "x:date", "2026-03-01", false],
  ["DateLessThan", "x:date", "2026-03-01T00:00:01Z", true],
  ["DateGreaterThan", "x:date", "2026-03-01T00:00:00Z", false],
  ["DateGreaterThanEquals", "x:date", "2026-03-01T00:00:00Z", true],
  ["DateLessThanEquals", "x:date", "yesterday", '"yesterday" is no date'],
  ["Bool", "x:flag", "TRUE", true],
  ["Bool", "x:flag", true, true],
  ["Bool", "x:flag", "false", false],
  ["Bool", "x:flag", "maybe", '"maybe" is no boolean'],
  ["ArnEquals", "x:arn", arn, true],
  ["ArnEquals", "x:arn", "arn:aws:states:*:111122223333:stateMachine:*", true],
  ["ArnLike", "x:arn", "arn:*:stateMachine:orders", '"arn:*:stateMachine:orders" is no ARN of six parts'],
  ["ArnLike", "x:arn", "arn:aws:states:eu-*:*:*:*", true],
  ["ArnLike", "x:arn", "arn:aws:states:eu-central-1:444455556666:stateMachine:*", false],
  ["ArnLike", "x:arn", "arn:aws:*:111122223333:stateMachine:orders:*", false],
  ["ArnNotEquals", "x:arn", arn, false],
  ["ArnNotLike", "x:arn", `${arn}2`, true],
  ["ArnLike", "x:long", "arn:aws:states:*:*:execution:orders:*", true],
  ["ArnLike", "x:long", "arn:aws:states:*:*:execution:*", true],
  ["ArnLike", "x:long", "arn:aws:states:*:*:execution", false],
  ["ArnLike", "x:short", "*", '"*" is no ARN of six parts'],
  ["ArnLike", "x:short", "arn:aws:states", '"arn:aws:states" is no ARN of six parts'],
  ["ArnLike", "x:short", "arn:*:*:*:*:*", false],
  ["ArnLike", "x:arn", "arn:?ws:states:eu-central-?:*:*", true],
  ["ArnLike", "x:arn", "arn:???:states*:orders", '"arn:???:states*:orders" is no ARN of six parts'],
  ["ArnEquals", "x:arn", `${arn}#{x:list}`, hole("x:list", "has several values in the request")],
  ["ArnEquals", "x:arn", `arn:aws:sns#{x:list}`, false],
  ["NumericEquals", "x:negative", "-12.25", true],
  ["NumericLessThan", "x:negative", "+3", true],
  ["NumericEquals", "x:number", "5x", '"5x" is no number'],
  ["NumericEquals", "x:number", "x5", '"x5" is no number'],
  ["NumericEquals", "x:number", "5.", '"5." is no number'],
  ["NumericEquals", "x:number", "05.00", true],
  ["NumericEquals", "x:number", "#{x:list}", hole("x:list", "has several values in the request")],
  ["NumericEquals", "x:number", "#{x:number}", true],
  ["NumericLessThan", "x:number", "12.50", true],
  ["DateEquals", "x:moment", "2026-03-01T10:20:30.125Z", true],
  ["DateEquals", "x:moment", "2026-03-01T12:20:30.125+02:00", true],
  ["DateEquals", "x:minute", "2026-03-01T10:20:00Z", true],
  ["DateEquals", "x:seconds", "2026-03-01T00:00:00.5Z", true],
  ["DateEquals", "x:seconds", "1772323200.50", true],
  ["DateEquals", "x:date", "x2026-03-01", '"x2026-03-01" is no date'],
  ["DateEquals", "x:date", "2026-03-01x", '"2026-03-01x" is no date'],
  ["DateEquals", "x:date", "2026-03-01T00:00:00", '"2026-03-01T00:00:00" is no date'],
  ["DateEquals", "x:date", "2026-13-01", '"2026-13-01" is no date'],
  ["DateEquals", "x:date", "1772323200x", '"1772323200x" is no date'],
  ["Bool", "x:text", "true", '"Orders" is no boolean'],
  ["StringEquals", "x:text", "#{x:text}", true],
  ["StringLike", "x:text", "#{x:list}*", hole("x:list", "has several values in the request")],
  ["StringEquals", "x:empty", "a", false],
  ["StringNotEquals", "x:empty", "a", true],
  ["Null", "x:empty", "true", true],
  ["Null", "x:blank", "true", true],
  ["Null", "x:blank", "false", false],
  ["Null", "x:list", "true", false],
  ["Null", "x:other", "true", "the value of x:other in the request is not known"],
  ["Null", "x:none", ["true", "false"], "Null x:none is neither true nor false"],
  ["Null", "x:none", new Unknown(undefined), "Null x:none is neither true nor false"],
  ["NullIfExists", "x:none", "true", "the condition operator NullIfExists is not known"],
  ["ForAnyValue:Null", "x:none", "true", "the condition operator ForAnyValue:Null is not known"],
  ["Null", "x:none", "true", true],
  ["Null", "x:none", "false", false],
  ["Null", "x:text", true, false],
  ["Null", "x:text", "false", true],
  ["Null", "x:text", "perhaps", "Null x:text is neither true nor false"],
  ["StringEquals", "x:none", "a", false],
  ["StringNotEquals", "x:none", "a", true],
  ["StringEqualsIfExists", "x:none", "a", true],
  ["StringEqualsIfExists", "x:text", "a", false],
  ["ForAllValues:StringEquals", "x:list", ["a", "b", "c"], true],
  ["ForAllValues:StringEquals", "x:list", "a", false],
  ["ForAllValues:StringEquals", "x:none", "a", true],
  ["ForAnyValue:StringEquals", "x:list", ["b", "c"], true],
  ["ForAnyValue:StringEquals", "x:list", "c", false],
  ["ForAnyValue:StringEquals", "x:none", "a", false],
  ["ForAnyValue:StringNotEquals", "x:list", "a", true],
  ["ForAllValues:StringNotEquals", "x:list", "a", false],
  [
    "ForAnyValue:StringEqualsIfExists",
    "x:none",
    "a",
    "ForAnyValue:StringEqualsIfExists x:none requires a value, and the request has none",
  ],
  ["StringEquals", "x:list", "a", "x:list has several values, and StringEquals compares with one"],
  ["StringEquals", "x:other", "a", "the value of x:other in the request is not known"],
  ["StringEquals", "x:text", [], "StringEquals x:text compares with nothing"],
  ["StringEquals", "x:text", [{}], "StringEquals x:text cannot be read"],
  ["StringEquals", "x:text", new Unknown(undefined), "StringEquals x:text is not known yet"],
  ["StringEquals", "x:text", [new Unknown(undefined), "Orders"], true],
  ["StringEquals", "x:text", [{}, "Orders"], true],
  ["BinaryEquals", "x:text", "Orders", "the condition operator BinaryEquals is not known"],
  ["StringEquals", "aws:username", "a", false],
  ["StringEquals", "aws:PrincipalAccount", "111122223333", true],
  ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/team/*", true],
  ["Bool", "aws:PrincipalIsAWSService", "false", true],
  ["StringEquals", "aws:PrincipalType", "AssumedRole", true],
  ["Null", "aws:PrincipalServiceName", "true", true],
  ["StringEquals", "aws:ResourceAccount", "1", "the value of aws:ResourceAccount in the request is not known"],
];

describe("evaluator, conditions", () => {
  for (const [operator, key, values, expected] of table) {
    it(`${operator} ${key} ${JSON.stringify(values)}: ${expected}`, () => {
      assert.equal(holds(operator, key, values), expected);
    });
  }

  it("asks that all tests hold, and says which does not", () => {
    const tests = testsOf(
      snapshot({ StringEquals: { "x:text": "Orders", "x:none": ["a", "b"] }, Bool: { "x:flag": true } }),
      true,
      request,
    );
    assert.deepEqual(tests, [
      { shown: 'Bool x:flag ["true"]', holds: true },
      { shown: 'StringEquals x:none ["a","b"]', holds: false },
      { shown: 'StringEquals x:text ["Orders"]', holds: true },
    ]);
  });

  it("shows what is not known, and what cannot be read", () => {
    const condition = snapshot({ StringEquals: { "x:text": ["a", new Unknown(undefined), {}, 1] } });
    assert.deepEqual(
      testsOf(condition, true, request).map(({ shown }) => shown),
      ['StringEquals x:text ["a","<?>","undefined","1"]'],
    );
  });

  it("asks nothing where there is no Condition", () => {
    assert.deepEqual(testsOf(undefined, true, request), []);
    assert.deepEqual(testsOf(null, true, request), []);
  });

  it("knows values of the request in part", () => {
    const named = { ...request, context: new Map([["x:arn", new Text(arn, MANY)]]) };
    for (const [operator, value, expected] of [
      ["ArnLike", `${arn}*`, `"${arn}<?>" is not known in full`],
      ["ArnLike", "arn:aws:sns:*:*:*", false],
      ["StringLike", `${arn}*`, true],
      ["NumericEquals", "5", `"${arn}<?>" is not known in full`],
    ] as const) {
      const [only] = testsOf(snapshot({ [operator]: { "x:arn": value } }), true, named);
      assert.equal(
        only?.holds instanceof UnknownBecause ? only.holds.why : only?.holds,
        expected,
        `${operator} ${value}`,
      );
    }
  });

  it("leaves unknown a Condition that cannot be read", () => {
    for (const [condition, why] of [
      ["x", "Condition cannot be read"],
      [new Unknown(undefined), "Condition is not known yet"],
      [{ StringEquals: new Unknown(undefined) }, "Condition, StringEquals is not known yet"],
      [{ StringEquals: "x" }, "Condition, StringEquals cannot be read"],
    ] as const) {
      assert.deepEqual(
        testsOf(snapshot(condition), true, request).map(({ holds: truth }) => truth),
        [new UnknownBecause(why)],
      );
    }
  });
});
