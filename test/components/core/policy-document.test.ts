import assert from "node:assert/strict";
import { policyDocument, policyJson } from "../../../components/core/policy-document";

describe("policy document", () => {
  it("is the same text for the same rights: keys and lists sorted, no repetition", () => {
    const a = policyJson([
      {
        Resource: ["b", "a", "b"],
        Action: ["y:B", "y:A"],
        Effect: "Allow",
        Condition: { StringLike: { k: "v" }, Bool: { "z:b": "true", "z:a": ["2", "1"] } },
      },
    ]);
    assert.equal(
      a,
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["y:A","y:B"],"Resource":["a","b"],' +
        '"Condition":{"Bool":{"z:a":["1","2"],"z:b":"true"},"StringLike":{"k":"v"}}}]}',
    );
  });

  it("keeps the order of statements and adds no members", () => {
    const statements = [
      { Sid: "Z", Effect: "Deny" as const, Action: ["s:Z"], Resource: ["r"] },
      { Effect: "Allow" as const, Principal: { Service: "x" }, Action: ["sts:AssumeRole"] },
    ];
    assert.deepEqual(policyDocument(statements).Statement, statements);
  });
});
