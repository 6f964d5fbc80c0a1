import assert from "node:assert/strict";
import { evidenceNames } from "../../../components/core/evidence-names";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { evidenceStatements } from "../../../components/iam/evidence-statements";

const names = environmentNames(
  scopeOf({ blueprint: "shop", environment: "test", account: "123456789012", region: "eu-central-1" }),
);
const { bucket } = evidenceNames(names);
const actions = (grants: Parameters<typeof evidenceStatements>[0], all: boolean) =>
  evidenceStatements(grants, names, all).flatMap(({ Action }) => Action);

describe("what grants add where evidence is kept", () => {
  it("lets an observer of all apps read records, and one of some apps none", () => {
    assert.deepEqual(actions(["observe"], true), [
      "s3:ListBucket",
      "s3:ListBucketVersions",
      "s3:GetObject",
      "s3:GetObjectRetention",
      "s3:GetObjectVersion",
      "kms:Decrypt",
    ]);
    assert.deepEqual(actions(["observe"], false), []);
  });

  it("lets who rolls back record changes, and never the record of a run", () => {
    const [record, key] = evidenceStatements(["rollback"], names, false);
    assert.deepEqual([record?.Action, record?.Resource], [["s3:PutObject"], [`${bucket.arn}/test/changes/*`]]);
    assert.deepEqual(key?.Action, ["kms:GenerateDataKey"]);
  });

  it("adds nothing to other grants", () => {
    assert.deepEqual(actions(["start", "stop", "redrive", "simulate"], true), []);
  });
});
