import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { readDocument } from "../../../policies/evaluator/document";
import { applies, type Kind } from "../../../policies/evaluator/statement";
import { type Truth, UnknownBecause } from "../../../policies/evaluator/truth";
import { snapshot, Unknown } from "../../../policies/kit/value";
import { account, roleArn, roleRequest } from "./requests";

const unknown = new Unknown(undefined);
const queue = `arn:aws:sqs:eu-central-1:${account}:a`;
const other = `arn:aws:iam::${account}:role/other`;

/** Whether one statement is about the role's request to send to the queue: `yes`, `no`, or why it cannot be said. */
function about(kind: Kind, statement: object, part: "all" | "byAccount" | "principal" = "all"): string {
  const document = readDocument("own", snapshot({ Version: "2012-10-17", Statement: [statement] }));
  const [only] = document.statements;
  assert.ok(only);
  const truth: Truth = applies(document, only, kind, roleRequest("sqs:SendMessage", queue))[part];
  return truth instanceof UnknownBecause ? truth.why : truth ? "yes" : "no";
}

const send = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue };
const to = { ...send, Principal: { AWS: roleArn } };
const trust = { Effect: "Allow", Action: "sqs:SendMessage", Principal: { AWS: roleArn } };
const denial = { Effect: "Deny", Action: "sqs:SendMessage", Resource: queue };

/** Each: what kind of policy, the statement, the answer. */
const table: readonly (readonly [kind: Kind, statement: object, expected: string])[] = [
  ["identity", send, "yes"],
  ["identity", { ...send, Action: "SQS:send*" }, "yes"],
  ["identity", { ...send, Action: ["sns:Publish", "sqs:SendMessage"] }, "yes"],
  ["identity", { ...send, Action: "sns:Publish" }, "no"],
  ["identity", { Effect: "Allow", NotAction: "sns:Publish", Resource: queue }, "yes"],
  ["identity", { Effect: "Allow", NotAction: ["sns:Publish", "sqs:*"], Resource: queue }, "no"],
  ["identity", { Effect: "Allow", Action: "sqs:SendMessage", NotResource: `${queue}b` }, "yes"],
  ["identity", { Effect: "Allow", Action: "sqs:SendMessage", NotResource: "*" }, "no"],
  ["identity", { ...send, NotAction: "x" }, "Action and NotAction are both present"],
  ["identity", { Effect: "Allow", Resource: queue }, "Action and NotAction are both missing"],
  ["identity", { ...send, NotResource: "x" }, "Resource and NotResource are both present"],
  ["identity", { Effect: "Allow", Action: "sqs:SendMessage" }, "Resource and NotResource are both missing"],
  ["identity", { ...send, Action: [] }, "Action is empty"],
  ["identity", { Effect: "Allow", NotAction: [], Resource: queue }, "NotAction is empty"],
  ["identity", { ...send, Action: unknown }, "Action is not known yet"],
  ["identity", { ...send, Action: [{}] }, "Action cannot be read"],
  ["identity", { Effect: "Allow", NotAction: unknown, Resource: queue }, "NotAction is not known yet"],
  ["identity", { ...send, Resource: [unknown, "x"] }, "Resource is not known yet"],
  ["identity", { ...send, Resource: [unknown, queue] }, "yes"],
  ["identity", { ...send, Principal: "*" }, "an identity policy has a Principal"],
  ["identity", { ...send, NotPrincipal: "*" }, "an identity policy has a Principal"],
  ["identity", { ...send, Condition: { StringEquals: { "aws:PrincipalAccount": account } } }, "yes"],
  ["identity", { ...send, Condition: { StringEquals: { "aws:PrincipalAccount": "1" } } }, "no"],
  ["resource", to, "yes"],
  ["resource", { ...send, Principal: { AWS: other } }, "no"],
  ["resource", { ...send, Principal: { AWS: account } }, "yes"],
  ["resource", send, "Principal and NotPrincipal are both missing"],
  ["resource", { ...to, NotPrincipal: "*" }, "Principal and NotPrincipal are both present"],
  ["resource", trust, "Resource and NotResource are both missing"],
  ["trust", trust, "yes"],
  ["trust", { ...trust, Resource: queue }, "yes"],
  ["trust", { ...trust, Resource: "x" }, "no"],
  ["trust", { ...trust, NotResource: queue }, "no"],
  ["trust", { ...trust, Principal: { AWS: other } }, "no"],
  // Who is not excepted.
  ["resource", { ...send, NotPrincipal: { AWS: other } }, "yes"],
  ["resource", { ...send, NotPrincipal: { AWS: roleArn } }, "no"],
  ["resource", { ...denial, NotPrincipal: { AWS: other } }, "yes"],
  ["resource", { ...denial, NotPrincipal: { AWS: roleArn } }, "NotPrincipal excepts the role, if its sessions too"],
  ["resource", { ...denial, NotPrincipal: { AWS: account } }, "NotPrincipal excepts the role, if its sessions too"],
];

describe("evaluator, statements", () => {
  for (const [kind, statement, expected] of table) {
    const shown = JSON.stringify(statement, (_, value) => (value instanceof Unknown ? "<?>" : value));
    it(`of ${kind}, ${shown}: ${expected}`, () => {
      assert.equal(about(kind, statement), expected);
    });
  }

  it("name by the account alone only where they allow, and the role is not named itself", () => {
    const byAccount = (statement: object) => about("resource", statement, "byAccount");
    assert.equal(byAccount({ ...send, Principal: { AWS: account } }), "yes");
    assert.equal(byAccount({ ...send, Principal: { AWS: [account, roleArn] } }), "no");
    assert.equal(byAccount(to), "no");
    // A Deny on an account is one on each of its identities.
    assert.equal(byAccount({ ...denial, Principal: { AWS: account } }), "no");
    assert.equal(about("resource", { ...denial, Principal: { AWS: account } }, "principal"), "yes");
    assert.equal(byAccount({ ...send, NotPrincipal: { AWS: other } }), "no");
  });
});
