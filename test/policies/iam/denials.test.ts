import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { withDenials } from "../../../policies/iam/denials";
import { isPublic } from "../../../policies/iam/resource-policies";
import { statement } from "./statement";

const ORG = "o-a1b2c3d4e5";
const OWN = "111122223333";
const org = { StringNotEquals: { "aws:PrincipalOrgID": ORG } };
const source = { StringNotEquals: { "aws:SourceAccount": OWN } };
const isService = (value: boolean, operator = "Bool") => ({
  [operator]: { "aws:PrincipalIsAWSService": String(value) },
});

/** Ways in which a statement lets in what the conditions of some Deny statements leave, and whether all are bounded. */
function ways(allow: object, ...denied: object[]): { ways: number; isPublic: boolean } {
  const all = { Principal: "*", Action: "sns:Publish", Resource: "*" };
  const deny = (Condition: object) => statement({ ...all, Effect: "Deny", Condition });
  const [found = []] = withDenials([statement({ ...all, ...allow }), ...denied.map(deny)]);
  return { ways: found.length, isPublic: found.some(isPublic) };
}

const closed = (allow: object, ...denied: object[]) => !ways(allow, ...denied).isPublic;

describe("iam/denials", () => {
  it("bounds by one condition, and not by several of which only one bounds", () => {
    assert.ok(closed({}, org));
    assert.ok(!closed({}));
    assert.ok(!closed({}, { ...org, Bool: { "aws:SecureTransport": "false" } }));
    assert.ok(!closed({}, { ...org, StringEquals: { "aws:PrincipalTag/team": "x" } }));
    assert.ok(!closed({}, { ...org, DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } }));
  });

  it("bounds by several conditions of which each bounds", () => {
    assert.ok(closed({}, { StringNotEquals: { "aws:PrincipalOrgID": ORG, "aws:SourceAccount": OWN } }));
    assert.ok(closed({}, { ...org, NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }));
    assert.ok(!closed({}, { ...org, NotIpAddress: { "aws:SourceIp": "0.0.0.0/0" } }));
    assert.ok(!closed({}, { ...org, StringNotLike: { "aws:PrincipalArn": "arn:*" } }));
  });

  it("needs a bound of AWS services where a Deny leaves them out", () => {
    const people = { ...org, ...isService(false, "BoolIfExists") };
    assert.ok(!closed({}, people));
    assert.ok(closed({}, people, { ...source, ...isService(true) }));
    assert.ok(!closed({}, people, { ...isService(true), StringNotEquals: { "aws:SourceAccount": "" } }));
    assert.ok(!closed({}, { ...org, ...isService(false) }, { ...source, ...isService(true) }), "without the key");
  });

  it("knows whether the principals are services", () => {
    const sns = { Principal: { Service: "s3.amazonaws.com" } };
    assert.ok(closed(sns, { ...source, ...isService(true) }));
    assert.ok(!closed(sns, { ...source, ...isService(false) }));
    assert.deepEqual(ways(sns, { ...org, ...isService(false) }), { ways: 2, isPublic: true });
    const role = { Principal: { AWS: "arn:aws:iam::111122223333:role/a" } };
    assert.equal(ways(role, { ...org, ...isService(false, "BoolIfExists") }).ways, 1);
    assert.equal(ways({ Principal: { ...sns.Principal, ...role.Principal } }, { ...org, ...isService(false) }).ways, 2);
  });

  it("bounds where what the statement requires leaves one way only", () => {
    const Condition = { StringEquals: { "s3:prefix": ["a", "b"] } };
    const others = (...values: string[]) => ({ ...org, StringEquals: { "s3:prefix": values } });
    assert.ok(closed({ Condition }, others("a", "b")));
    assert.ok(closed({ Condition }, others("a", "b", "c")));
    assert.ok(!closed({ Condition }, others("a")));
    assert.ok(!closed({}, others("a", "b")));
    const there = { Condition: { Null: { "aws:PrincipalTag/team": "false" } } };
    assert.ok(closed(there, { ...org, Null: { "aws:PrincipalTag/team": "false" } }));
    assert.ok(!closed(there, { ...org, Null: { "aws:PrincipalTag/team": "true" } }));
  });

  it("leaves nothing of what is denied without a condition, or by conditions that exclude each other", () => {
    assert.deepEqual(ways({}, {}), { ways: 0, isPublic: false });
    assert.equal(ways({}, isService(true), isService(false, "BoolIfExists")).ways, 0);
    assert.equal(ways({}, isService(true), isService(false)).ways, 1, "without the key");
  });

  it("follows a few ways, and none of too many", () => {
    const tags = (count: number) => ({
      StringEquals: Object.fromEntries(Array.from({ length: count }, (_, index) => [`aws:PrincipalTag/${index}`, "x"])),
    });
    assert.equal(ways({}, tags(60), org).ways, 60);
    assert.deepEqual(ways({}, tags(65), org), { ways: 1, isPublic: false });
    assert.deepEqual(ways({}, org, { ...tags(65), ...source }), { ways: 1, isPublic: false });
  });
});
