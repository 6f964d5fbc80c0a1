import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { evaluate, type Verdict } from "../../../policies/evaluator/evaluate";
import type { Request } from "../../../policies/evaluator/request";
import { MANY, Text } from "../../../policies/evaluator/text";
import { snapshot, Unknown } from "../../../policies/kit/value";
import { account, roleArn, roleRequest } from "./requests";
import { ask, line, queue, send, set } from "./verdicts";

const withCondition = (Condition: unknown) => ({ identity: set("own", { ...send, Condition }) });

/** Each: what is asked, the policies, the answer. Asked inside the test: what is done while a file loads, no test is known to cover. */
const table: readonly (readonly [it: string, verdict: () => Verdict, expected: string])[] = [
  ["an allow", () => ask({ identity: set("own", send) }), "allowed by own, Statement 1"],
  ["nothing", () => ask({ identity: { policies: [] } }), "denied for lack of identity"],
  ["no policy at all", () => ask({}), "denied for lack of resource"],
  [
    "an allow and a deny",
    () => ask({ identity: set("own", send, { ...send, Effect: "Deny", Sid: "No" }) }),
    "denied by own, Statement 2 (No)",
  ],
  [
    "another resource",
    () => ask({ identity: set("own", { ...send, Resource: `${queue}b` }) }),
    "denied for lack of identity, near Statement 1 (resource)",
  ],
  [
    "a condition before a resource",
    () =>
      ask(
        {
          identity: set("own", { ...send, Resource: "x" }, { ...send, Condition: { StringEquals: { "x:a": ["1"] } } }),
        },
        roleRequest("sqs:SendMessage", queue, { "x:a": "2" }),
      ),
    'denied for lack of identity, near Statement 2 (condition StringEquals x:a ["1"])',
  ],
  [
    "a boundary without it",
    () => ask({ identity: set("own", send), boundary: set("bound", { ...send, Action: "sns:Publish" }) }),
    "denied for lack of boundary",
  ],
  [
    "a session policy without it",
    () => ask({ identity: set("own", send), session: set("session", { ...send, Resource: "x" }) }),
    "denied for lack of session, near Statement 1 (resource)",
  ],
  [
    "a resource policy that names the role, in one account",
    () =>
      ask({
        identity: { policies: [] },
        resource: { ...set("queue", { ...send, Principal: { AWS: roleArn } }), trust: false },
      }),
    "allowed by queue, Statement 1",
  ],
  [
    "one that names the account: the role's own policies decide",
    () =>
      ask({
        identity: { policies: [] },
        resource: { ...set("queue", { ...send, Principal: { AWS: account } }), trust: false },
      }),
    "denied for lack of identity",
  ],
  [
    "one that names the role, bounded",
    () =>
      ask({
        identity: { policies: [] },
        boundary: set("bound", { ...send, Action: "sns:Publish" }),
        resource: { ...set("queue", { ...send, Principal: "*" }), trust: false },
      }),
    "denied for lack of boundary",
  ],
  [
    "another account's resource, allowed on one side only",
    () =>
      ask(
        {
          identity: set("own", { ...send, Resource: "*" }),
          resource: { ...set("queue", { ...send, Resource: "*", Principal: { AWS: "999988887777" } }), trust: false },
        },
        roleRequest("sqs:SendMessage", queue.replace(account, "444455556666")),
      ),
    "denied for lack of resource, near Statement 1 (principal)",
  ],
  [
    "another account's resource, allowed on both",
    () =>
      ask(
        {
          identity: set("own", { ...send, Resource: "*" }),
          resource: { ...set("queue", { ...send, Resource: "*", Principal: { AWS: roleArn } }), trust: false },
        },
        roleRequest("sqs:SendMessage", queue.replace(account, "444455556666")),
      ),
    "allowed by own, Statement 1",
  ],
  [
    "a trust that names the account needs the role's own policies, too",
    () =>
      ask(
        {
          identity: { policies: [] },
          resource: {
            ...set("trust", { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: account } }),
            trust: true,
          },
        },
        roleRequest("sts:AssumeRole", `arn:aws:iam::${account}:role/b`),
      ),
    "denied for lack of identity",
  ],
  [
    "a trust in another role",
    () =>
      ask(
        {
          identity: set("own", { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }),
          resource: {
            ...set("trust", { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: `${roleArn}2` } }),
            trust: true,
          },
        },
        roleRequest("sts:AssumeRole", `arn:aws:iam::${account}:role/b`),
      ),
    "denied for lack of resource, near Statement 1 (principal)",
  ],
  [
    "policies that are not seen",
    () => ask({ identity: { ...set("own", send), unseen: "one more" } }),
    "unknown: one more",
  ],
  [
    "a document that is not known",
    () => ask({ identity: { policies: [{ label: "own", document: new Unknown(undefined) }] } }),
    "unknown: own is not known yet",
  ],
  [
    "a document that is none",
    () => ask({ identity: { policies: [{ label: "own", document: "{" }] } }),
    "unknown: own cannot be read: it is not JSON",
  ],
  [
    "a missing document",
    () => ask({ identity: { policies: [{ label: "own", document: null }] } }),
    "unknown: own is missing",
  ],
  [
    "Action and NotAction together",
    () => ask({ identity: set("own", { ...send, NotAction: "x" }) }),
    "unknown: own, Statement 1: Action and NotAction are both present",
  ],
  [
    "an Effect that is none",
    () => ask({ identity: set("own", { ...send, Effect: "Perhaps" }) }),
    "unknown: own, Statement 1: Effect is neither Allow nor Deny",
  ],
  [
    "a Principal in an identity's policy",
    () => ask({ identity: set("own", { ...send, Principal: "*" }) }),
    "unknown: own, Statement 1: an identity policy has a Principal",
  ],
  [
    "an operator that is not known",
    () => ask(withCondition({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })),
    "unknown: own, Statement 1: the condition operator IpAddress is not known",
  ],
  [
    "a key that is not known",
    () => ask(withCondition({ Bool: { "aws:MultiFactorAuthPresent": "true" } })),
    "unknown: own, Statement 1: the value of aws:MultiFactorAuthPresent in the request is not known",
  ],
  [
    "a deny on what is not known",
    () =>
      ask({
        identity: set("own", send, { ...send, Effect: "Deny", Condition: { Bool: { "aws:ViaAWSService": "false" } } }),
      }),
    "unknown: own, Statement 2: the value of aws:ViaAWSService in the request is not known",
  ],
  [
    "a session of the role in a trust",
    () =>
      ask(
        {
          resource: {
            ...set("trust", {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { AWS: `arn:aws:sts::${account}:assumed-role/orders/x` },
            }),
            trust: true,
          },
        },
        roleRequest("sts:AssumeRole", "arn:aws:iam::1:role/b"),
      ),
    `unknown: trust, Statement 1: "arn:aws:sts::${account}:assumed-role/orders/x" is one session of the role`,
  ],
];

