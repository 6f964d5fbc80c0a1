import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { refusesClearText } from "../../../policies/iam/tls";
import { statement } from "./statement";

const deny = {
  Effect: "Deny",
  Principal: "*",
  Action: "sns:Publish",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const refuses = (changes: object) => refusesClearText(statement({ ...deny, ...changes }), "sns:Publish");
const when = (Condition: object) => refuses({ Condition });

describe("iam/tls", () => {
  it("takes a Deny to everybody without TLS for one", () => {
    assert.ok(refuses({}));
    assert.ok(refuses({ Principal: { AWS: ["arn:aws:iam::111122223333:root", "*"] } }));
    assert.ok(refuses({ Action: ["sns:Subscribe", "sns:Pub*"] }));
    assert.ok(when({ Bool: { "aws:securetransport": [false, "FALSE"] } }));
  });

  it("takes nothing else for one", () => {
    assert.ok(!refuses({ Effect: "Allow" }));
    assert.ok(!refuses({ Principal: { AWS: "111122223333" } }));
    assert.ok(!refuses({ Action: "sns:Subscribe" }));
    assert.ok(!when({ Bool: { "aws:SecureTransport": "true" } }));
    assert.ok(!when({ Bool: { "aws:SecureTransport": ["true", "false"] } }));
    assert.ok(!when({ Bool: { "aws:ViaAWSService": "false" } }));
    assert.ok(!when({ StringEquals: { "aws:SecureTransport": "false" } }));
    assert.ok(!when({ Bool: { "aws:SecureTransport": "false", "aws:ViaAWSService": "false" } }));
    assert.ok(!when({}));
  });
});
