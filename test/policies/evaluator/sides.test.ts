import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { evaluate, type Verdict } from "../../../policies/evaluator/evaluate";
import { Text } from "../../../policies/evaluator/text";
import { account, roleArn, roleRequest } from "./requests";
import { ask, line, queue, send, set } from "./verdicts";

const to = { ...send, Principal: { AWS: roleArn } };

// On everything, and on something else: a resource whose account is not known can be asked about in no other way.
const everywhere = { ...send, Resource: "*" };
const toEverywhere = { ...to, Resource: "*" };
const elsewhere = { ...send, Resource: "x" };
const toElsewhere = { ...to, Resource: "x" };

/** A request for a resource of which the account is not known, with one statement on each side. */
const acrossUnknown = (own: object, theirs: object) =>
  ask(
    { identity: set("own", own), resource: { ...set("bucket", theirs), trust: false } },
    roleRequest("sqs:SendMessage", "arn:aws:s3:::bucket"),
  );

/** What a policy of the queue says of the role's request, without policies of its own. */
const byQueue = (...statements: readonly object[]) =>
  ask({ resource: { ...set("queue", ...statements), trust: false } });

/** Each: what stands where, the answer. */
const table: readonly (readonly [it: string, verdict: () => Verdict, expected: string])[] = [
  ["the second of two statements", () => ask({ identity: set("own", elsewhere, send) }), "allowed by own, Statement 2"],
  [
    "an allow within its bounds",
    () => ask({ identity: set("own", send), boundary: set("bound", send), session: set("session", send) }),
    "allowed by own, Statement 1",
  ],
  [
    "a resource comes nearer than a principal, and a Deny never",
    () =>
      byQueue(
        { ...elsewhere, Effect: "Deny", Principal: "*" },
        { ...send, Principal: { AWS: `${roleArn}2` } },
        { ...elsewhere, Principal: "*" },
      ),
    "denied for lack of resource, near Statement 3 (resource)",
  ],
  [
    "a principal comes nearer than another action",
    () => byQueue({ ...to, Action: "sns:Publish" }, { ...send, Principal: { AWS: `${roleArn}2` } }),
    "denied for lack of resource, near Statement 2 (principal)",
  ],
  [
    "of a Condition that is not known in part, what does not hold",
    () =>
      byQueue({
        ...to,
        Condition: { Bool: { "aws:ViaAWSService": "false" }, StringEquals: { "aws:PrincipalAccount": "1" } },
      }),
    'denied for lack of resource, near Statement 1 (condition StringEquals aws:PrincipalAccount ["1"])',
  ],
  [
    "neither side, of one account",
    () =>
      ask({
        identity: set("own", elsewhere),
        resource: { ...set("queue", { ...send, Principal: { AWS: `${roleArn}2` } }), trust: false },
      }),
    "denied for lack of identity, near Statement 1 (resource)",
  ],
  [
    "a caller whose account is in its ARN",
    () =>
      evaluate(
        {
          ...roleRequest("sqs:SendMessage", queue),
          caller: { kind: "role", arn: new Text(roleArn), account: undefined, tags: new Map() },
        },
        { identity: { policies: [] }, resource: { ...set("queue", to), trust: false } },
      ),
    "allowed by queue, Statement 1",
  ],
  [
    "both sides, of accounts that are not known",
    () => acrossUnknown(everywhere, toEverywhere),
    "allowed by own, Statement 1",
  ],
  [
    "the caller's side, of accounts that are not known",
    () => acrossUnknown(everywhere, toElsewhere),
    "unknown: whether caller and resource are of one account is not known",
  ],
  [
    "the resource's side, of accounts that are not known",
    () => acrossUnknown(elsewhere, toEverywhere),
    "unknown: whether caller and resource are of one account is not known",
  ],
  [
    "neither side, of accounts that are not known",
    () => acrossUnknown(elsewhere, toElsewhere),
    "denied for lack of identity, near Statement 1 (resource)",
  ],
  [
    "one side unknown, of accounts that are not known",
    () => acrossUnknown({ ...everywhere, Condition: { Bool: { "aws:ViaAWSService": "false" } } }, toElsewhere),
    "unknown: own, Statement 1: the value of aws:ViaAWSService in the request is not known",
  ],
  [
    "one account known, the other not",
    () =>
      ask(
        { identity: { policies: [] }, resource: { ...set("queue", to), trust: false } },
        { ...roleRequest("sqs:SendMessage", queue), caller: { kind: "service", name: "states.amazonaws.com" } },
      ),
    "denied for lack of identity",
  ],
];

describe("evaluator, both sides of a request", () => {
  for (const [title, verdict, expected] of table) {
    it(title, () => {
      assert.equal(line(verdict()), expected);
    });
  }

  it("of two accounts need each other, of one they do not", () => {
    const other = roleRequest("sqs:SendMessage", queue.replace(account, "444455556666"));
    const both = { identity: set("own", elsewhere), resource: { ...set("queue", toEverywhere), trust: false } };
    assert.equal(line(ask(both)), "allowed by queue, Statement 1");
    assert.equal(line(ask(both, other)), "denied for lack of identity, near Statement 1 (resource)");
  });
});
