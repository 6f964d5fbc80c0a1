import assert from "node:assert/strict";
import { DescribeSecretCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { patientClient } from "../../../../components/secrets/lambda/patient-client";

function refusing(times: number, name: string) {
  let left = times;
  let waited = 0;
  const send = (async () => {
    if (left > 0) {
      left -= 1;
      throw Object.assign(new Error("no"), { name });
    }
    return { Name: "db" };
  }) as unknown as SecretsManagerClient["send"];
  const client = patientClient({ send }, async (milliseconds) => {
    waited += milliseconds;
  });
  return { ask: () => client.send(new DescribeSecretCommand({ SecretId: "db" })), waited: () => waited };
}

describe("the rotation function's client", () => {
  it("repeats a call that IAM refuses, as the role may be seconds old", async () => {
    const { ask, waited } = refusing(5, "AccessDeniedException");
    assert.deepEqual(await ask(), { Name: "db" });
    assert.equal(waited(), 15_000);
  });

  it("gives up after a minute", async () => {
    const { ask, waited } = refusing(100, "AccessDeniedException");
    await assert.rejects(ask, { name: "AccessDeniedException" });
    assert.equal(waited(), 60_000);
  });

  it("repeats nothing else", async () => {
    const { ask, waited } = refusing(1, "ResourceNotFoundException");
    await assert.rejects(ask, { name: "ResourceNotFoundException" });
    assert.equal(waited(), 0);
  });
});
