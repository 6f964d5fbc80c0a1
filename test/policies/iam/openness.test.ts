import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parsePolicy } from "../../../policies/iam/document";
import { type Open, openIn } from "../../../policies/iam/openness";
import { Unknown, type Value } from "../../../policies/kit/value";
import { statement } from "./statement";

const wanted = ["iam:PassRole", "kms:Decrypt", "ebs:GetSnapshotBlock", "sts:AssumeRole"];
const known = (fields: object, boundary = false): Open | undefined => {
  const found = openIn(statement(fields), wanted, boundary);
  assert.ok(!(found instanceof Unknown));
  return found;
};
const open = (Action: unknown, Resource: unknown, boundary = false) => known({ Action, Resource }, boundary);

describe("iam/openness", () => {
  it("tells which actions are allowed on what is nothing in particular", () => {
    assert.deepEqual(open(["iam:PassRole", "iam:GetRole"], "*"), { actions: ["iam:PassRole"], resources: ["*"] });
    const any = "arn:aws:kms:eu-central-1:111122223333:key/*";
    assert.deepEqual(open("kms:*", [any, "arn:aws:kms:eu-central-1:111122223333:key/1"]), {
      actions: ["kms:Decrypt"],
      resources: [any],
    });
    assert.equal(open("kms:Decrypt", "arn:aws:kms:eu-central-1:111122223333:key/1"), undefined);
    assert.equal(open("sns:Publish", "*"), undefined);
  });

  it("holds an open resource against the actions of its own service only", () => {
    const roles = "arn:aws:iam::111122223333:role/*";
    assert.deepEqual(open(["iam:PassRole", "kms:Decrypt"], roles), { actions: ["iam:PassRole"], resources: [roles] });
    assert.equal(open("kms:Decrypt", roles), undefined);
    assert.deepEqual(open("sts:AssumeRole", roles)?.actions, ["sts:AssumeRole"]);
    assert.deepEqual(open("ebs:GetSnapshotBlock", "arn:aws:ec2:*::snapshot/*")?.actions, ["ebs:GetSnapshotBlock"]);
    assert.deepEqual(open("kms:Decrypt", "arn:aws:*:*:*:*")?.actions, ["kms:Decrypt"]);
  });

  it("takes NotResource for everything, and NotAction for what it does not leave out", () => {
    assert.deepEqual(openIn(statement({ Action: "kms:Decrypt", NotResource: "arn:aws:kms:::x" }), wanted, false), {
      actions: ["kms:Decrypt"],
      resources: ["NotResource"],
    });
    assert.deepEqual(known({ NotAction: ["iam:*", "ebs:*"], Resource: "*" })?.actions, [
      "kms:Decrypt",
      "sts:AssumeRole",
    ]);
  });

  it("is unknown where the rest makes it a finding, and only there", () => {
    const later = new Unknown(new Error("later"));
    const of = (fields: { readonly [key: string]: Value }) => {
      const parsed = parsePolicy({ Statement: [{ Effect: "Allow", ...fields }] });
      assert.ok(parsed.kind === "statements" && parsed.statements[0] !== undefined);
      const found = openIn(parsed.statements[0], wanted, false);
      return found instanceof Unknown ? "unknown" : found === undefined ? "none" : "found";
    };
    const key = "arn:aws:kms:eu-central-1:111122223333:key/1";
    assert.equal(of({ Action: "kms:Decrypt", Resource: later }), "unknown");
    assert.equal(of({ Action: "kms:Decrypt", Resource: [key, later] }), "unknown");
    assert.equal(of({ Action: "kms:Decrypt", Resource: ["*", later] }), "found");
    assert.equal(of({ Action: later, Resource: "*" }), "unknown");
    assert.equal(of({ Action: [later, "sns:Publish"], Resource: ["*"] }), "unknown");
    assert.equal(of({ Action: later, Resource: later }), "unknown");
    assert.equal(of({ Action: later, Resource: key }), "none");
    assert.equal(of({ Action: "sns:Publish", Resource: later }), "none");
    assert.equal(of({ Effect: "Deny", Action: "kms:Decrypt", Resource: later }), "none");
  });

  it("lets a boundary name whole services, but not everything", () => {
    assert.equal(open("iam:PassRole", "arn:aws:iam::111122223333:role/*", true), undefined);
    assert.deepEqual(open("iam:PassRole", "*", true)?.actions, ["iam:PassRole"]);
  });
});
