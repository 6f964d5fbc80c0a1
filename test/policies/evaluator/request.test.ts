import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { accountIn, type KeyValue, keyValue, type Request, resourceAccount } from "../../../policies/evaluator/request";
import { MANY, PART, Text } from "../../../policies/evaluator/text";
import { UnknownBecause } from "../../../policies/evaluator/truth";
import { account, roleArn, roleRequest } from "./requests";

const queue = `arn:aws:sqs:eu-central-1:${account}:a`;
const byRole = roleRequest("sqs:SendMessage", queue, { "x:list": ["a", "b"], "x:none": null }, { Team: "orders" });
const byService: Request = { ...byRole, caller: { kind: "service", name: "states.amazonaws.com" } };
const role = byRole.caller as Extract<Request["caller"], { kind: "role" }>;

function shown(value: KeyValue): string {
  if (value instanceof UnknownBecause) {
    return `? ${value.why}`;
  }
  if (value === "absent") {
    return "absent";
  }
  return value instanceof Text ? `${value}` : value.join(", ");
}

const notKnown = (key: string) => `? the value of ${key} in the request is not known`;

/** Each: a condition key, and its value where a role asks and where a service does. */
const table: readonly (readonly [key: string, role: string, service: string])[] = [
  ["aws:PrincipalAccount", account, "absent"],
  ["aws:PrincipalArn", roleArn, "absent"],
  ["AWS:principalARN", roleArn, "absent"],
  ["aws:PrincipalIsAWSService", "false", "true"],
  ["aws:PrincipalServiceName", "absent", "states.amazonaws.com"],
  ["aws:PrincipalType", "AssumedRole", notKnown("aws:PrincipalType")],
  ["aws:PrincipalTag/team", "orders", "absent"],
  ["aws:PrincipalTag/TEAM", "orders", "absent"],
  ["aws:PrincipalTag/owner", "absent", "absent"],
  ["aws:ResourceAccount", account, account],
  ["aws:username", "absent", "absent"],
  ["aws:SourceIp", notKnown("aws:SourceIp"), notKnown("aws:SourceIp")],
  ["X:List", "a, b", "a, b"],
  ["x:none", "absent", "absent"],
];

describe("evaluator, values of a request", () => {
  for (const [key, ofRole, ofService] of table) {
    it(`${key}: ${ofRole} of a role, ${ofService} of a service`, () => {
      assert.equal(shown(keyValue(byRole, key)), ofRole);
      assert.equal(shown(keyValue(byService, key)), ofService);
    });
  }

  it("are what the request states before what follows from it", () => {
    const stated = { ...byRole, context: new Map([["aws:principalaccount", new Text("1")]]) };
    assert.equal(shown(keyValue(stated, "aws:PrincipalAccount")), "1");
    const { context: _, ...bare } = byRole;
    assert.equal(shown(keyValue(bare, "aws:PrincipalAccount")), account);
  });

  it("are unknown where the caller's are not known", () => {
    const of = (caller: Partial<typeof role>, key: string) =>
      shown(keyValue({ ...byRole, caller: { ...role, ...caller } }, key));
    assert.equal(of({ account: undefined }, "aws:PrincipalAccount"), notKnown("aws:PrincipalAccount"));
    assert.equal(
      of({ tags: new UnknownBecause("tags are not known") }, "aws:PrincipalTag/team"),
      "? tags are not known",
    );
    assert.equal(
      of({ tags: new Map([["team", new UnknownBecause("not yet")]]) }, "aws:PrincipalTag/team"),
      "? not yet",
    );
    assert.equal(of({ tags: new Map([["owner", "a"]]) }, "aws:PrincipalTag/team"), "absent");
  });

  it("know the resource's account by its ARN, or as it is stated", () => {
    const bucket = roleRequest("s3:GetObject", "arn:aws:s3:::bucket/key");
    assert.equal(shown(keyValue(bucket, "aws:ResourceAccount")), notKnown("aws:ResourceAccount"));
    assert.equal(
      shown(keyValue({ ...bucket, resourceAccount: "444455556666" }, "aws:ResourceAccount")),
      "444455556666",
    );
    assert.equal(resourceAccount({ ...byRole, resourceAccount: "444455556666" }), "444455556666");
    assert.equal(resourceAccount(byRole), account);
    for (const [arn, expected] of [
      [new Text("arn:aws:sns:", PART, `:${account}:t`), account],
      [new Text("arn:aws:sns:eu-central-1:", MANY, ":t"), undefined],
      [new Text(`xarn:aws:sns:eu-central-1:${account}:t`), undefined],
      [new Text(`arn:aws:sns:eu-central-1:${account}0:t`), undefined],
      [new Text(`arn:aws:sns:eu-central-1:${account}`), undefined],
      [new Text("*"), undefined],
    ] as const) {
      assert.equal(accountIn(arn), expected, `${arn}`);
    }
  });
});
