import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { CREDENTIAL_CALLS, credentialCallOf } from "../../../policies/iam/credential-calls";

describe("iam/credential-calls", () => {
  it("knows calls that always answer with a credential", () => {
    for (const [prefix, action] of [
      ["redshift", "getClusterCredentials"],
      ["redshift", "getclustercredentialswithiam"],
      ["redshift-serverless", "getCredentials"],
      ["cognito-idp", "initiateAuth"],
      ["kms", "generateDataKey"],
      ["sts", "getFederationToken"],
      ["iot", "createKeysAndCertificate"],
    ] as const) {
      const call = credentialCallOf(prefix, action);
      assert.ok(call !== undefined && call.onlyIf === undefined, `${prefix}:${action}`);
    }
  });

  it("knows the argument that decides", () => {
    const decided = { argument: "WithDecryption", is: true };
    assert.deepEqual(credentialCallOf("ssm", "getParametersByPath"), {
      name: "ssm:GetParametersByPath",
      onlyIf: decided,
    });
    assert.deepEqual(credentialCallOf("glue", "getConnection")?.onlyIf, { argument: "HidePassword", is: false });
  });

  it("leaves out neighbours whose answer is none", () => {
    for (const [prefix, action] of [
      ["kms", "generateDataKeyWithoutPlaintext"],
      ["kms", "encrypt"],
      ["redshift", "describeClusters"],
      ["sts", "getCallerIdentity"],
      ["secretsmanager", "describeSecret"],
      ["constructor", "constructor"],
      ["", ""],
    ] as const) {
      assert.equal(credentialCallOf(prefix, action), undefined, `${prefix}:${action}`);
    }
  });

  it("lists each once, well-formed", () => {
    const names = CREDENTIAL_CALLS.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(
      names.filter((name) => !/^[a-z0-9-]+:[A-Z]\w+$/.test(name)),
      [],
    );
  });
});
