import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { isAnything, isServiceWildcard, matchesAction, namesNothing } from "../../../policies/iam/patterns";

const holding = (test: (text: string) => boolean, texts: readonly string[]) => texts.filter(test);

describe("iam/patterns", () => {
  it("knows what names nothing at all", () => {
    assert.deepEqual(holding(isAnything, ["*", "**", "*:*", "?*", "", "?", "a*", "s3:*", "*a"]), [
      "*",
      "**",
      "*:*",
      "?*",
    ]);
  });

  it("knows wildcards for whole services", () => {
    const actions = ["*", "*:*", "s3:*", "s3:**", "s?:GetObject", "*:Get", "s3:Get*", "s3:GetObject", "s3"];
    assert.deepEqual(holding(isServiceWildcard, actions), ["*", "*:*", "s3:*", "s3:**", "s?:GetObject", "*:Get"]);
  });

  it("knows ARNs that name no thing in particular", () => {
    const nothing = [
      "*",
      "arn:aws:iam::111122223333:role/*",
      "arn:aws:secretsmanager:eu-central-1:111122223333:secret:*",
      "arn:aws:states:*:*:stateMachine:*",
      "arn:aws:kms:eu-central-1:111122223333:*",
      "arn:aws:s3:::*",
      "arn:aws:s3:::*/*",
      "arn:aws:logs:eu-central-1:111122223333:log-group:*:*",
    ];
    const something = [
      "arn:aws:s3:::orders/role/*",
      "arn:aws:sns:eu-central-1:111122223333:orders/role/*",
      "arn:aws:sns",
      "arn:aws:iam::111122223333:role/orders-*",
      "arn:aws:s3:::orders/*",
      "arn:aws:s3:::orders",
      "arn:aws:states:eu-central-1:111122223333:execution:orders:*",
      "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/orders:*",
      "arn:aws:sns:eu-central-1:111122223333:failures",
      "",
      "role",
    ];
    assert.deepEqual(holding(namesNothing, [...something, ...nothing]), nothing);
  });

  it("matches actions as IAM does", () => {
    const matches = (pattern: string, action: string) => matchesAction(pattern, action);
    assert.ok(matches("S3:get*", "s3:GetObject"));
    assert.ok(matches("*", "s3:GetObject"));
    assert.ok(matches("s3:*Object", "s3:GetObject"));
    assert.ok(matches("s3:Get?bject", "s3:GetObject"));
    assert.ok(matches("s3:G*t*t", "s3:GetObject"));
    assert.ok(matches("s3:GetObject*", "s3:GetObject"));
    assert.ok(matches("s3:GetObject**", "s3:GetObject"));
    assert.ok(!matches("s3:GetObject*?", "s3:GetObject"));
    assert.ok(matches("", ""));
    for (const pattern of [
      "",
      "s3:Get",
      "s3:Get?",
      "s3:*Objects",
      "s3.GetObject",
      "s3:GetObjectt",
      "?",
      "s3:GetObject?",
    ]) {
      assert.ok(!matches(pattern, "s3:GetObject"), pattern);
    }
  });

  it("does not run for ever on a crafted pattern", () => {
    const started = process.cpuUsage();
    assert.equal(matchesAction(`${"*a".repeat(2_000)}b`, "a".repeat(4_000)), false);
    assert.ok(process.cpuUsage(started).user < 5e6);
  });
});
