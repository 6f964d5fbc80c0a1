import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { actionOf } from "../../../policies/iam/action-table";
import { ESCALATIONS } from "../../../policies/iam/escalations";
import { EXPOSURES } from "../../../policies/iam/exposures";

describe("iam/escalations and iam/exposures", () => {
  for (const [what, actions] of Object.entries({ escalations: ESCALATIONS, exposures: EXPOSURES })) {
    it(`${what}: actions of the reference, each once, each of which can be bound to a resource`, () => {
      assert.deepEqual(
        actions.filter((action) => !/^[a-z][a-z0-9-]+:[A-Za-z0-9]+$/.test(action)),
        [],
      );
      assert.equal(new Set(actions).size, actions.length);
      assert.deepEqual(
        actions.filter((action) => actionOf(action)?.resourceless !== false),
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
