import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { accountsIn, isPublic, opennessFindings } from "../../../policies/iam/resource-policies";
import { ResourceView } from "../../../policies/kit/resource-view";
import type { Report } from "../../../policies/kit/rule";
import { types } from "../../../policies/kit/types";
import { statement } from "./statement";

const own = "111122223333";
const other = "444455556666";
const third = "777788889999";
const topic = `arn:aws:sns:eu-central-1:${own}:failures`;

const open = (Condition?: object) =>
  isPublic(statement({ Principal: "*", ...(Condition === undefined ? {} : { Condition }) }));

/** What is found about a topic's policy; the place that it is in as far as `more` says it. */
function found(
  statements: readonly object[],
  accounts: readonly string[] = [],
  more: object = {},
  provider = {},
): string[] {
  const policy = JSON.stringify({
    Statement: statements.map((each) => ({ Effect: "Allow", Action: "sns:Publish", ...each })),
  });
  const subject = new ResourceView({
    type: types.topicPolicy,
    name: "t",
    urn: "u",
    props: { policy, ...more },
    provider: { props: provider },
  });
  const report: Report = {
    finding: () => assert.fail(),
    unknown: () => assert.fail(),
    notApplicable: () => assert.fail(),
  };
  return opennessFindings(subject, report, "policy", accounts).map((each) => `${each.at}: ${each.found}`);
}

