import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Bounded, boundsOf, isBounded } from "../../../policies/iam/bounding-keys";
import { statement } from "./statement";

const own = "111122223333";
const arn = `arn:aws:states:eu-central-1:${own}:stateMachine:orders`;
const unit = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*";

const variable = (key: string) => `\${${key}}`;
const bound = (Condition: object, of?: readonly Bounded[]) => isBounded(statement({ Principal: "*", Condition }), of);

describe("iam/bounding-keys", () => {
  const families: Readonly<Record<Bounded, readonly (readonly [key: string, value: string])[]>> = {
    caller: [
      ["aws:PrincipalAccount", own],
      ["aws:PrincipalArn", `arn:aws:iam::${own}:role/orders`],
      ["aws:PrincipalOrgID", "o-a1b2c3d4e5"],
      ["aws:PrincipalOrgPaths", unit],
      ["aws:userid", "AROAEXAMPLEEXAMPLE1:*"],
      ["kms:CallerAccount", own],
      ["lambda:SourceFunctionArn", `arn:aws:lambda:eu-central-1:${own}:function:orders`],
      ["ec2:SourceInstanceARN", `arn:aws:ec2:eu-central-1:${own}:instance/i-1`],
    ],
    source: [
      ["aws:SourceAccount", own],
      ["AWS:SourceOwner", own],
      ["aws:SourceArn", arn],
      ["aws:SourceOrgID", "o-a1b2c3d4e5"],
      ["aws:SourceOrgPaths", unit],
    ],
    network: [
      ["aws:SourceVpc", "vpc-1"],
      ["aws:SourceVpce", "vpce-1"],
      ["aws:VpceAccount", own],
      ["aws:VpceOrgID", "o-a1b2c3d4e5"],
      ["aws:VpceOrgPaths", unit],
    ],
  };
  for (const [family, keys] of Object.entries(families)) {
    for (const [key, value] of keys) {
      it(`counts ${key} for a bound of the ${family}, as far as its operator bounds`, () => {
        for (const operator of ["StringLike", "STRINGLIKE", "ForAnyValue:StringLike", "foranyvalue:stringlike"]) {
          assert.ok(bound({ [operator]: { [key]: value } }), operator);
          assert.ok(bound({ [operator]: { [key.toUpperCase()]: [value, value] } }), operator);
        }
        for (const operator of [
          "StringNotLike",
          "StringNotEquals",
          "StringNotEqualsIgnoreCase",
          "ArnNotLike",
          "StringLikeIfExists",
          "ForAllValues:StringLike",
          "ForAnyValue:StringNotLike",
          "Null",
        ]) {
          assert.ok(!bound({ [operator]: { [key]: value } }), operator);
        }
        assert.ok(!bound({ StringLike: { [key]: [value, "*"] } }));
        assert.ok(!bound({ StringLike: { [key]: [] } }));
        const others = (["caller", "source", "network"] as const).filter((each) => each !== family);
        assert.ok(!bound({ StringLike: { [key]: value } }, others));
      });
    }
  }

  it("counts a comparison that tolerates a missing key where another one requires the key", () => {
    const key = "aws:PrincipalOrgPaths";
    assert.ok(bound({ "ForAllValues:StringLike": { [key]: unit }, Null: { [key]: "false" } }));
    assert.ok(bound({ "ForAllValues:StringLike": { [key]: unit }, Null: { [key]: false } }));
    assert.ok(!bound({ "ForAllValues:StringLike": { [key]: unit }, Null: { [key]: "true" } }));
    assert.ok(!bound({ "ForAllValues:StringLike": { [key]: unit }, Null: { "aws:SourceArn": "false" } }));
    assert.ok(!bound({ StringNotLike: { [key]: unit }, Null: { [key]: "false" } }));
  });

  const values: readonly (readonly [operator: string, key: string, value: unknown, bounded: boolean])[] = [
    ["StringEqualsIgnoreCase", "aws:PrincipalOrgID", "O-A1B2C3D4E5", true],
    ["NumericEquals", "aws:SourceAccount", own, true],
    ["StringEquals", "aws:PrincipalOrgID", variable("aws:ResourceOrgID"), true],
    ["StringEquals", "aws:SourceAccount", variable("aws:ResourceAccount"), true],
    ["StringEquals", "aws:SourceAccount", variable("aws:PrincipalAccount"), false],
    ["StringEquals", "aws:PrincipalArn", variable("aws:PrincipalTag/owner"), false],
    ["StringLike", "aws:PrincipalOrgID", "o-a1*", false],
    ["StringLike", "aws:PrincipalOrgPaths", "o-a1*/r-ab12/*", false],
    ["StringLike", "aws:PrincipalOrgPaths", "*/r-ab12/*", false],
    ["StringLike", "aws:userid", "*:orders", false],
    ["ArnLike", "aws:SourceArn", `arn:aws:*:*:${own}:*`, true],
    ["StringLike", "aws:SourceArn", `arn:aws:states:*:${own}:*`, true],
    ["StringLike", "aws:SourceArn", `arn:aws:*:*:${own}:*`, false],
    ["ArnLike", "aws:SourceArn", `arn:aws:states:*:${own}0:*`, false],
    ["ArnLike", "aws:SourceArn", "arn:aws:states:*:1111*:*", false],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::orders", true],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::orders*", false],
    ["ArnEquals", "aws:SourceArn", "arn:aws:apigateway:eu-central-1::/restapis/a1b2c3", true],
    ["ArnLike", "aws:PrincipalArn", `arn:aws:iam::${own}:role/*`, true],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/orders", false],
    ["IpAddress", "aws:SourceIp", ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"], true],
    ["IpAddress", "aws:SourceIp", "0.0.0.0/0", false],
    ["IpAddress", "aws:SourceIp", ["10.0.0.0/8", "::/0"], false],
    ["NotIpAddress", "aws:SourceIp", "10.0.0.0/8", false],
    ["IpAddressIfExists", "aws:SourceIp", "10.0.0.0/8", false],
    ["StringEquals", "aws:PrincipalTag/team", "orders", false],
    ["Bool", "aws:PrincipalIsAWSService", "true", false],
    ["Bool", "aws:SecureTransport", "true", false],
  ];
  for (const [operator, key, value, bounded] of values) {
    it(`${bounded ? "takes" : "does not take"} ${operator} ${key} ${JSON.stringify(value)} for a bound`, () =>
      assert.equal(bound({ [operator]: { [key]: value } }), bounded));
  }

  it("names the accounts that the values spell out", () => {
    const Condition = {
      StringEquals: { "aws:SourceAccount": [own, "444455556666"], "aws:PrincipalOrgID": "o-1" },
      ArnLike: { "aws:SourceArn": arn },
    };
    assert.deepEqual(boundsOf(statement({ Principal: "*", Condition })), [
      { key: "aws:sourcearn", of: "source", accounts: [own] },
      { key: "aws:principalorgid", of: "caller", accounts: [] },
      { key: "aws:sourceaccount", of: "source", accounts: [own, "444455556666"] },
    ]);
  });
});