describe("evaluator, what comes of a request", () => {
  for (const [title, verdict, expected] of table) {
    it(title, () => {
      assert.equal(line(verdict()), expected);
    });
  }

  it("reads variables, in documents of 2012 alone", () => {
    const statement = { ...send, Resource: `${queue.slice(0, -1)}\${aws:PrincipalTag/team}` };
    const request = (tags: Record<string, string>, resource = queue) =>
      roleRequest("sqs:SendMessage", resource, {}, tags);
    const of = (asked: Request, resource = statement.Resource, Version: unknown = "2012-10-17") =>
      line(
        evaluate(asked, {
          identity: {
            policies: [
              { label: "own", document: snapshot({ Version, Statement: { ...statement, Resource: resource } }) },
            ],
          },
        }),
      );
    assert.equal(of(request({ Team: "a" })), "allowed by own, Statement 1");
    assert.equal(of(request({ team: "b" })), "denied for lack of identity, near Statement 1 (resource)");
    // A value with an asterisk is a text, no wildcard.
    assert.equal(of(request({ team: "*" })), "denied for lack of identity, near Statement 1 (resource)");
    assert.equal(
      of(request({})),
      `unknown: own, Statement 1: variable \${aws:PrincipalTag/team} has no value in the request`,
    );
    assert.equal(of(request({}), statement.Resource.replace("}", ", 'a'}")), "allowed by own, Statement 1");
    assert.equal(
      of(request({ team: "a" }), statement.Resource, "2008-10-17"),
      "denied for lack of identity, near Statement 1 (resource)",
    );
    assert.equal(of(request({}, `${queue}*`), `${queue}\${*}`), "allowed by own, Statement 1");
    assert.equal(
      of(request({}, `${queue}b`), `${queue}\${*}`),
      "denied for lack of identity, near Statement 1 (resource)",
    );
  });

  it("takes no side where a version that is not known decides whether a text is a variable", () => {
    const verdict = (Resource: string) =>
      line(
        evaluate(roleRequest("sqs:SendMessage", queue, {}, { team: "a" }), {
          identity: {
            policies: [
              {
                label: "own",
                document: snapshot({
                  Version: new Unknown(undefined),
                  Statement: [
                    { ...send, Resource: "*" },
                    { Effect: "Deny", Action: "sqs:SendMessage", NotResource: Resource },
                  ],
                }),
              },
            ],
          },
        }),
      );
    assert.equal(
      verdict(`${queue.slice(0, -1)}\${aws:PrincipalTag/team}`),
      "unknown: own, Statement 2: Version is not known yet",
    );
    assert.equal(verdict(`${queue}x`), "denied by own, Statement 2");
  });

  it("knows a service by its name, and not which region's it is", () => {
    const asked = (name: string): Verdict =>
      evaluate(
        {
          caller: { kind: "service", name: "states.amazonaws.com" },
          action: "sts:AssumeRole",
          resource: new Text(roleArn),
        },
        {
          resource: {
            ...set("trust", { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: name } }),
            trust: true,
          },
        },
      );
    assert.equal(asked("states.amazonaws.com").kind, "allowed");
    assert.equal(asked("States.Amazonaws.com").kind, "allowed");
    assert.equal(asked("states.eu-central-1.amazonaws.com").kind, "unknown");
    assert.equal(asked("lambda.amazonaws.com").kind, "denied");
  });

  it("excepts a role from a Deny only where that is certain", () => {
    const except = (value: string): Verdict =>
      ask({
        identity: set("own", send),
        resource: {
          ...set("queue", { ...send, Effect: "Deny", NotPrincipal: { AWS: value } }),
          trust: false,
        },
      });
    assert.equal(line(except(`${roleArn}2`)), "denied by queue, Statement 1");
    assert.equal(
      line(except(roleArn)),
      "unknown: queue, Statement 1: NotPrincipal excepts the role, if its sessions too",
    );
  });

  it("judges a resource that is known in part by what is known", () => {
    const execution = new Text("arn:aws:states:eu-central-1:1:execution:orders:", MANY);
    const own = (Resource: string) => ({
      identity: set("own", { Effect: "Allow", Action: "states:DescribeExecution", Resource }),
    });
    const asked = (resource: string) =>
      evaluate(roleRequest("states:DescribeExecution", execution), own(resource)).kind;
    assert.equal(asked("arn:aws:states:eu-central-1:1:execution:orders:*"), "allowed");
    assert.equal(asked("arn:aws:states:eu-central-1:1:execution:orders-2:*"), "denied");
    assert.equal(asked("arn:aws:states:eu-central-1:1:execution:orders:run-1"), "unknown");
  });
});