describe("iam/resource-policies", () => {
  it("knows who is everybody", () => {
    assert.ok(open());
    assert.ok(isPublic(statement({ Principal: { AWS: ["arn:aws:iam::111122223333:role/a", "*"] } })));
    assert.ok(isPublic(statement({ NotPrincipal: { AWS: own } })));
    assert.ok(!isPublic(statement({ Principal: { AWS: own } })));
    assert.ok(!isPublic(statement({ Effect: "Deny", Principal: "*" })));
  });

  it("counts a service that acts for anybody's account as everybody", () => {
    const s3 = { Service: "s3.amazonaws.com" };
    const service = (Condition: object) => isPublic(statement({ Principal: s3, Condition }));
    assert.ok(isPublic(statement({ Principal: s3 })));
    assert.ok(isPublic(statement({ Principal: { AWS: own, Service: ["sns.amazonaws.com"] } })));
    assert.ok(!isPublic(statement({ Effect: "Deny", Principal: s3 })));
    assert.ok(!service({ StringEquals: { "aws:SourceAccount": own } }));
    assert.ok(!service({ ArnLike: { "aws:SourceArn": `arn:aws:s3:::orders` } }));
    assert.ok(!service({ StringEquals: { "aws:SourceOrgID": "o-abc" } }));
    assert.ok(service({ StringNotEquals: { "aws:SourceAccount": own } }));
    assert.ok(service({ StringEqualsIfExists: { "aws:SourceAccount": own } }));
    assert.ok(service({ Bool: { "aws:SecureTransport": "true" } }));
  });

  for (const key of [
    "aws:SourceAccount",
    "aws:SourceOwner",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:PrincipalArn",
    "aws:SourceOrgID",
    "kms:CallerAccount",
  ]) {
    it(`takes ${key}, compared exactly, for a bound`, () => {
      assert.ok(!open({ StringEquals: { [key]: key === "aws:PrincipalArn" ? topic : own } }));
      assert.ok(open({ StringEqualsIfExists: { [key]: own } }));
      assert.ok(open({ "ForAllValues:StringEquals": { [key]: own } }));
      assert.ok(open({ StringLike: { [key]: "*" } }));
      assert.ok(open({ StringNotEquals: { [key]: own } }));
    });
  }

  const sources: readonly (readonly [string, unknown, boolean])[] = [
    ["ArnLike", `arn:aws:cloudwatch:eu-central-1:${own}:alarm:*`, true],
    ["ArnEquals", [topic, `${topic}-2`], true],
    ["ArnLike", "arn:aws:s3:::orders", true],
    ["ArnLike", "arn:aws-cn:s3:::orders", true],
    ["ForAnyValue:ArnLike", topic, true],
    ["ArnLike", [topic, "arn:aws:s3:::*"], false],
    ["ArnLike", "arn:aws:s3:::orders*", false],
    ["ArnLike", "arn:aws:s3:::", false],
    ["ArnLike", "xarn:aws:s3:::orders", false],
    ["ArnLike", "arn:aws:*:eu-central-1:111122223333:x", true],
    ["StringLike", "arn:aws:*:eu-central-1:111122223333:x", false],
    ["ArnLike", "arn:aws:sns:eu-central-1:*:failures", false],
    ["ArnNotLike", `arn:aws:cloudwatch:eu-central-1:${own}:alarm:*`, false],
    ["ArnNotEquals", topic, false],
    ["StringNotLike", topic, false],
    ["ArnLike", "*", false],
    ["ArnLike", [], false],
    ["ArnLikeIfExists", topic, false],
    ["ForAllValues:ArnLike", topic, false],
  ];
  for (const [operator, value, bounded] of sources) {
    it(`${bounded ? "takes" : "does not take"} aws:SourceArn ${operator} ${JSON.stringify(value)} for a bound`, () =>
      assert.equal(open({ [operator]: { "aws:SourceArn": value } }), !bounded));
  }

  it("takes the paths of an organisation for a bound", () => {
    const paths = (key: string, value: string) => !open({ "ForAnyValue:StringLike": { [key]: [value] } });
    assert.ok(paths("aws:PrincipalOrgPaths", "o-abc/r-1/ou-1/*"));
    assert.ok(paths("aws:SourceOrgPaths", "o-abc/*"));
    assert.ok(!paths("aws:PrincipalOrgPaths", "*/r-1/ou-1/*"));
    assert.ok(open({ "ForAnyValue:StringNotLike": { "aws:PrincipalOrgPaths": ["o-abc/r-1/*"] } }));
  });

  it("reads the accounts that are let in by name", () => {
    const accounts = (Principal: unknown, more: object = {}) => accountsIn(statement({ Principal, ...more }));
    assert.deepEqual(accounts({ AWS: own }), [own]);
    assert.deepEqual(accounts({ AWS: [`arn:aws:iam::${other}:root`, `arn:aws:sts::${third}:assumed-role/a/b`] }), [
      other,
      third,
    ]);
    assert.deepEqual(accounts(own), [own]);
    assert.deepEqual(accounts({ AWS: own }, { Effect: "Deny" }), []);
    assert.deepEqual(accounts({ CanonicalUser: own }), []);
    assert.deepEqual(
      accounts({
        AWS: [`${own}0`, `0${own}`, "*", `x arn:aws:iam::${own}:root`, `arn:aws:s3::${own}:x`, "AIDAEXAMPLE"],
      }),
      [],
    );
  });

  describe("findings about who is let in", () => {
    it("tell of everybody, and say where", () => {
      assert.deepEqual(
        found([
          { Principal: { AWS: own }, Resource: topic },
          { Principal: "*", Resource: topic },
        ]),
        ["policy, Statement 2: everybody is let in (Principal *)"],
      );
    });

    it("tell of other accounts, each once", () => {
      const Principal = { AWS: [own, other, `arn:aws:iam::${other}:role/a`, `arn:aws:iam::${third}:root`] };
      assert.deepEqual(found([{ Principal, Resource: topic }]), [
        `policy, Statement 1: another account is let in (${other}, ${third})`,
      ]);
      assert.deepEqual(found([{ Principal, Resource: topic }], [other]), [
        `policy, Statement 1: another account is let in (${third})`,
      ]);
      assert.deepEqual(found([{ Principal, Resource: topic }], [other, third]), []);
    });

    it("know the own account by what the policy belongs to, or by its provider", () => {
      const policy = [{ Principal: { AWS: `arn:aws:iam::${other}:root` }, Resource: "*" }];
      const expected = [`policy, Statement 1: another account is let in (${other})`];
      const url = (id: string) => `https://sqs.eu-central-1.amazonaws.com/${id}/orders`;
      assert.deepEqual(found(policy, [], { arn: topic }), expected);
      assert.deepEqual(found(policy, [], { queueUrl: url(own) }), expected);
      assert.deepEqual(found(policy, [], { url: url(own) }), expected);
      assert.deepEqual(found(policy, [], {}, { allowedAccountIds: `["${own}"]` }), expected);
      assert.deepEqual(found(policy, [], { queueUrl: url(other) }), []);
      assert.deepEqual(found(policy, [], {}, { allowedAccountIds: `["${other}"]` }), []);
      const lured = [{ Principal: { AWS: other }, Resource: [topic, `arn:aws:sns:eu-central-1:${other}:x`] }];
      assert.deepEqual(found(lured, [], { arn: topic }), expected);
    });

    it("tell of another account that everybody is bounded to", () => {
      const bounded = (Condition: object) => found([{ Principal: "*", Resource: topic, Condition }]);
      const expected = [`policy, Statement 1: another account is let in (${other})`];
      assert.deepEqual(bounded({ StringEquals: { "aws:PrincipalAccount": other } }), expected);
      assert.deepEqual(bounded({ ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${other}:role/a` } }), expected);
      assert.deepEqual(bounded({ StringEquals: { "aws:SourceOwner": own } }), []);
      const both = { "aws:SourceAccount": own, "aws:PrincipalAccount": other };
      assert.deepEqual(bounded({ StringEquals: both }), []);
    });

    it("tell of a service that acts for any account, or for another one", () => {
      const service = (Condition?: object) =>
        found([{ Principal: { Service: "s3.amazonaws.com" }, Resource: topic, ...(Condition && { Condition }) }]);
      assert.deepEqual(service(), [
        'policy, Statement 1: "s3.amazonaws.com" may act here for any account (no condition on "aws:SourceAccount")',
      ]);
      assert.deepEqual(service({ StringEquals: { "aws:SourceAccount": own } }), []);
      assert.deepEqual(service({ StringEquals: { "aws:SourceAccount": other } }), [
        `policy, Statement 1: another account is let in (${other})`,
      ]);
    });

    it("know the own account by the resources, if one of them spells it out", () => {
      const Principal = { AWS: other };
      assert.deepEqual(found([{ Principal, Resource: "*" }]), []);
      assert.deepEqual(found([{ Principal, Resource: "arn:aws:sns:eu-central-1:*:failures" }]), []);
      assert.deepEqual(found([{ Principal, Resource: `arn:aws:sns:eu-central-1:${own}0:failures` }]), []);
      assert.deepEqual(found([{ Principal, Resource: `arn:aws:sns:eu-central-1:0${own}:failures` }]), []);
      assert.deepEqual(found([{ Principal, Resource: ["*", topic] }]).length, 1);
      assert.deepEqual(found([{ Principal, Resource: `${topic}*` }]).length, 1);
      assert.deepEqual(
        found([{ Principal: { AWS: own }, Resource: [topic, `arn:aws:sns:eu-central-1:${third}:x`] }]),
        [],
      );
    });
  });
});
