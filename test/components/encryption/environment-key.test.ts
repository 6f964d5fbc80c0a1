import assert from "node:assert/strict";
import { policyDocument } from "../../../components/core/policy-document";
import { EnvironmentKey } from "../../../components/encryption/environment-key";
import { NAMES, TAGS } from "../../helpers/environment-names";
import { record } from "../../helpers/mocks";

describe("EnvironmentKey", () => {
  it("rotates yearly and has the alias that IAM statements test", async () => {
    const policy = policyDocument([]);
    const { get, registrations } = await record(
      () =>
        new EnvironmentKey("key", {
          alias: NAMES.keyAlias,
          description: "Secrets, messages and logs of retail-dev",
          policy,
          deletionWindowDays: 30,
          tags: TAGS,
        }),
      { outputs: (type) => (type === "aws:kms/key:Key" ? { keyId: "k-1", arn: "arn:key" } : {}) },
    );
    assert.deepEqual(get("aws:kms/key:Key", "key").inputs, {
      description: "Secrets, messages and logs of retail-dev",
      policy: JSON.stringify(policy),
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      tags: TAGS,
    });
    assert.deepEqual(get("aws:kms/alias:Alias", "key").inputs, { name: "alias/retail-dev", targetKeyId: "k-1" });
    assert.equal(registrations.length, 3);
  });
});
