import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { ESCALATIONS } from "../../../policies/iam/escalations";
import { EXPOSURES } from "../../../policies/iam/exposures";
import { whyResourceless } from "../../../policies/iam/resourceless";

describe("iam/escalations and iam/exposures", () => {
  for (const [what, actions] of Object.entries({ escalations: ESCALATIONS, exposures: EXPOSURES })) {
    it(`${what}: well-formed actions, each once, each of which can be bound to a resource`, () => {
      assert.deepEqual(
        actions.filter((action) => !/^[a-z][a-z0-9-]+:[A-Za-z]+$/.test(action)),
        [],
      );
      assert.equal(new Set(actions).size, actions.length);
      assert.deepEqual(
        actions.filter((action) => whyResourceless(action) !== undefined),
        [],
      );
    });
  }

  it("hold what lets others at a resource, and what changes identities", () => {
    for (const action of [
      "s3:PutBucketPolicy",
      "lambda:AddPermission",
      "kms:PutKeyPolicy",
      "sns:AddPermission",
      "sns:SetTopicAttributes",
      "sqs:AddPermission",
      "sqs:SetQueueAttributes",
      "iam:PutRolePolicy",
      "iam:PassRole",
    ]) {
      assert.ok(ESCALATIONS.includes(action), action);
    }
  });
});
