import * as fc from "fast-check";
import type { KeyValue, Request } from "../../../policies/evaluator/request";
import { Text } from "../../../policies/evaluator/text";

/** Small worlds, in which random policies and requests meet often. */

export const account = "111122223333";
export const roleArn = `arn:aws:iam::${account}:role/team/orders`;

/** A request by a role of this account. */
export function roleRequest(
  action: string,
  resource: string | Text,
  context: Readonly<Record<string, string | readonly string[] | null>> = {},
  tags: Readonly<Record<string, string>> = {},
): Request {
  return {
    caller: { kind: "role", arn: new Text(roleArn), account, tags: new Map(Object.entries(tags)) },
    action,
    resource: resource instanceof Text ? resource : new Text(resource),
    context: new Map(
      Object.entries(context).map(([key, value]): [string, KeyValue] => [
        key.toLowerCase(),
        value === null ? "absent" : typeof value === "string" ? new Text(value) : value.map((each) => new Text(each)),
      ]),
    ),
  };
}

const queue = (name: string) => `arn:aws:sqs:eu-central-1:${account}:${name}`;

export const actions = ["sqs:SendMessage", "sqs:ReceiveMessage", "sns:Publish"] as const;
export const resources = [queue("a"), queue("ab"), queue("b"), `arn:aws:sns:eu-central-1:${account}:a`] as const;

const listed = <T>(item: fc.Arbitrary<T>) => fc.oneof(item, fc.array(item, { minLength: 1, maxLength: 2 }));

const actionPattern = listed(
  fc.constantFrom("sqs:SendMessage", "sqs:*", "SQS:send*", "sns:publish", "*", "s?s:*e*", "lambda:InvokeFunction"),
);
const plainResources = ["*", queue("a"), queue("a*"), queue("?"), "arn:aws:s?s:*:*:a"] as const;
/** It matches queues as one text and not by the parts of an ARN: unknown here, of which another evaluator has none. */
const overColons = "arn:aws:sqs:*a";
const withVariable = `arn:aws:sqs:eu-central-1:${account}:\${aws:PrincipalTag/team}`;

/** Values of the context in these worlds; `null` is a key that the request does not carry. */
export const contextOf = fc.record({
  "x:text": fc.constantFrom("a", "A", "ab", null),
  "x:list": fc.constantFrom<readonly string[] | null>(["a"], ["a", "b"], ["c"], null),
  "x:number": fc.constantFrom("5", "7", null),
  "x:date": fc.constantFrom("2026-01-01T00:00:00Z", "2026-06-01T12:00:00Z", null),
  "x:flag": fc.constantFrom("true", "false", null),
  "x:arn": fc.constantFrom(resources[0], resources[3], null),
});

const text = (operator: string, values: readonly string[]) =>
  fc.record({
    operator: fc.constant(operator),
    key: fc.constant("x:text"),
    values: listed(fc.constantFrom(...values)),
  });
const pair = (key: string, operators: readonly string[], values: readonly string[]) =>
  fc.record({
    operator: fc.constantFrom(...operators),
    key: fc.constant(key),
    values: listed(fc.constantFrom(...values)),
  });

const orderings = (family: string) =>
  ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map((one) => family + one);

const plainTest = fc.oneof(
  ...["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"].map((operator) =>
    text(operator, ["a", "ab", "c"]),
  ),
  ...["StringLike", "StringNotLike"].map((operator) => text(operator, ["a*", "?", "*b", "c"])),
  pair("x:number", orderings("Numeric"), ["5", "6", "7.5"]),
  pair("x:date", orderings("Date"), ["2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"]),
  pair("x:flag", ["Bool"], ["true", "false"]),
  pair(
    "x:arn",
    ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
    [resources[0], "arn:aws:s?s:*:*:a", queue("*")],
  ),
);
const test = fc.oneof(
  { weight: 4, arbitrary: plainTest },
  { weight: 1, arbitrary: plainTest.map((one) => ({ ...one, operator: `${one.operator}IfExists` })) },
  {
    weight: 2,
    arbitrary: pair(
      "x:list",
      ["ForAnyValue", "ForAllValues"].flatMap((set) =>
        ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"].map((one) => `${set}:${one}`),
      ),
      ["a", "b", "c"],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      operator: fc.constant("Null"),
      key: fc.constantFrom("x:text", "x:number"),
      values: fc.constantFrom("true", "false"),
    }),
  },
);

const condition = fc.array(test, { minLength: 1, maxLength: 2 }).map((tests) => {
  const made: Record<string, Record<string, unknown>> = {};
  for (const { operator, key, values } of tests) {
    made[operator] = { ...made[operator], [key]: values };
  }
  return made;
});

export type RandomStatement = Readonly<Record<string, unknown>> & { readonly Effect: "Allow" | "Deny" };

/** A statement of an identity's policy, with policy variables in its resources or without. */
function statementWith(resourcePattern: fc.Arbitrary<string>): fc.Arbitrary<RandomStatement> {
  return fc
    .record({
      Effect: fc.constantFrom<"Allow" | "Deny">("Allow", "Allow", "Deny"),
      action: fc.tuple(fc.constantFrom("Action", "Action", "Action", "NotAction"), actionPattern),
      resource: fc.tuple(fc.constantFrom("Resource", "Resource", "Resource", "NotResource"), listed(resourcePattern)),
      condition: fc.option(condition, { freq: 2 }),
    })
    .map(({ Effect, action, resource, condition }) => ({
      Effect,
      [action[0]]: action[1],
      [resource[0]]: resource[1],
      ...(condition === null ? {} : { Condition: condition }),
    }));
}

export const statement = statementWith(fc.constantFrom(...plainResources, overColons, withVariable));
export const statements = fc.array(statement, { minLength: 1, maxLength: 4 });
export const withoutVariables = statementWith(fc.constantFrom(...plainResources));

export const document = (list: readonly object[]) => ({ Version: "2012-10-17", Statement: list });

export const request = fc
  .record({
    action: fc.constantFrom(...actions),
    resource: fc.constantFrom(...resources),
    context: contextOf,
    tags: fc.constantFrom({}, { team: "a" }, { team: "*" }),
  })
  .map(({ action, resource, context, tags }) => ({ action, resource, context, tags }));

export type RandomRequest = typeof request extends fc.Arbitrary<infer T> ? T : never;

export function requestOf({ action, resource, context, tags }: RandomRequest): Request {
  return roleRequest(action, resource, context, tags as Readonly<Record<string, string>>);
}
